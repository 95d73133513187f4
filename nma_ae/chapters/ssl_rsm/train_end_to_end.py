"""Train an encoder and a classifier of its features together, on labels."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from nma_ae.analysis import compute_features
from nma_ae.exercises import Case, Exercise, Misconception
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
        losses = []
        for indices in torch.randperm(len(images), generator=generator).split(1000):
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
            for optimizer in optimizers:
                optimizer.zero_grad()
            loss.backward()
            for optimizer in optimizers:
                optimizer.step()
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


def encoder_never_learns(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier)
    optimizer = torch.optim.Adam(classifier.parameters(), lr=1e-3)
    history = fit(
        model,
        classification_loss,
        (images, labels),
        n_epochs=n_epochs,
        batch_size=1000,
        optimizer=optimizer,
        generator=generator,
    )
    model.eval()
    return history.epoch_means


def classifier_never_learns(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier)
    history = fit(
        model,
        classification_loss,
        (images, labels),
        n_epochs=n_epochs,
        batch_size=1000,
        optimizer=torch.optim.Adam(encoder.parameters(), lr=1e-3),
        generator=generator,
    )
    model.eval()
    return history.epoch_means


def features_computed_before(encoder, classifier, images, labels, n_epochs, generator):
    features = compute_features(encoder, images)
    history = fit(
        classifier,
        classification_loss,
        (features, labels),
        n_epochs=n_epochs,
        batch_size=1000,
        optimizer=torch.optim.Adam(classifier.parameters(), lr=1e-3),
        generator=generator,
    )
    encoder.eval()
    classifier.eval()
    return history.epoch_means


def encoder_in_eval_mode(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier).eval()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    means = []
    for _ in range(n_epochs):
        losses = []
        for indices in torch.randperm(len(images), generator=generator).split(1000):
            loss = F.cross_entropy(model(images[indices]), labels[indices])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        means.append(sum(losses) / len(losses))
    return means


def left_in_train_mode(encoder, classifier, images, labels, n_epochs, generator):
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
    return history.epoch_means


def softmax_first(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier, nn.Softmax(dim=1))
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


def squared_error(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier)

    def loss(model, images, labels):
        logits = model(images)
        return F.mse_loss(logits, F.one_hot(labels, logits.shape[1]).float())

    history = fit(
        model,
        loss,
        (images, labels),
        n_epochs=n_epochs,
        batch_size=1000,
        optimizer=torch.optim.Adam(model.parameters(), lr=1e-3),
        generator=generator,
    )
    model.eval()
    return history.epoch_means


def plain_gradient_descent(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    history = fit(
        model,
        classification_loss,
        (images, labels),
        n_epochs=n_epochs,
        batch_size=1000,
        optimizer=optimizer,
        generator=generator,
    )
    model.eval()
    return history.epoch_means


def batch_size_forgotten(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    history = fit(
        model,
        classification_loss,
        (images, labels),
        n_epochs=n_epochs,
        optimizer=optimizer,
        generator=generator,
    )
    model.eval()
    return history.epoch_means


def generator_forgotten(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    history = fit(
        model,
        classification_loss,
        (images, labels),
        n_epochs=n_epochs,
        batch_size=1000,
        optimizer=optimizer,
    )
    model.eval()
    return history.epoch_means


def loss_of_each_batch(encoder, classifier, images, labels, n_epochs, generator):
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
    return history.batch_losses


def measured_afterwards(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier)
    history = fit(
        model,
        classification_loss,
        (images, labels),
        n_epochs=n_epochs,
        batch_size=1000,
        optimizer=torch.optim.Adam(model.parameters(), lr=1e-3),
        evaluate={"train": (images, labels)},
        generator=generator,
    )
    model.eval()
    return history.evaluations["train"]


def gradients_pile_up(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    means = []
    for _ in range(n_epochs):
        losses = []
        for indices in torch.randperm(len(images), generator=generator).split(1000):
            loss = F.cross_entropy(model(images[indices]), labels[indices])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        means.append(sum(losses) / len(losses))
    model.eval()
    return means


def zeroed_once_an_epoch(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    means = []
    for _ in range(n_epochs):
        losses = []
        optimizer.zero_grad()
        for indices in torch.randperm(len(images), generator=generator).split(1000):
            loss = F.cross_entropy(model(images[indices]), labels[indices])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        means.append(sum(losses) / len(losses))
    model.eval()
    return means


def zeroed_too_late(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    means = []
    for _ in range(n_epochs):
        losses = []
        for indices in torch.randperm(len(images), generator=generator).split(1000):
            loss = F.cross_entropy(model(images[indices]), labels[indices])
            loss.backward()
            optimizer.zero_grad()
            optimizer.step()
            losses.append(loss.item())
        means.append(sum(losses) / len(losses))
    model.eval()
    return means


def optimizer_made_anew(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier).train()
    means = []
    for _ in range(n_epochs):
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        losses = []
        for indices in torch.randperm(len(images), generator=generator).split(1000):
            loss = F.cross_entropy(model(images[indices]), labels[indices])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        means.append(sum(losses) / len(losses))
    model.eval()
    return means


def labels_not_shuffled(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    means = []
    for _ in range(n_epochs):
        losses = []
        shuffled = images[torch.randperm(len(images), generator=generator)]
        for batch, right in zip(shuffled.split(1000), labels.split(1000), strict=True):
            loss = F.cross_entropy(model(batch), right)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        means.append(sum(losses) / len(losses))
    model.eval()
    return means


def never_shuffled(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    means = []
    for _ in range(n_epochs):
        losses = []
        for batch, right in zip(images.split(1000), labels.split(1000), strict=True):
            loss = F.cross_entropy(model(batch), right)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        means.append(sum(losses) / len(losses))
    model.eval()
    return means


def shuffled_once(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    order = torch.randperm(len(images), generator=generator)
    means = []
    for _ in range(n_epochs):
        losses = []
        for indices in order.split(1000):
            loss = F.cross_entropy(model(images[indices]), labels[indices])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        means.append(sum(losses) / len(losses))
    model.eval()
    return means


def all_at_once(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    losses = []
    for _ in range(n_epochs):
        order = torch.randperm(len(images), generator=generator)
        loss = F.cross_entropy(model(images[order]), labels[order])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    model.eval()
    return losses


def last_batch(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    losses = []
    for _ in range(n_epochs):
        for indices in torch.randperm(len(images), generator=generator).split(1000):
            loss = F.cross_entropy(model(images[indices]), labels[indices])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
    model.eval()
    return losses


def summed(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    totals = []
    for _ in range(n_epochs):
        total = 0
        for indices in torch.randperm(len(images), generator=generator).split(1000):
            loss = F.cross_entropy(model(images[indices]), labels[indices])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        totals.append(total)
    model.eval()
    return totals


def divided_by_the_images(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    means = []
    for _ in range(n_epochs):
        losses = []
        for indices in torch.randperm(len(images), generator=generator).split(1000):
            loss = F.cross_entropy(model(images[indices]), labels[indices])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        means.append(sum(losses) / len(images))
    model.eval()
    return means


class _Recorder(nn.Module):
    """An encoder that keeps which images it was trained on, by the number in their first pixel."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 3)
        self.seen = []

    def forward(self, images):
        numbers, pixels = images.flatten(1).split([1, 2], dim=1)
        if torch.is_grad_enabled():
            self.seen.append(numbers.flatten().int().tolist())
        return self.layer(pixels)


