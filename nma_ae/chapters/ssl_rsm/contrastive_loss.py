"""Write SimCLR's loss: each view has to find the other view of its image among all views."""

import random
from dataclasses import replace

import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.analysis import similarity_matrix
from nma_ae.exercises import Case, Exercise, Misconception, edit


def in_loops(first, second, temperature=0.5):
    # As the paper has it: view i of the first, view n + i of the second.
    views = torch.cat([first, second])
    n = len(first)
    losses = []
    for i in range(2 * n):
        similarities = F.cosine_similarity(views[i], views, dim=1) / temperature
        others = torch.cat([similarities[:i], similarities[i + 1 :]])
        partner = (i + n) % (2 * n)
        losses.append(-torch.log(similarities[partner].exp() / others.exp().sum()))
    return sum(losses) / (2 * n)


def with_masks(first, second, temperature=0.5):
    n = len(first)
    together = torch.cat((first, second), dim=0)
    cosines = F.cosine_similarity(together.unsqueeze(1), together.unsqueeze(0), dim=2)
    exponentials = torch.exp(cosines / temperature)
    same_image = torch.roll(torch.eye(2 * n), n, 1)
    others = 1 - torch.eye(2 * n)
    numerator = torch.sum(exponentials * same_image, dim=1)
    denominator = torch.sum(exponentials * others, dim=1)
    return torch.mean(-torch.log(numerator / denominator))


def with_logsumexp(first, second, temperature=0.5):
    n = len(first)
    z = F.normalize(torch.cat([first, second]), dim=1)
    logits = torch.mm(z, z.t()) / temperature
    positive = torch.cat([logits.diag(n), logits.diag(-n)])
    logits = logits.masked_fill(torch.eye(2 * n, dtype=torch.bool), float("-inf"))
    return (torch.logsumexp(logits, dim=1) - positive).mean()


def with_the_similarity_matrix(first, second, temperature=0.5):
    n_images = len(first)
    logits = similarity_matrix(torch.cat([first, second])) / temperature
    logits = logits - torch.diag(torch.full((2 * n_images,), torch.inf))
    partners = [(i + n_images) % (2 * n_images) for i in range(2 * n_images)]
    return nn.CrossEntropyLoss()(logits, torch.tensor(partners))


def both_directions(first, second, temperature=0.5):
    a = first / first.norm(dim=1, keepdim=True)
    b = second / second.norm(dim=1, keepdim=True)
    itself = torch.diag(torch.full((len(a),), 1e9))
    labels = torch.arange(len(a))
    forth = torch.cat([a @ b.T / temperature, a @ a.T / temperature - itself], dim=1)
    back = torch.cat([b @ a.T / temperature, b @ b.T / temperature - itself], dim=1)
    return (F.cross_entropy(forth, labels) + F.cross_entropy(back, labels)) / 2


def diagonal_cut_out(first, second, temperature=0.5):
    n = len(first)
    z = torch.nn.functional.normalize(torch.cat([first, second]).double())
    others = ~torch.eye(2 * n, dtype=torch.bool)
    logits = (z @ z.T / temperature)[others].view(2 * n, 2 * n - 1)
    # With the view itself gone, what followed it moves one place forward.
    places = torch.cat([torch.arange(n - 1, 2 * n - 1), torch.arange(n)])
    chosen = logits.log_softmax(dim=1).gather(1, places[:, None])
    return -chosen.sum() / (2 * n)


def _by_hand():
    return {
        "first": torch.tensor([[2.0, 0.0], [0.0, 1.0]]),
        "second": torch.tensor([[1.0, 1.0], [-3.0, 0.0]]),
    }


def _opposite():
    return {
        "first": torch.tensor([[1.0], [2.0], [-1.0]]),
        "second": torch.tensor([[-2.0], [3.0], [1.0]]),
    }


def _signed(n, n_features, **settings):
    first = torch.randn(n, n_features)
    second = first + torch.randn(n, n_features)
    return {
        "first": first.requires_grad_(),
        "second": (2 * second).requires_grad_(),
        **settings,
    }


def _value_and_gradient(loss, inputs):
    views = [inputs["first"], inputs["second"]]
    can_be_followed = loss.requires_grad
    return {
        "loss": loss,
        "the loss has a gradient to follow": can_be_followed,
        "gradient": torch.autograd.grad(loss, views) if can_be_followed else None,
    }


