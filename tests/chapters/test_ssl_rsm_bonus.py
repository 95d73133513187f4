"""What the chapter ssl_rsm_bonus claims, with margins."""

import math
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from regression import r_squared
from scipy.stats import spearmanr
from torch import nn

from nma_ae.analysis import (
    compute_accuracy,
    compute_features,
    principal_components,
    similarity_histogram,
    similarity_matrix,
)
from nma_ae.data import (
    Split,
    draw_dsprites,
    labelled_part,
    latent_indices,
    load_dsprites,
    random_views,
    split_images,
)
from nma_ae.experiments import (
    accuracy_by_fraction,
    choose_images,
    contrastive_game,
    new_encoder,
    spread,
)
from nma_ae.experiments.dsprites_recipe import DSpritesRecipe
from nma_ae.experiments.label_views_recipe import train_on_views
from nma_ae.experiments.two_negatives_recipe import look
from nma_ae.seeds import generator, seeded
from nma_ae.training import classification_loss, fit, train_classifier
from nma_ae.training.contrastive import draw_negatives
from nma_ae.training.recording import ENCODER_SEEDS
from nma_ae.weights import card, trained

TWO = "SimCLR, 2 negatives"
EARLY = "dsprites_simclr_two_negatives_early"
SEEDS = (0, 1, 2)
ROOT = Path(__file__).parents[2]

GIVEN = {
    "the positive stands above the fraction line but not below it, so with two negatives the value "
    "can be negative": "mathematics",
    "any quantity that varies more between images than between views helps to win": "mathematics",
    "since they need no labels": "definition",
    "Fewer images get more epochs": "choice",
    "The original tutorial reports 66.75 %": "citation",
    "its authors' weights gave 63.02 %": "measured",
    "`n_epochs` is 20 for the supervised encoder, end to end, and 40": "choice",
    "Bootstrap your own latent. arXiv 2006.07733.": "citation",
}


