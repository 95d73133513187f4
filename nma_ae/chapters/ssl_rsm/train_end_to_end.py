"""Train an encoder and a classifier of its features together, on labels."""

import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

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
from nma_ae.training import classification_loss, fit


def train_end_to_end(
    encoder: nn.Module,
    classifier: nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    n_epochs: int,
    generator: torch.Generator,
) -> list[float]:
    """Train an encoder and a classifier of its features together, on labels.

    With Adam at a learning rate of 0.001, in batches of 1000.

    Args:
        encoder: From images to features. It is trained in place, and left in eval mode.
        classifier: From features to logits, such as one Linear layer. The same.
        images: (n, 1, height, width).
        labels: The right classes, (n,) int64.
        n_epochs: How often each image is used, at least 1.
        generator: Draws the order of the images, anew for each epoch.

    Returns:
        The mean cross-entropy of each epoch, measured while it is trained.

    Raises:
        ValueError: If there is not a label for each image.
    """
    model = nn.Sequential(encoder, classifier)
    history = fit(
        model,
        classification_loss,
        (images, labels),
        n_epochs=n_epochs,
        batch_size=1000,
        optimizer=torch.optim.Adam(model.parameters(), lr=1e-3),
        generator=generator,
    )
    model.eval()
    return history.epoch_means


def written_out(encoder, classifier, images, labels, n_epochs, generator):
    parameters = [*encoder.parameters(), *classifier.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=1e-3)
    encoder.train()
    classifier.train()
    epoch_losses = []
    for _epoch in range(n_epochs):
        order = torch.randperm(len(images), generator=generator)
        losses = []
        for indices in order.split(1000):
            logits = classifier(encoder(images[indices]))
            loss = F.cross_entropy(logits, labels[indices])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        epoch_losses.append(sum(losses) / len(losses))
    encoder.eval()
    classifier.eval()
    return epoch_losses


def with_a_loader(encoder, classifier, images, labels, n_epochs, generator):
    data = TensorDataset(images, labels)
    loader = DataLoader(data, batch_size=1000, shuffle=True, generator=generator)
    model = nn.Sequential(encoder, classifier).train()
    optimizer = torch.optim.Adam(model.parameters())
    criterion = nn.CrossEntropyLoss()
    history = []
    for _ in range(n_epochs):
        total = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        history.append(total / len(images))
    model.eval()
    return history


def an_optimizer_for_each(encoder, classifier, images, labels, n_epochs, generator):
    optimizers = [torch.optim.Adam(part.parameters(), lr=0.001) for part in (encoder, classifier)]
    means = torch.zeros(n_epochs)
    for epoch in range(n_epochs):
        order = torch.randperm(len(images), generator=generator)
        shuffled, right = images[order], labels[order]
        batches = list(zip(shuffled.split(1000), right.split(1000), strict=True))
        for x, y in batches:
            encoder.train()
            loss = -classifier(encoder(x)).log_softmax(dim=1)[torch.arange(len(y)), y].mean()
            for each in optimizers:
                each.zero_grad()
            loss.backward()
            for each in optimizers:
                each.step()
            means[epoch] += loss.detach() / len(batches)
    encoder.eval()
    classifier.eval()
    return means.tolist()


def parameter_groups(encoder, classifier, images, labels, n_epochs, generator):
    groups = [{"params": encoder.parameters()}, {"params": classifier.parameters()}]

    def loss(both, x, y):
        return F.cross_entropy(both[1](both[0](x)), y)

    both = nn.ModuleList([encoder, classifier])
    history = fit(
        both,
        loss,
        (images, labels),
        n_epochs=n_epochs,
        batch_size=1000,
        optimizer=torch.optim.Adam(groups, lr=1e-3),
        generator=generator,
        progress=False,
    )
    both.eval()
    return tuple(history.epoch_means)