def _generated(stream: random.Random) -> Case:
    seed = stream.randrange(2**31)
    n, n_features = stream.choice([2, 3, 4, 9, 20]), stream.choice([1, 2, 3, 8, 30])
    settings = stream.choice([{}, {"temperature": 10 ** stream.uniform(-1, 1)}])
    scale = 10 ** stream.uniform(-1, 2)
    kind = stream.choice(["near", "far", "same", "positive", "all alike", "turned"])
    followed = n_features > 1 and stream.random() < 0.5  # along a line it is 0, but for rounding

    def inputs():
        generator = torch.Generator().manual_seed(seed)
        noise = torch.randn(2, n, n_features, generator=generator)
        first, second = noise
        if kind == "near":
            second = first + 0.3 * second
        elif kind == "same":
            second = first.clone()
        elif kind == "positive":
            first, second = noise.abs()
        elif kind == "all alike":
            first, second = noise[:1].abs().sum(1, keepdim=True).expand(2, n, n_features) + 0.0
        elif kind == "turned":
            first, second = torch.randn(2, n_features, n, generator=generator).mT
        views = {"first": scale * first, "second": second}
        return {**{k: each.requires_grad_(followed) for k, each in views.items()}, **settings}

    case = Case(inputs=inputs, returns=torch.Tensor)
    return replace(case, look=_value_and_gradient) if followed else case


