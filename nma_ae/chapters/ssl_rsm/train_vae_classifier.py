"""Train a classifier on the means of a trained VAE's latents, which stays as it is."""

import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from nma_ae.analysis import compute_features
from nma_ae.chapters.ssl_rsm.training_exercises import (
    Recorder,
    batch_size_forgotten,
    batches,
    drawn_batches,
    drawn_images,
    generator_forgotten,
    loss_of_each_batch,
    mistakes_of_an_epoch,
    plain_gradient_descent,
    several_batches,
)
from nma_ae.exercises import Case, Exercise, Misconception, edit
from nma_ae.networks import VAE
from nma_ae.training import classification_loss, fit


def train_vae_classifier(
    vae: VAE,
    classifier: nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    n_epochs: int,
    generator: torch.Generator,
) -> list[float]:
    """Train a classifier on the means of the latents that a trained VAE gives.

    These features are computed once. With Adam at a learning rate of 0.001, in batches of 1000.

    Args:
        vae: `vae.encode(images)` gives means and log variances. It is taken in eval mode and left
            in it, and neither its parameters nor its batch statistics change.
        classifier: From the means to logits, such as one Linear layer. It is trained in place.
        images: (n, 1, height, width).
        labels: The right classes, (n,) int64.
        n_epochs: How often each image is used, at least 1.
        generator: Draws the order of the images, anew for each epoch.

    Returns:
        The mean cross-entropy of each epoch, measured while it is trained.

    Raises:
        ValueError: If there is not a label for each image.
    """
    vae.eval()
    with torch.no_grad():
        means = torch.cat([vae.encode(part)[0] for part in images.split(1000)])
    history = fit(
        classifier,
        classification_loss,
        (means, labels),
        n_epochs=n_epochs,
        batch_size=1000,
        optimizer=torch.optim.Adam(classifier.parameters(), lr=1e-3),
        generator=generator,
    )
    return history.epoch_means