def results():
    """Return the accuracies of the table of results, in training and test, by encoder."""
    page = (ROOT / "book" / "about" / "results.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("|")]
    return {row[0]: float(row[3]) for row in rows[2:]}


def directions(encoder, images):
    return F.normalize(compute_features(encoder, images), dim=1)


def by_class(sprites, name, latent):
    """Return the mean similarity of each class of a latent with each other, (n, n)."""
    matrix = similarity_matrix(sprites.features[name][sprites.test]).fill_diagonal_(torch.nan)
    labels = sprites.data.labels(latent)[sprites.test]
    classes = range(int(labels.max()) + 1)
    return torch.tensor(
        [[matrix[labels == a][:, labels == b].nanmean() for b in classes] for a in classes]
    )


@pytest.mark.claim(
    "SimCLR shows the size as well, and the VAE shows the place",
    "By scale, SimCLR has the clearest pattern: small shapes are alike, and unlike large ones",
    "SimCLR shows shape and size clearly, place and angle only faintly",
)
def test_simclr_keeps_the_size_and_the_supervised_encoder_does_not(sprites):
    simclr, supervised, vae = (
        by_class(sprites, name, "scale") for name in ("SimCLR", "supervised", "VAE")
    )
    assert simclr[0, 0] - simclr[0, 5] > 1.5 * (vae[0, 0] - vae[0, 5])
    assert simclr[0, 0] > 0.4
    assert simclr[0, 5] < -0.2
    assert (supervised[0, 0] - supervised[0, 5]).abs() < 0.15


@pytest.mark.claim(
    "The blocks of squares and ellipses melt into one another; hearts still form a block",
    "the smallest shapes are alike to 0.9, and unlike the largest (-0.55)",
)
def test_two_negatives_sort_by_size_and_mix_shapes(sprites):
    scale, shape = (by_class(sprites, TWO, latent) for latent in ("scale", "shape"))
    assert scale[0, 0] == pytest.approx(0.9, abs=0.03)
    assert scale[0, 5] == pytest.approx(-0.55, abs=0.03)
    assert shape[2, 2] > 0.5  # hearts
    assert (shape[0, 0] - shape[0, 1]).abs() < 0.15  # squares and ellipses


@pytest.mark.claim(
    "most pairs are nearly at right angles, almost as random directions in many dimensions are",
    "one pair in six has a similarity above 0.9, and many others are nearly opposite",
)
def test_two_negatives_push_the_similarities_to_both_ends(sprites):
    counts, edges = similarity_histogram(sprites.features[TWO][sprites.test], 20)
    part = counts / counts.sum()
    assert edges[-2].item() == pytest.approx(0.9)
    assert part[-1].item() == pytest.approx(1 / 6, abs=0.02)
    assert part[0] > 0.05
    counts, _ = similarity_histogram(sprites.features["random"][sprites.test], 20)
    assert counts[6:14].sum() > 0.9 * counts.sum()


@pytest.mark.claim(
    "a Linear layer reads the column off its features over three times as often as guessing would "
    "(3.1 %)",
    "of the position this classifier reads even less off SimCLR's features than off those of the "
    "supervised encoder",
)
def test_an_even_matrix_does_not_prove_that_nothing_is_there(sprites):
    columns = sprites.data.labels("posX")
    read, even, explained = {}, {}, {}
    for name in ("supervised", "SimCLR"):
        classifier, _ = train_classifier(
            sprites.features[name][sprites.train],
            columns[sprites.train],
            n_classes=32,
            n_epochs=40,
            progress=False,
        )
        test = sprites.features[name][sprites.test], columns[sprites.test]
        read[name] = compute_accuracy(classifier, *test)
        even[name] = by_class(sprites, name, "posX").std().item()
        features = sprites.features[name]
        explained[name] = r_squared(features, columns, sprites.train, sprites.test)
    guessing = 100 / 32
    assert guessing == pytest.approx(3.1, abs=0.05)
    assert read["supervised"] > 3 * guessing  # three times
    assert guessing < read["SimCLR"] < read["supervised"] - 2
    assert max(even.values()) < 0.1
    # It is this classifier: a linear regression reads more off SimCLR's features.
    assert explained["SimCLR"] > explained["supervised"] + 0.15


@pytest.mark.claim("class 39 is class 0", "looks the same after a quarter of a turn")
def test_angles_with_two_names():
    first, last = draw_dsprites(latent_indices([[0, 5, 0, 16, 16], [0, 5, 39, 16, 16]]))
    assert torch.equal(first, last)
    ellipse, turned = draw_dsprites(latent_indices([[1, 5, 0, 16, 16], [1, 5, 10, 16, 16]]))
    square, quarter = draw_dsprites(latent_indices([[0, 5, 0, 16, 16], [0, 5, 10, 16, 16]]))
    assert (square != quarter).sum() < 0.3 * (ellipse != turned).sum()  # 39 steps are a whole turn


@pytest.mark.claim(
    "has one positive and 1,998 negatives: the two views of all 999 other images",
    "Among 1,998 negatives there are some of the same area",
    "Pushed by two negatives or by 1,998, features are to spread out either way",
    "two random negatives say little about where a feature should go, 1,998 a lot",
    "but only the first was shown any of the 16,000 labels",
    "Only a fraction of the 16,000 training images has a label",
)
def test_the_numbers_of_negatives_and_images():
    assert 2 * (1000 - 1) == 1998
    assert draw_negatives(1000, 1998, generator=generator(0)).shape == (2000, 2 * 999)
    assert len(split_images().train) == 16_000


@pytest.mark.claim(
    "After 40 epochs nearly the whole variance lies in this plane",
    "each shape lies in the order of its white pixels (rank correlation 0.97)",
    "A square and an ellipse of the same area share a place (cosine 0.94); a heart of that area "
    "lies apart (0.4)",
    "A heart is now at right angles to a square of the same area (cosine -0.1); "
    "squares and ellipses still share their places (0.94)",
)
def test_an_arc_along_which_runs_the_area(sprites):
    images = sprites.data.images[sprites.test]
    area, shapes = images.flatten(1).sum(1), sprites.data.labels("shape")[sprites.test]
    early, late = (directions(each, images) for each in (trained(EARLY), sprites.encoders[TWO]))
    components = principal_components(early, 2).project(early)
    assert components.var(0).sum() > 0.98 * early.var(0).sum()
    angles = torch.atan2(components[:, 1], components[:, 0])
    ordered = angles.sort().values
    gap, place = (ordered - ordered.roll(1)).remainder(2 * torch.pi).max(0)
    assert 80 < gap.rad2deg() < 130  # an arc
    along = (angles - ordered[place]).remainder(2 * torch.pi)
    for shape in range(3):
        of_one = shapes == shape
        assert abs(spearmanr(along[of_one], area[of_one])[0]) == pytest.approx(0.97, abs=0.015)

    def cosine(found, one, other):
        """Return the mean cosine of images of two shapes with the most similar areas."""
        difference = (area[shapes == one][:, None] - area[shapes == other]).abs()
        partners = found[shapes == other][difference.argmin(1)]
        return (found[shapes == one] * partners).sum(1).mean().item()

    assert cosine(early, 0, 1) == pytest.approx(0.94, abs=0.01)
    assert cosine(early, 0, 2) == pytest.approx(0.4, abs=0.05)
    assert cosine(late, 0, 1) == pytest.approx(0.94, abs=0.01)
    assert cosine(late, 0, 2) == pytest.approx(-0.1, abs=0.05)


def game_of_areas(images, seed):
    """Return how often the view whose area is the most similar is the partner, in percent."""
    draws = generator(seed)
    views = torch.cat([random_views(images, generator=draws) for _ in range(2)])
    areas = views.flatten(1).sum(1).log()
    others = areas[draw_negatives(len(images), 2, generator=draws)]
    partner = (areas - areas.roll(len(images))).abs()
    right = partner < (areas[:, None] - others).abs().amin(1)
    return 100 * right.double().mean().item()


@pytest.mark.training
@pytest.mark.claim(
    "Guessing finds it in one of three cases, and counting white pixels in about 60 %",
    "With two negatives the game is too easy: two images drawn at random mostly differ in area, "
    "so the area alone wins",
    "nobody could play this game better than by counting white pixels",
    "But SimCLR can",
    "it has the lower loss",
    "And if you know nothing but the shape, you find 19 of 27",
    "So two negatives do reward shapes",
    "even the loss with two is lower for SimCLR's features",
    "The game with two negatives does reward shapes",
    control="areas",
)
@pytest.mark.parametrize("seed", SEEDS)
def test_simclr_plays_the_game_of_two_negatives_best(sprites, seed):
    images = sprites.data.images[sprites.test]
    areas = game_of_areas(images, seed)
    two, two_loss = contrastive_game(sprites.encoders[TWO], images, seed=seed)
    simclr, simclr_loss = contrastive_game(sprites.encoders["SimCLR"], images, seed=seed)
    assert areas == pytest.approx(60, abs=1.5)
    assert areas + 5 < two < simclr - 8
    assert simclr_loss < two_loss - 0.15
    guessing = 100 / 3
    assert guessing < areas
    # Of two negatives none, one or both have the same shape; among equals the lot decides.
    shape_alone = 4 / 9 + 4 / 9 / 2 + 1 / 9 / 3
    assert shape_alone == pytest.approx(19 / 27)
    assert areas < 100 * shape_alone


@pytest.mark.claim(
    "In all three trainings the third direction fades, to 1 % and less",
    "With seed 2021 a third appears after epoch 49: within ten epochs it takes 14 % of the "
    "variance",
    "The shapes that can be read off (by ridge regression), 63 % before, reach 72 %",
    "With two, the features fell nearly into a plane, and told mainly the area",
    "With seeds 0 and 1 nothing like that happens in 60 epochs",
    "yet twice, 960 steps find none",
)
@pytest.mark.claim(
    "In one of three trainings the features left the plane into which they had fallen",
    page="about/results",
)
def test_a_third_direction_is_born():
    recorded = trained("two_negatives")
    shares, read = 100 * recorded.shares[..., 2], recorded.accuracies
    assert recorded.seeds.tolist() == [2021, 0, 1]
    assert (shares.amin(1) < 1).all()
    assert (shares[:, 0] > 7).all()
    assert shares[0, 44:49].max() < 1
    assert shares[0, 59].item() == pytest.approx(14, abs=0.5)
    assert read[0, 48].item() == pytest.approx(63, abs=0.5)
    assert read[0, 59].item() == pytest.approx(72, abs=1)
    assert shares[1:, 44:].max() < 1.5
    assert read[1:, 59].max() < 60
    assert recorded.shares.shape[1] * 16_000 / 1000 == 960


class WithoutDirection(nn.Module):
    """An encoder whose features do not differ along one of their principal directions."""

    def __init__(self, encoder: nn.Module, number: int):
        super().__init__()
        self.encoder, self.number = encoder, number

    def forward(self, images):
        features = self.encoder(images)
        differences = features - features.mean(0)
        direction = torch.linalg.svd(differences, full_matrices=False).Vh[self.number]
        return features - torch.outer(differences @ direction, direction)


@pytest.mark.claim("A third direction saves seed 2021 0.09 of loss", control="fourth")
@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_third_direction_is_worth(sprites, seed):
    images, encoder = sprites.data.images[sprites.test], sprites.encoders[TWO]
    whole, third, fourth = (
        contrastive_game(each, images, seed=seed)[1]
        for each in (encoder, WithoutDirection(encoder, 2), WithoutDirection(encoder, 3))
    )
    assert third - whole == pytest.approx(0.09, abs=0.02)
    assert abs(fourth - whole) < 0.01


@pytest.mark.claim(
    "Of the shapes, the encoder trained with them tells hearts, and little more, after 60 epochs."
)
def test_two_negatives_tell_hearts_and_little_more(sprites):
    features, shapes = sprites.features[TWO].double(), sprites.data.labels("shape")

    def told(one, others):
        """Return how often a linear regression tells a shape from others; guessing is 0.5."""

        def chosen(part):
            rows = part[torch.isin(shapes[part], torch.tensor([one, *others]))]
            return F.pad(features[rows], (0, 1), value=1.0), shapes[rows] == one

        inputs, is_one = chosen(sprites.train)
        targets = 2.0 * is_one.double() - 1
        weights = torch.linalg.lstsq(inputs, targets, driver="gelsd").solution
        inputs, is_one = chosen(sprites.test)
        right = (inputs @ weights > 0) == is_one
        return torch.stack([right[each].double().mean() for each in (is_one, ~is_one)]).mean()

    assert told(2, (0, 1)) > 0.92  # 0.96
    assert told(0, (1,)) < 0.75  # 0.70


@pytest.mark.slow
@pytest.mark.claim(
    "What decides, we do not know: from epoch 40 of seed 2021 one comes despite new draws and a "
    "new Adam, twice.",
    control="other_draws",
)
@pytest.mark.parametrize("draws", [11, 12])
def test_the_third_direction_comes_as_early_despite_other_draws(draws):
    encoder, fit_until = DSpritesRecipe("simclr", 10, n_negatives=2, seed=draws).prepare(
        None, False
    )
    encoder.load_state_dict(trained(EARLY).state_dict())
    other_draws = []
    for n_epochs in (3, 10):
        fit_until(n_epochs=n_epochs)
        other_draws.append(100 * look(encoder, load_dsprites())[2].item())
    as_it_was = 100 * trained("two_negatives").shares[0, [42, 49], 2]
    assert other_draws[0] < 1 > as_it_was[0]
    assert other_draws[1] > as_it_was[1] > 1.5  # 7.9 and 4.6


@pytest.mark.claim(
    "All lie far below the encoder with all negatives, whose features tell 97.8 %",
    "In the results table, of SimCLR's 54 points over random features 24 remain; with other seeds, "
    "11 and 6",
)
def test_what_two_negatives_cost():
    shown = results()
    assert shown["SimCLR"] == pytest.approx(97.8, abs=0.05)
    had = shown["SimCLR"] - shown["random"]
    remains = shown[TWO] - shown["random"]
    others = trained("two_negatives").test_accuracies[1:] - shown["random"]
    assert had == pytest.approx(54, abs=1)
    assert remains == pytest.approx(24, abs=0.5)
    assert others.tolist() == pytest.approx([11, 6], abs=0.5)


def test_two_negatives_spread_less(sprites):
    images = sprites.data.images[sprites.test[:1000]]
    apart = [spread(sprites.encoders[name], images)[1] for name in (TWO, "SimCLR")]
    assert apart[0] > apart[1] + 0.3


@pytest.mark.training
@pytest.mark.parametrize("seed", SEEDS)
def test_the_accuracy_with_two_negatives(sprites, seed):
    labels = sprites.data.labels("shape")
    features = sprites.features[TWO]
    classifier, _ = train_classifier(
        features[sprites.train],
        labels[sprites.train],
        n_classes=3,
        n_epochs=100,
        seed=seed,
        progress=False,
    )
    assert 62 < compute_accuracy(classifier, features[sprites.test], labels[sprites.test]) < 72


@pytest.mark.claim("a classifier with one hidden layer reads more than three quarters of them")
def test_the_vae_has_not_lost_the_shapes(sprites):
    labels, features = sprites.data.labels("shape"), sprites.features["VAE"]
    with seeded(0):
        bent = nn.Sequential(nn.Linear(features.shape[1], 128), nn.ReLU(), nn.Linear(128, 3))
    fit(
        bent,
        classification_loss,
        (features[sprites.train], labels[sprites.train]),
        n_epochs=30,
        batch_size=200,
        generator=generator(0),
        progress=False,
    )
    bent.eval()
    straight, _ = train_classifier(
        features[sprites.train], labels[sprites.train], n_classes=3, n_epochs=40, progress=False
    )
    bent, straight = (
        compute_accuracy(each, features[sprites.test], labels[sprites.test])
        for each in (bent, straight)
    )
    assert bent > 75
    assert straight < 55


@pytest.mark.claim("a network of 344,000 parameters learns them by heart")
def test_the_size_of_the_encoder():
    n = sum(parameter.numel() for parameter in new_encoder().parameters())
    assert n == pytest.approx(344_000, abs=1000)


@pytest.mark.slow
@pytest.mark.claim(
    "all 160 right, and other images hardly better than guessing",
    control="others",
)
def test_few_images_are_learned_by_heart(sprites):
    known = split_images().train[:160]
    data = load_dsprites()
    labels, others = data.labels("shape"), split_images().test
    classifier, _ = train_classifier(
        data.images[known],
        labels[known],
        n_classes=3,
        n_epochs=200,
        encoder=new_encoder(),
        seed=2021,
        progress=False,
    )
    assert compute_accuracy(classifier, data.images[known], labels[known]) == 100
    assert compute_accuracy(classifier, data.images[others], labels[others]) < 42


@pytest.mark.slow
@pytest.mark.claim(
    "SimCLR had 15,840 other images, and views.",
    "With views alone, 160 images from scratch give 94 to 97 % (three seeds)",
    "with views, 160 labels from scratch come close to this SimCLR's features",
    control="without",
)
@pytest.mark.parametrize("seed", ENCODER_SEEDS)
def test_views_of_few_images_are_enough_from_scratch(seed):
    data, split = load_dsprites(), split_images()
    shapes, known = data.labels("shape"), labelled_part(split.train, 0.01)
    assert len(known) == 160
    assert len(split.train) - len(known) == 15_840

    def told(views):
        classifier = train_on_views(
            data.images[known],
            shapes[known],
            n_steps=400,
            views=views,
            seed=seed,
            progress=False,
        )
        return compute_accuracy(classifier, data.images[split.test], shapes[split.test])

    with_views, without = told(random_views), told(None)
    simclr = trained("label_fractions").accuracies[0, 3, 0, 1]  # with the same 160 labels
    assert 94 - 1.5 < with_views < 97 + 1.5
    assert with_views > simclr - 6  # 98.35
    assert without < 45


@pytest.mark.claim(
    "has only the labelled images, for 90 to 320 steps",
    "sees new views, in some 400 steps",
    "From scratch, without views, forty times as many labels are still behind.",
    "With views, 160 come close.",
    "Without views or a rule, the supervised encoder depends most: from hardly better than "
    "guessing to 84 or 99 %.",
    "come close to this SimCLR's features, 800 pass them",
    "the fewest steps are taken at 5 %",
    "SimCLR needs them least.",
    "The one with views has 97 % with 160, but 69 and 75 % with 58.",
)
def test_without_views_many_labels_from_scratch_are_behind_few_on_features_of_simclr():
    """One training each, of those that are recorded."""
    assert card("label_views")["n_steps"] == 400
    n_epochs, batch_size = card("label_fractions")["end_to_end_epochs"], 1000
    n_steps = [
        math.ceil(n_epochs / math.sqrt(fraction)) * math.ceil(16_000 * fraction / batch_size)
        for fraction in card("label_fractions")["fractions"]
    ]
    assert (min(n_steps), max(n_steps)) == (90, 320)
    assert card("label_fractions")["fractions"][n_steps.index(90)] == 5 / 100
    recorded = trained("label_fractions")
    fractions = [round(fraction, 2) for fraction in recorded.fractions.tolist()]
    few, two_fifths = fractions.index(0.01), fractions.index(2 / 5)
    assert (few, round(16_000 * 0.01), (40 * 160)) == (0, 160, round(16_000 * 2 / 5))
    supervised, _random, vae, simclr = recorded.accuracies[0, ..., 1]
    on_views = trained("label_views").accuracies[0, :, 1]
    assert supervised[few] < vae[few] - 3
    assert supervised[two_fifths] < simclr[few] - 2
    assert supervised[few] < 100 / 3 + 5
    no_rule = recorded.accuracies[:2, 0, -1, 1].tolist()
    assert no_rule == pytest.approx([99, 84], abs=0.5)
    assert simclr.max() - simclr.min() < 5
    assert on_views[few] > supervised[two_fifths]
    assert round(0.01 * 5808) == 58  # of the control and of the biased images
    on_few = trained("label_views").accuracies[:, few, 1].tolist()
    assert on_few == pytest.approx([97, 69, 75], abs=0.5)
    gains = [each[-1] - each[few] for each in recorded.accuracies[0, ..., 1]]
    assert gains[0] > 5 * max(gains[1:])
    on_control = recorded.accuracies[1, ..., 1]
    assert (on_control[0, -1] - on_control[0, few]) > 5 * max(
        each[-1] - each[few] for each in on_control[1:]
    )
    assert on_control[0, few] < 100 / 3 + 5
    assert round(16_000 * fractions[1]) == 800
    assert on_views[1] > simclr.max()


@pytest.mark.claim(
    "From scratch, 58 labels end near guessing, and so do all 5,808",
    "more of the same images do not part the rule from the shape.",
    "With views, they help",
    "75 % with 58, 97 to 99 % with all (three seeds)",
    "Without views, nothing",
    "SimCLR's features give 99 % with 58; on the control, with all, 86 %, views 99.",
    control="with_labels",
)
def test_more_labels_do_not_part_a_rule_from_the_shape():
    """One training each, of those that are recorded; the other seeds are in the chapter before."""
    recorded = trained("label_fractions")
    supervised, random, vae, simclr = recorded.accuracies[..., 1].transpose(0, 1)
    n_biased = len(choose_images(load_dsprites(), "biased")[0])
    assert (n_biased, round(0.01 * n_biased)) == (5808, 58)
    guessing = 100 / 3
    for ends in (supervised[2], random[2], vae[2]):
        assert (ends - guessing).abs().max() < 3.5
    with_labels = supervised[1]  # of the control images, which have no rule
    assert with_labels[-1] > with_labels[0] + 40
    assert simclr[2].round().unique().tolist() == [99.0]
    assert simclr[1, -1].item() == pytest.approx(86, abs=0.5)
    _, no_rule, with_views = trained("label_views").accuracies[..., 1]
    assert min(each[-1] - each[0] for each in (no_rule, with_views)) > 20
    assert no_rule[-1].item() == pytest.approx(99, abs=0.6)
    assert with_views[0].item() == pytest.approx(75, abs=0.5)
    assert 97 - 0.5 < with_views[-1] < 99 + 0.5


@pytest.mark.claim(
    "With 160 labels, one in a hundred, SimCLR's features give more than nine of ten shapes right",
)
@pytest.mark.parametrize("seed", SEEDS)
def test_few_labels_are_enough_for_simclr_and_for_nobody_else(sprites, seed):
    scores = {
        name: accuracy_by_fraction(
            sprites.features[name],
            sprites.data.labels("shape"),
            Split(sprites.train, sprites.test),
            n_classes=3,
            n_epochs=20,
            fractions=[160 / 6000, 1.0],
            seed=seed,
            progress=False,
        )
        for name in ("random", "VAE", "SimCLR")
    }
    few, all_of_them = zip(*(each.values() for each in scores.values()), strict=True)
    assert few[2] > 90
    assert max(few[:2]) < 50
    assert all_of_them[2] - few[2] < 8