def epoch_by_epoch(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    losses = []
    for _ in range(n_epochs):
        history = fit(
            model,
            classification_loss,
            (images, labels),
            n_epochs=1,
            batch_size=1000,
            optimizer=optimizer,
            generator=generator,
        )
        losses += history.epoch_means
    model.train(False)
    return losses


def _one_batch():
    layers = nn.Flatten(), nn.Linear(9, 5), nn.ReLU(), nn.BatchNorm1d(5, affine=False)
    torch.optim.Adam(layers[1].parameters())  # torch's first one takes seconds: not the answer's
    return {
        "encoder": nn.Sequential(*layers).eval(),
        "classifier": nn.Linear(5, 3),
        # Fewer than 32: as an index, torch takes a list of so few tensors for a tuple.
        "images": torch.randn(30, 1, 3, 3),
        "labels": torch.randint(3, (30,)),
        "n_epochs": 3,
        "generator": torch.Generator().manual_seed(1),
    }


def _trained(losses, inputs):
    encoder, classifier = inputs["encoder"], inputs["classifier"]
    return {
        "losses": losses,
        "weights of the encoder": list(encoder.parameters()),
        "weights of the classifier": list(classifier.parameters()),
        "batch statistics of the encoder": list(encoder.buffers()),
        "left in train mode": [encoder.training, classifier.training],
    }


def _trained_in_batches(losses, inputs):
    return {**batches(inputs["encoder"], inputs), **_trained(losses, inputs)}


def _recorded(others):
    return {"encoder": Recorder(3), "classifier": nn.Linear(3, 2), **others}


def _drawn_networks(stream, n_classes):
    train_mode, batch_normalisation = stream.random() < 0.5, stream.random() < 0.5
    n_features, seed = stream.randint(1, 6), stream.randrange(2**31)

    def inputs(others):
        torch.manual_seed(seed)
        layers = [nn.Flatten(), nn.Linear(9, n_features), nn.Tanh()]
        if batch_normalisation and len(others["images"]) > 1:
            # First: with one in front of it, a bias would have a gradient of 0, but for rounding.
            layers.insert(1, nn.BatchNorm1d(9, affine=False))
        encoder, classifier = nn.Sequential(*layers), nn.Linear(n_features, n_classes)
        encoder.train(train_mode)
        return {"encoder": encoder, "classifier": classifier.train(train_mode), **others}

    return inputs


def _generated(stream: random.Random) -> Case:
    if stream.random() < 0.3:
        others, networks, look = drawn_batches(stream), _recorded, _trained_in_batches
    else:
        n_classes = stream.randint(2, 4)
        others, look = drawn_images(stream, n_classes), _trained
        networks = _drawn_networks(stream, n_classes)
    return Case(inputs=lambda: networks(others()), look=look, changes=("encoder", "classifier"))


exercise = Exercise(
    cases=[
        Case(
            inputs=_one_batch,
            look=_trained,
            changes=("encoder", "classifier"),
            shown="30 images of three classes, for three epochs, and an encoder with batch "
            "normalisation that comes in eval mode",
        ),
        Case(
            inputs=lambda: _recorded(several_batches()),
            look=_trained_in_batches,
            changes=("encoder", "classifier"),
            shown="2000 images for two epochs",
        ),
    ],
    generated=_generated,
    hints=[
        "Encoder and classifier in a row are one network: `model = nn.Sequential(encoder, "
        "classifier)`. Its parameters are those of both, and the optimizer needs them all.",
        "The rest is the training you know. `fit` does it, with the cross-entropy as its "
        "objective and `(images, labels)` as its inputs; or write the loop: for each epoch a new "
        "`torch.randperm(len(images), generator=generator)`, of that 1000 at a time.",
        "With `classification_loss` from `nma_ae.training`: "
        "`history = fit(model, classification_loss, (images, labels), n_epochs=n_epochs, "
        "batch_size=1000, optimizer=torch.optim.Adam(model.parameters(), lr=1e-3), "
        "generator=generator)`; then `model.eval()`, and return `history.epoch_means`.",
    ],
    variants=[
        written_out,
        with_a_loader,
        an_optimizer_for_each,
        parameter_groups,
        epoch_by_epoch,
    ],
    misconceptions=[
        Misconception(
            edit("encoder_never_learns", ("model.parameters()", "classifier.parameters()")),
            "The encoder never learns: its parameters are not in the optimizer, or its features "
            "are computed without gradients. Give the optimizer the parameters of both, and call "
            "the encoder outside of `no_grad` and without `detach`.",
        ),
        Misconception(
            edit("classifier_never_learns", ("model.parameters()", "encoder.parameters()")),
            "The classifier never learns: no step changes its parameters. Give the optimizer those "
            "of both.",
        ),
        Misconception(
            edit(
                "features_computed_before",
                (
                    "encoder.train()",
                    "with torch.no_grad():\n        features = encoder.eval()(images)",
                ),
                ("encoder(images[indices])", "features[indices]"),
                of=written_out,
            ),
            "The encoder stays as it was, its batch statistics too, as if its features had been "
            "computed once and for all. Here it learns: compute the features of each batch anew, "
            "in train mode and with gradients.",
        ),
        Misconception(
            edit("encoder_in_eval_mode", ("encoder.train()", "encoder.eval()"), of=written_out),
            "The encoder was in eval mode while it was trained: its batch normalisation then uses "
            "old statistics and learns none. Call `.train()` before, and `.eval()` after.",
        ),
        Misconception(
            edit("left_in_train_mode", ("model.eval()", "")),
            "The training is right. Afterwards call `.eval()`, or the batch normalisation goes on "
            "measuring whatever it is given.",
        ),
        Misconception(
            edit(
                "softmax_first",
                (
                    "nn.Sequential(encoder, classifier",
                    "nn.Sequential(encoder, classifier, nn.Softmax(dim=1)",
                ),
            ),
            "The softmax is done twice, which makes the gradients small. `F.cross_entropy` takes "
            "logits and does it itself.",
        ),
        Misconception(
            edit(
                "squared_error",
                (
                    "cross_entropy(logits, labels[indices])",
                    "mse_loss(logits, F.one_hot(labels[indices], logits.shape[1]).float())",
                ),
                of=written_out,
            ),
            "That is the squared error. For classes take the cross-entropy, "
            "`F.cross_entropy(logits, labels)`.",
        ),
        plain_gradient_descent,
        batch_size_forgotten,
        generator_forgotten,
        loss_of_each_batch,
        Misconception(
            edit(
                "measured_afterwards",
                (
                    "generator=generator,",
                    'generator=generator,\n        evaluate={"train": (images, labels)},',
                ),
                ("history.epoch_means", 'history.evaluations["train"]'),
            ),
            "You measured the loss again after each epoch, in eval mode. Return the mean of the "
            "losses that the steps were made with; they cost nothing more.",
        ),
        Misconception(
            edit("gradients_pile_up", ("optimizer.zero_grad()", ""), of=written_out),
            "The gradients pile up: each step follows those of all batches before, too. Set them "
            "to zero for each batch, `optimizer.zero_grad()`.",
        ),
        Misconception(
            edit(
                "zeroed_once_an_epoch",
                ("            optimizer.zero_grad()\n", ""),
                ("order =", "optimizer.zero_grad()\n        order ="),
                of=written_out,
            ),
            "Within an epoch the gradients pile up; a new one starts from zero. Call "
            "`optimizer.zero_grad()` for each batch.",
        ),
        Misconception(
            edit(
                "zeroed_too_late",
                (
                    "optimizer.zero_grad()\n            loss.backward()",
                    "loss.backward()\n            optimizer.zero_grad()",
                ),
                of=written_out,
            ),
            "Nothing is learned: no step changes a parameter. For each batch `zero_grad()` comes "
            "first, then `backward()`, then `step()`, which follows the gradients.",
        ),
        Misconception(
            edit(
                "optimizer_made_anew",
                (
                    "for indices",
                    "optimizer = torch.optim.Adam(parameters, lr=1e-3)\n        for indices",
                ),
                of=written_out,
            ),
            "Adam starts anew in each epoch, and forgets the gradients before. Make the optimizer "
            "once, before the loop.",
        ),
        Misconception(
            edit("labels_not_shuffled", ("labels[order]", "labels"), of=an_optimizer_for_each),
            "The labels are not in the order of their images any more. Use the same indices for "
            "both.",
        ),
        *mistakes_of_an_epoch(written_out),
        Misconception(
            edit("divided_by_the_images", ("/ len(losses)", "/ len(images)"), of=written_out),
            "You divided by the number of images. Each batch's loss is a mean already: divide "
            "their sum by the number of batches.",
        ),
    ],
)
