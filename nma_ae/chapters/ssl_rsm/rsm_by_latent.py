"""Compare the features that an encoder gives, with the images sorted by one latent."""

import random

import numpy as np
import torch
from torch import nn

from nma_ae.analysis import compute_features, order_by_class, similarity_matrix
from nma_ae.exercises import Case, Exercise, Misconception, edit


def rsm_by_latent(encoder: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Compare the features of all images, sorted by the class of one latent.

    Args:
        encoder: From images to features; taken in eval mode.
        images: (n, 1, height, width).
        labels: The latent's class of each image, (n,) int64.

    Returns:
        The similarity matrix of the features, (n, n), without gradients. Rows and columns go from
        the lowest class to the highest; images of one class stay in the order that they had.

    Raises:
        ValueError: If there is not a label for each image.
    """
    if labels.shape != (len(images),):
        raise ValueError(
            f"labels must be one class for each of {len(images)} images, got shape "
            f"{tuple(labels.shape)}"
        )
    order = labels.argsort(stable=True)
    return similarity_matrix(compute_features(encoder, images)[order])


def by_hand(encoder, images, labels):
    encoder.eval()
    with torch.no_grad():
        features = encoder(images)
    order = torch.argsort(labels, stable=True)
    return similarity_matrix(features[order])


def matrix_sorted_afterwards(encoder, images, labels):
    matrix = similarity_matrix(compute_features(encoder, images))
    _, order = torch.sort(labels, stable=True)
    return matrix[order][:, order]


def images_sorted_first(encoder, images, labels):
    order = sorted(range(len(labels)), key=lambda i: labels[i])
    return similarity_matrix(compute_features(encoder, images[order]))


def class_by_class(encoder, images, labels):
    features = compute_features(encoder, images)
    parts = [features[labels == k] for k in labels.unique()]
    return similarity_matrix(torch.cat(parts))


def with_numpy(encoder, images, labels):
    was_training = encoder.training
    encoder.eval()
    features = encoder(images).detach()
    encoder.train(was_training)
    order = np.argsort(labels.numpy(), kind="stable")
    matrix = similarity_matrix(features).numpy()[np.ix_(order, order)]
    return torch.tensor(matrix)


def by_the_package(encoder, images, labels):
    order, _starts = order_by_class(labels)
    features = torch.cat([compute_features(encoder, images[i : i + 1]) for i in order])
    return similarity_matrix(features)


def labels_compared(encoder, images, labels):
    labels = labels.sort().values
    return (labels[:, None] == labels[None, :]).float()


def _each_class_once():
    encoder = nn.Sequential(nn.Flatten(), nn.Linear(9, 5))
    return {
        "encoder": encoder.eval(),
        "images": torch.rand(5, 1, 3, 3),
        "labels": torch.tensor([3, 0, 4, 1, 2]),
    }


def _fresh_encoder():
    layers = nn.Flatten(), nn.Linear(9, 6), nn.ReLU(), nn.BatchNorm1d(6, affine=False)
    # With more than 16 labels torch's sort leaves the order inside a class as it was only if asked.
    labels = torch.tensor([2, 0, 1, 1, 2, 0, 1, 0, 0, 2]).repeat(3)
    return {
        "encoder": nn.Sequential(*layers, nn.Linear(6, 4)),
        "images": torch.randn(30, 1, 3, 3),
        "labels": labels,
    }


def _look(matrix, inputs):
    return {"similarity matrix": matrix, "asks for gradients": matrix.requires_grad}


def _generated(stream: random.Random) -> Case:
    seed = stream.randrange(2**31)
    n = stream.choice([1, 2, 5, 20, 40])
    classes = stream.choice([range(1), range(2), range(5), range(40), (3, 17, 31)])
    classes = stream.sample(classes, stream.randint(1, len(classes)))
    labels = [stream.choice(classes) for _image in range(n)]
    height, width = stream.randint(1, 4), stream.randint(2, 4)
    n_features, train_mode = stream.choice([1, 2, 6]), stream.random() < 0.5
    one_column_of_many = stream.random() < 0.3

    def inputs():
        generator = torch.Generator().manual_seed(seed)
        images = 2 * torch.randn(n, 1, height, width, generator=generator) + 1
        encoder = nn.Sequential(nn.Flatten(), nn.BatchNorm1d(height * width, affine=False))
        encoder(torch.cat([images, images / 2]))  # measures the batch statistics
        encoder.append(nn.Linear(height * width, n_features))
        column = torch.tensor(labels)
        if one_column_of_many:
            column = torch.stack([column.flip(0), column], dim=1)[:, 1]
        return {"encoder": encoder.train(train_mode), "images": images, "labels": column}

    return Case(inputs=inputs, look=_look, returns=torch.Tensor)


exercise = Exercise(
    cases=[
        Case(
            inputs=_each_class_once,
            look=_look,
            returns=torch.Tensor,
            shown="five images with the labels [3, 0, 4, 1, 2], and an encoder of one layer",
        ),
        Case(
            inputs=_fresh_encoder,
            look=_look,
            returns=torch.Tensor,
            shown="30 images of three classes, which keep their order inside a class, and an "
            "encoder with batch normalisation that comes in train mode",
        ),
    ],
    generated=_generated,
    hints=[
        "Three steps: the features of all images (`compute_features` takes the encoder in eval "
        "mode and without gradients), the order, and the similarity matrix of the features in that "
        "order.",
        "`labels.argsort(stable=True)` tells which image comes first, which second, and so on.",
        "Sort the features before you compare them, `features[order]`: then rows and columns of "
        "`similarity_matrix(features[order])` are both sorted.",
    ],
    variants=[
        by_hand,
        matrix_sorted_afterwards,
        images_sorted_first,
        class_by_class,
        with_numpy,
        by_the_package,
    ],
    misconceptions=[
        Misconception(
            edit("not_sorted", ("(encoder, images)[order]", "(encoder, images)")),
            "The images are in their old order. Sort the features by `labels` before you compare "
            "them: take the `argsort` of the labels as they come, and pick the features with it.",
        ),
        Misconception(
            edit("rows_only", ("[:, order]", ""), of=matrix_sorted_afterwards),
            "Only the rows are sorted. The columns are the same images and need the same order: "
            "sort the features first, and both come out sorted.",
        ),
        Misconception(
            edit("columns_only", ("matrix[order]", "matrix"), of=matrix_sorted_afterwards),
            "Only the columns are sorted. The rows are the same images and need the same order: "
            "sort the features first, and both come out sorted.",
        ),
        Misconception(
            edit("ranks_for_order", ("(stable=True)", "(stable=True).argsort()")),
            "That is the inverse of the order: it tells to which place each image goes. To pick "
            "the images in order, ask which image comes first: `features[order]`, with one "
            "`argsort`.",
        ),
        Misconception(
            edit("labels_for_order", ("labels.argsort(stable=True)", "labels")),
            "You used the labels themselves as places of images. `labels.argsort(stable=True)` "
            "gives the places.",
        ),
        Misconception(
            edit("sorted_labels_for_order", ("argsort(stable=True)", "sort().values")),
            "You used the sorted labels as places of images. The places are what `argsort` gives, "
            "not `sort`.",
        ),
        Misconception(
            edit("descending", ("stable=True", "stable=True, descending=True")),
            "The classes come from the highest down. Start with the lowest.",
        ),
        Misconception(
            edit("batch_statistics", ("encoder.eval()", ""), of=by_hand),
            "The encoder worked in train mode: its batch normalisation then measures the batch, "
            "and its own statistics change. Call `encoder.eval()` first, or `compute_features`.",
        ),
        Misconception(
            edit(
                "with_gradients",
                ("with torch.no_grad():\n        features", "features"),
                of=by_hand,
            ),
            "The values are right, but torch keeps all it needs for gradients, for thousands of "
            "images. Compute the features inside `with torch.no_grad():`.",
        ),
        Misconception(
            edit(
                "encoder_called_as_it_comes",
                ("encoder.eval()\n    with torch.no_grad():\n        features", "features"),
                of=by_hand,
            ),
            "The encoder worked in train mode, and with gradients, which fill the memory. "
            "`compute_features` takes it in eval mode and without gradients.",
        ),
        Misconception(
            edit("images_compared", ("compute_features(encoder, images)", "images.flatten(1)")),
            "You compared the images themselves. The question is what the encoder makes of them: "
            "compare its features.",
        ),
        Misconception(
            labels_compared,
            "You compared the labels. That is how the matrix would look if the encoder knew "
            "nothing but the latent; compare the features.",
        ),
        Misconception(
            edit("features_sorted", ("features[order]", "features.sort(dim=0).values"), of=by_hand),
            "You sorted each feature by its own size, so that the rows are no images any more. "
            "Sort whole rows, by the labels.",
        ),
        Misconception(
            edit(
                "products",
                ("similarity_matrix(features[order])", "features[order] @ features[order].T"),
                of=by_hand,
            ),
            "These are products of features as long as they come. `similarity_matrix` gives the "
            "cosines.",
        ),
    ],
)