def written_out(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    with torch.no_grad():
        means, _ = vae.encode(images)
    optimizer = torch.optim.Adam(classifier.parameters(), lr=1e-3)
    epoch_losses = []
    for _epoch in range(n_epochs):
        order = torch.randperm(len(images), generator=generator)
        losses = []
        for indices in order.split(1000):
            loss = F.cross_entropy(classifier(means[indices]), labels[indices])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        epoch_losses.append(sum(losses) / len(losses))
    return epoch_losses


def by_the_encoder(vae, classifier, images, labels, n_epochs, generator):
    # The features of the VAE's encoder are the means.
    features = compute_features(vae.encoder, images)
    history = fit(
        classifier,
        classification_loss,
        (features, labels),
        n_epochs=n_epochs,
        batch_size=1000,
        optimizer=torch.optim.Adam(classifier.parameters(), lr=1e-3),
        generator=generator,
    )
    return history.epoch_means


def with_a_loader(vae, classifier, images, labels, n_epochs, generator):
    was_training = vae.training
    vae.eval()
    with torch.inference_mode():
        features = torch.cat([vae.encode(part)[0] for part in images.split(250)])
    vae.train(was_training)
    data = TensorDataset(features.clone(), labels)
    loader = DataLoader(data, batch_size=1000, shuffle=True, generator=generator)
    optimizer = torch.optim.Adam(classifier.parameters())
    criterion = nn.CrossEntropyLoss()
    history = torch.zeros(n_epochs)
    for epoch in range(n_epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(classifier(x), y)
            loss.backward()
            optimizer.step()
            history[epoch] += loss.item() * len(x) / len(images)
    classifier.eval()
    return history


def detached(vae, classifier, images, labels, n_epochs, generator):
    features = vae.train(False).encode(images)[0].detach()
    optimizer = torch.optim.Adam(params=classifier.parameters(), lr=0.001)
    means = torch.zeros(n_epochs)
    for epoch in range(n_epochs):
        order = torch.randperm(len(features), generator=generator)
        batches = list(zip(features[order].split(1000), labels[order].split(1000), strict=True))
        for x, y in batches:
            loss = F.nll_loss(F.log_softmax(classifier(x), dim=1), y)
            for parameter in classifier.parameters():
                parameter.grad = None
            loss.backward()
            optimizer.step()
            means[epoch] += loss.detach() / len(batches)
    return means.tolist()


def left_out_of_the_gradient(vae, classifier, images, labels, n_epochs, generator):
    vae.train(mode=False)
    features = torch.cat([vae.encode(image[None])[0].data for image in images])
    optimizer = torch.optim.Adam(classifier.parameters(), lr=1e-3)
    losses = []
    for _ in range(n_epochs):
        history = fit(
            classifier,
            lambda model, x, y: F.cross_entropy(model(x), y),
            (features, labels),
            n_epochs=1,
            batch_size=1000,
            optimizer=optimizer,
            generator=generator,
            progress=False,
        )
        losses.extend(history.epoch_means)
    return losses


class _Encoder(nn.Module):
    """Images of nine pixels to four features, in the parts that the course's encoder has."""

    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Flatten(), nn.Linear(9, 5), nn.ReLU())
        self.head = nn.Sequential(nn.Linear(5, 4), nn.BatchNorm1d(4, affine=False))

    def forward(self, images):
        return self.head(self.trunk(images))


class _VAE(nn.Module):
    """A small one, with the methods of the course's."""

    def __init__(self):
        super().__init__()
        self.encoder = _Encoder()
        self.log_variance = nn.Linear(5, 4)
        self.decoder = nn.Sequential(nn.Linear(4, 9), nn.Unflatten(1, (1, 3, 3)))

    def encode(self, images):
        shared = self.encoder.trunk(images)
        return self.encoder.head(shared), self.log_variance(shared)

    def decode(self, latents):
        return self.decoder(latents)

    def forward(self, images):
        return self.decode(self.encoder(images)).sigmoid()


class _CountingVAE(nn.Module):
    """One whose means are the images themselves; it counts how many it was given."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Flatten()
        self.n_encoded = 0
        self.encoder.register_forward_pre_hook(self._count)

    def _count(self, _layer, images):
        self.n_encoded += len(images[0])

    def encode(self, images):
        means = self.encoder(images)
        return means, torch.zeros_like(means)


def _one_batch(train_mode):
    vae = _VAE()
    torch.optim.Adam(vae.parameters())  # torch's first one takes seconds: not the answer's
    with torch.no_grad():
        vae(torch.randn(50, 1, 3, 3))  # measures the batch statistics
    return {
        "vae": vae.train(train_mode),
        "classifier": nn.Linear(4, 3),
        # Fewer than 32: as an index, torch takes a list of so few tensors for a tuple.
        "images": torch.randn(30, 1, 3, 3),
        "labels": torch.randint(3, (30,)),
        "n_epochs": 3,
        "generator": torch.Generator().manual_seed(1),
    }


def _trained(losses, inputs):
    return {
        "losses": losses,
        "weights of the classifier": list(inputs["classifier"].parameters()),
    }


def _trained_in_batches(losses, inputs):
    return {
        **batches(inputs["classifier"], inputs),
        "images that the VAE encoded": inputs["vae"].n_encoded,
        **_trained(losses, inputs),
    }


def _recorded(others):
    return {"vae": _CountingVAE().eval(), "classifier": Recorder(2), **others}


def _drawn_networks(stream, n_classes):
    train_mode, n_hidden = stream.random() < 0.5, stream.choice([0, 0, 3])
    seed = stream.randrange(2**31)

    def inputs(others):
        torch.manual_seed(seed)
        vae = _VAE()
        with torch.no_grad():
            vae(torch.randn(50, 1, 3, 3))  # measures the batch statistics
        layers = [nn.Linear(4, n_hidden), nn.Tanh()] if n_hidden else []
        classifier = nn.Sequential(*layers, nn.Linear(n_hidden or 4, n_classes))
        return {"vae": vae.train(train_mode), "classifier": classifier, **others}

    return inputs


def _generated(stream: random.Random) -> Case:
    if stream.random() < 0.3:
        others, networks, look = drawn_batches(stream), _recorded, _trained_in_batches
    else:
        n_classes = stream.randint(2, 4)
        others, look = drawn_images(stream, n_classes), _trained
        networks = _drawn_networks(stream, n_classes)
    return Case(inputs=lambda: networks(others()), look=look, changes=("classifier",))


exercise = Exercise(
    cases=[
        Case(
            inputs=lambda: _one_batch(train_mode=False),
            look=_trained,
            changes=("classifier",),
            shown="30 images of three classes, for three epochs, and a small VAE",
        ),
        Case(
            inputs=lambda: _one_batch(train_mode=True),
            look=_trained,
            changes=("classifier",),
            shown="the same with a VAE that comes in train mode",
        ),
        Case(
            inputs=lambda: _recorded(several_batches()),
            look=_trained_in_batches,
            changes=("classifier",),
            shown="2000 images for two epochs",
        ),
    ],
    generated=_generated,
    hints=[
        "The VAE stays as it is, so the features of an image are the same in every epoch: compute "
        "all of them once, then train the classifier on them as on any inputs.",
        "`vae.encode(images)` gives two tensors, and the first holds the means. Call `vae.eval()` "
        "before, and do it inside `with torch.no_grad():`.",
        "With `classification_loss` from `nma_ae.training`: "
        "`history = fit(classifier, classification_loss, (means, labels), n_epochs=n_epochs, "
        "batch_size=1000, optimizer=torch.optim.Adam(classifier.parameters(), lr=1e-3), "
        "generator=generator)`, and return `history.epoch_means`.",
    ],
    variants=[
        written_out,
        by_the_encoder,
        with_a_loader,
        detached,
        left_out_of_the_gradient,
    ],
    misconceptions=[
        Misconception(
            edit(
                "vae_trained_along",
                ("    with torch.no_grad():\n        means, _ = vae.encode(images)\n", ""),
                ("classifier.parameters()", "[*vae.parameters(), *classifier.parameters()]"),
                ("means[indices]", "vae.encode(images[indices])[0]"),
                of=written_out,
            ),
            "The VAE is trained along: the labels reach its parameters. Give the optimizer only "
            "those of the classifier, and compute the features before, without gradients.",
        ),
        Misconception(
            edit(
                "encoded_again_and_again",
                ("    with torch.no_grad():\n        means, _ = vae.encode(images)\n", ""),
                ("means[indices]", "vae.encode(images[indices])[0].detach()"),
                of=written_out,
            ),
            "Right, but the VAE encodes every image again in every epoch, to the same features. "
            "Compute them once, before the loop: it is nearly all of the time.",
        ),
        Misconception(
            edit("batch_statistics", ("vae.eval()", "")),
            "The VAE works in the mode that it comes in. In train mode its batch normalisation "
            "measures the batch, and its own statistics change: call `vae.eval()` first.",
        ),
        Misconception(
            edit(
                "trained_as_one_network",
                ("compute_features(vae.encoder, images)", "images"),
                ("        classifier,", "        nn.Sequential(vae.encoder, classifier),"),
                of=by_the_encoder,
            ),
            "The encoder works in train mode while the classifier learns: even if no step changes "
            "its parameters, its batch normalisation measures the batch. Compute the means first, "
            "in eval mode, and train the classifier on them.",
        ),
        Misconception(
            edit(
                "drawn_latents",
                ("means, _ =", "means, log_variances ="),
                (
                    "optimizer =",
                    "means = torch.normal(means, (log_variances / 2).exp())\n    optimizer =",
                ),
                of=written_out,
            ),
            "You drew latents from the distributions. Drawing is for training a VAE; what it knows "
            "of an image are the means.",
        ),
        Misconception(
            edit("log_variances_taken", ("vae.encode(part)[0]", "vae.encode(part)[1]")),
            "You took the log variances, the second tensor that `encode` gives. The means are the "
            "first.",
        ),
        Misconception(
            edit(
                "directions_taken",
                ("vae.encode(part)[0]", "F.normalize(vae.encode(part)[0], dim=1)"),
            ),
            "You scaled the features to length 1. That belongs to the similarity matrix; the "
            "classifier gets the means as they are.",
        ),
        Misconception(
            edit("classifier_never_learns", ("classifier.parameters()", "vae.parameters()")),
            "The classifier never learns: no step changes its parameters. Give the optimizer "
            "those. For each batch `zero_grad()` comes first, then `backward()`, then `step()`.",
        ),
        plain_gradient_descent,
        Misconception(
            edit(
                "softmax_first",
                ("        classifier,", "        nn.Sequential(classifier, nn.Softmax(dim=1)),"),
            ),
            "The softmax is done twice, which makes the gradients small. `F.cross_entropy` takes "
            "logits and does it itself.",
        ),
        generator_forgotten,
        batch_size_forgotten,
        loss_of_each_batch,
        Misconception(
            edit("gradients_pile_up", ("optimizer.zero_grad()", ""), of=written_out),
            "The gradients pile up: each step follows those of all batches before, too. Set them "
            "to zero for each batch, `optimizer.zero_grad()`.",
        ),
        Misconception(
            edit("labels_not_shuffled", ("labels[order]", "labels"), of=detached),
            "The labels are not in the order of their images any more. Use the same indices for "
            "both.",
        ),
        *mistakes_of_an_epoch(written_out),
    ],
)