exercise = Exercise(
    cases=[
        Case(inputs=_by_hand, returns=torch.Tensor),
        Case(
            inputs=lambda: _signed(6, 4),
            look=_value_and_gradient,
            returns=torch.Tensor,
            shown="two views of six images, four features each, some below 0",
        ),
        Case(
            inputs=lambda: _signed(5, 7, temperature=0.2),
            returns=torch.Tensor,
            shown="two views of five images, seven features each, with temperature=0.2",
        ),
        Case(inputs=_opposite, returns=torch.Tensor),
    ],
    generated=_generated,
    hints=[
        "Put the 2n views below one another with `torch.cat([first, second])`, and compare all of "
        "them with all, as in the similarity matrix; then divide by the temperature.",
        "Row i now holds how like view i is to each view. Its right answer is at i + n, or for "
        "the second half at i - n. View i itself must not count: set the diagonal to `-torch.inf`, "
        "or leave it out of the sum below the fraction line.",
        "With logits and right answers this is a classification: "
        "`F.cross_entropy(logits, torch.arange(2 * n).roll(n))`. By the formula it is the mean of "
        "`-torch.log(numerator / denominator)`, where the denominator is the sum of the `exp` of "
        "all others, the positive among them.",
    ],
    variants=[
        in_loops,
        with_masks,
        with_logsumexp,
        with_the_similarity_matrix,
        both_directions,
        diagonal_cut_out,
    ],
    misconceptions=[
        Misconception(
            edit("itself_among_the_negatives", (".fill_diagonal_(-torch.inf)", "")),
            "Each view is compared with itself too, and nothing is more alike. Take the diagonal "
            "out of the denominator.",
        ),
        Misconception(
            edit("itself_with_the_logit_zero", ("-torch.inf", "0")),
            "You set the diagonal to 0 before `exp`, and `exp(0)` is 1: each view still counts in "
            "its own denominator. Set it to `-torch.inf`.",
        ),
        Misconception(
            edit(
                "positive_left_out",
                ("1 - torch.eye(2 * n)", "1 - torch.eye(2 * n) - same_image"),
                of=with_masks,
            ),
            "Your denominator has only the negatives. In SimCLR's loss it runs over all other "
            "views, the positive among them; so the fraction is a probability.",
        ),
        Misconception(
            edit(
                "not_normalised",
                ("F.normalize(torch.cat([first, second]), dim=1)", "torch.cat([first, second])"),
                of=with_logsumexp,
            ),
            "You multiplied the features as they are. Similarity is the cosine: scale each row to "
            "length 1 first, or the loss falls just because features grow.",
        ),
        Misconception(
            edit("features_normalised", ("float(), dim=1", "float(), dim=0")),
            "You scaled each feature over the views. A view is a row: `dim=1`.",
        ),
        Misconception(
            edit("temperature_multiplied", (" / temperature", " * temperature")),
            "You multiplied by the temperature. Divide by it: a small one makes the differences "
            "large.",
        ),
        Misconception(
            edit("temperature_forgotten", (" / temperature", "")),
            "The temperature makes no difference. Divide the cosines by it before you take `exp`: "
            "after it, it cancels.",
        ),
        Misconception(
            edit(
                "temperature_above_only",
                (" / temperature", ""),
                ("logits.diag(-n)])", "logits.diag(-n)]) / temperature"),
                of=with_logsumexp,
            ),
            "Only the positive is divided by the temperature. The others need it too, or the "
            "fraction is no probability.",
        ),
        Misconception(
            edit("first_views_only", ("(logits, partners)", "(logits[:n], partners[:n])")),
            "Only the first views look for their partners. The second ones do too: the mean is "
            "over all 2n views.",
        ),
        Misconception(
            edit(
                "other_views_only",
                (", a @ a.T / temperature - itself", ""),
                (", b @ b.T / temperature - itself", ""),
                of=both_directions,
            ),
            "You compared first views with second ones only. Negatives are all views of other "
            "images, those from the same side too: 2n - 2 of them.",
        ),
        Misconception(
            edit(
                "one_way_only",
                (", a @ a.T / temperature - itself", ""),
                (" + F.cross_entropy(back, labels)) / 2", ")"),
                of=both_directions,
            ),
            "You compared the first views with the second ones and left it at that. All 2n views "
            "look for their partners, each among all 2n - 1 others.",
        ),
        Misconception(
            edit("summed", ("(logits, partners)", '(logits, partners, reduction="sum")')),
            "You added the losses of all views up. Take their mean, so that the loss does not grow "
            "with the batch.",
        ),
        Misconception(
            edit("divided_by_the_images", ("/ (2 * n)", "/ n"), of=in_loops),
            "You divided by the number of images. There are two views of each: the mean is over "
            "2n.",
        ),
        Misconception(
            edit("sign_forgotten", ("-torch.log(", "torch.log("), of=with_masks),
            "The minus sign is missing: making this small would push the two views of an image "
            "apart.",
        ),
        Misconception(
            edit("logarithm_forgotten", ("-torch.log(", "-("), of=with_masks),
            "The logarithm is missing: the loss is the mean of `-log(fraction)`.",
        ),
        Misconception(
            edit(
                "logarithm_of_the_mean",
                ("torch.mean(-torch.log(", "-torch.log(torch.mean("),
                of=with_masks,
            ),
            "You averaged before you took the logarithm. Each view has a loss of its own, "
            "`-log(fraction)`; then comes the mean.",
        ),
        Misconception(
            edit("one_denominator_for_all", ("* others, dim=1)", "* others)"), of=with_masks),
            "You summed over the whole matrix. Each view has a denominator of its own: sum over "
            "its row, `dim=1`.",
        ),
        Misconception(
            edit(
                "one_fraction_for_all",
                ("* same_image, dim=1)", "* same_image)"),
                ("* others, dim=1)", "* others)"),
                of=with_masks,
            ),
            "You added up all positives and all others, and made one fraction of them. Each view "
            "has a fraction of its own; the mean is taken of their logarithms.",
        ),
        Misconception(
            edit(
                "exponential_forgotten",
                ("torch.exp(cosines / temperature)", "(1 + cosines) / temperature"),
                of=with_masks,
            ),
            "The exponential is missing. It is what makes the most similar negatives count most: "
            "`exp(cosine / temperature)`.",
        ),
        Misconception(
            edit("pairs_side_by_side", (".roll(n)", ".view(-1, 2).flip(1).flatten()")),
            "You took neighbours for partners, as if the two views of an image stood next to each "
            "other. After `torch.cat([first, second])` the partner of view i is at i + n.",
        ),
        Misconception(
            edit(
                "views_in_turn",
                ("torch.cat([first, second])", "torch.stack([first, second], dim=1).flatten(0, 1)"),
            ),
            "You laid the views in turn, first, second, first, second, but took view i + n for the "
            "partner of view i. That holds after `torch.cat([first, second])`.",
        ),
        Misconception(
            edit(
                "positives_only",
                ("torch.logsumexp(logits, dim=1) - positive", "-positive"),
                of=with_logsumexp,
            ),
            "You only drew the views of an image together. Then all images may end up with the "
            "same features: the negatives below the fraction line are what keeps them apart.",
        ),
        Misconception(
            edit("a_number_without_gradient", ("second])", "second]).detach()")),
            "The value is right, but it was computed without gradients, so that no encoder can "
            "learn from it. Stay with tensors, outside of `torch.no_grad()`.",
        ),
    ],
)