def _one_batch():
    layers = nn.Flatten(), nn.Linear(9, 5), nn.ReLU(), nn.BatchNorm1d(5, affine=False)
    torch.optim.Adam(layers[1].parameters())  # torch's first one takes seconds: not the answer's
    return {
        "encoder": nn.Sequential(*layers),
        "classifier": nn.Linear(5, 3),
        "images": torch.randn(60, 1, 3, 3),
        "labels": torch.randint(3, (60,)),
        "n_epochs": 3,
        "generator": torch.Generator().manual_seed(1),
    }


def _several_batches():
    # But for their numbers all images are the same: then no result depends on their order.
    images = torch.tensor([0.0, 2.0, -3.0]).repeat(2000, 1, 1, 1)
    images[:, 0, 0, 0] = torch.arange(2000)
    return {
        "encoder": _Recorder(),
        "classifier": nn.Linear(3, 2),
        "images": images,
        "labels": torch.ones(2000, dtype=torch.int64),
        "n_epochs": 2,
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


def _batches(losses, inputs):
    seen, n = inputs["encoder"].seen, len(inputs["images"])
    flat = [number for batch in seen for number in batch]
    epochs = [flat[start : start + n] for start in range(0, len(flat), n)]
    fresh = torch.Generator().manual_seed(1).get_state()
    return {
        "sizes of the batches": [len(batch) for batch in seen],
        "different images in each epoch": [len(set(epoch)) for epoch in epochs],
        "epochs that take the images as they come": sum(each == sorted(each) for each in epochs),
        "a new order in each epoch": len({tuple(each) for each in epochs}) == len(epochs),
        "something was drawn from the generator": bool(
            (inputs["generator"].get_state() != fresh).any()
        ),
        **_trained(losses, inputs),
    }


exercise = Exercise(
    cases=[
        Case(
            inputs=_one_batch,
            look=_trained,
            changes=("encoder", "classifier"),
            shown="60 images of three classes, for three epochs, and an encoder with batch "
            "normalisation",
        ),
        Case(
            inputs=_several_batches,
            look=_batches,
            changes=("encoder", "classifier"),
            shown="2000 images for two epochs",
        ),
    ],
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
            encoder_never_learns,
            "The encoder never learns: its parameters are not in the optimizer, or its features "
            "are computed without gradients. Give the optimizer the parameters of both, and call "
            "the encoder outside of `no_grad` and without `detach`.",
        ),
        Misconception(
            classifier_never_learns,
            "The classifier never learns: its parameters are not in the optimizer. Give it those "
            "of both.",
        ),
        Misconception(
            features_computed_before,
            "You computed the features once, before the training: so the encoder stays as it was. "
            "Here it learns too, and its features change with every step.",
        ),
        Misconception(
            encoder_in_eval_mode,
            "The encoder was in eval mode while it was trained: its batch normalisation then uses "
            "old statistics and learns none. Call `.train()` before, and `.eval()` after.",
        ),
        Misconception(
            left_in_train_mode,
            "The training is right. Afterwards call `.eval()`, or the batch normalisation goes on "
            "measuring whatever it is given.",
        ),
        Misconception(
            softmax_first,
            "`F.cross_entropy` takes logits and does the softmax itself. You did it twice, which "
            "makes the gradients small.",
        ),
        Misconception(
            squared_error,
            "That is the squared error. For classes take the cross-entropy, "
            "`F.cross_entropy(logits, labels)`.",
        ),
        Misconception(
            plain_gradient_descent,
            "You trained with SGD. The optimizer asked for is `torch.optim.Adam`.",
        ),
        Misconception(
            batch_size_forgotten,
            "Your batches have 128 images, as `fit` takes them if you do not say otherwise: "
            "`batch_size=1000`.",
        ),
        Misconception(
            generator_forgotten,
            "The training is right, but the order was not drawn from `generator`: then nobody can "
            "repeat it. Hand it on, `generator=generator`.",
        ),
        Misconception(
            loss_of_each_batch,
            "You returned the loss of each batch. Return one number for each epoch: the mean over "
            "its batches.",
        ),
        Misconception(
            measured_afterwards,
            "You measured the loss again after each epoch, in eval mode. Return the mean of the "
            "losses that the steps were made with; they cost nothing more.",
        ),
        Misconception(
            gradients_pile_up,
            "You never set the gradients to zero, so each step repeats those of all batches "
            "before. Call `optimizer.zero_grad()` in each step.",
        ),
        Misconception(
            zeroed_once_an_epoch,
            "You set the gradients to zero once an epoch, so within it they pile up. Call "
            "`optimizer.zero_grad()` for each batch.",
        ),
        Misconception(
            zeroed_too_late,
            "You set the gradients to zero between `backward()` and `step()`: the step then has no "
            "gradient to follow, and nothing is learned.",
        ),
        Misconception(
            optimizer_made_anew,
            "You made a new optimizer in each epoch. Adam remembers past gradients, and forgets "
            "them so: make it once, before the loop.",
        ),
        Misconception(
            labels_not_shuffled,
            "You shuffled the images and not the labels, so they do not belong together any more. "
            "Use the same indices for both.",
        ),
        Misconception(
            never_shuffled,
            "The images come in their own order. Draw a new one for each epoch: "
            "`torch.randperm(len(images), generator=generator)`.",
        ),
        Misconception(
            shuffled_once,
            "Every epoch has the same order. Draw it inside the loop over epochs.",
        ),
        Misconception(
            all_at_once,
            "You made one step with all images. Take 1000 at a time, and make a step for each "
            "batch.",
        ),
        Misconception(
            last_batch,
            "You returned the loss of each epoch's last batch. Return the mean over its batches.",
        ),
        Misconception(
            summed,
            "You added up the losses of an epoch's batches. Divide by how many there are.",
        ),
        Misconception(
            divided_by_the_images,
            "You divided by the number of images. Each batch's loss is a mean already: divide "
            "their sum by the number of batches.",
        ),
    ],
)
