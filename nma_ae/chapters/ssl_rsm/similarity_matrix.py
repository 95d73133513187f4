"""Compare all images with all, by the cosine of the angle between their features."""

import random

import numpy as np
import torch
import torch.nn.functional as F

from nma_ae.exercises import Case, Exercise, Misconception, edit


def all_pairs_at_once(features):
    return F.cosine_similarity(features.unsqueeze(1), features.unsqueeze(0), dim=2)


def divided_by_both_lengths(features):
    lengths = features.norm(dim=1).clamp(min=1e-8)
    return features @ features.T / (lengths[:, None] * lengths[None, :])


def pair_by_pair(features):
    n = len(features)
    matrix = torch.zeros(n, n)
    for i in range(n):
        for j in range(n):
            matrix[i, j] = torch.cosine_similarity(features[i], features[j], dim=0)
    return matrix


def row_by_row(features):
    directions = F.normalize(features, dim=1)
    return torch.stack([directions @ direction for direction in directions])


def with_numpy(features):
    x = features.numpy().astype(np.float64)
    lengths = np.sqrt((x**2).sum(axis=1, keepdims=True))
    x = x / np.where(lengths > 0, lengths, 1)
    return torch.from_numpy(np.einsum("ik,jk->ij", x, x))


def coefficients_of_correlation(features):
    return torch.corrcoef(features)


def distance(features):
    return torch.cdist(features, features)


def negative_distance(features):
    return -torch.cdist(features, features)


def _by_hand():
    return {"features": torch.tensor([[3.0, 4.0], [-6.0, -8.0], [4.0, -3.0], [0.0, 2.0]])}


def _signed(n, n_features):
    return {"features": 3 * torch.randn(n, n_features) + torch.linspace(-1, 1, n_features)}


def _no_direction():
    features = torch.randn(6, 3)
    features[2] = 0
    return {"features": features}


def _generated(stream: random.Random) -> Case:
    seed = stream.randrange(2**31)
    n, n_features = stream.choice([1, 2, 3, 7, 30]), stream.choice([1, 2, 3, 7, 30])
    scale = 10 ** stream.uniform(-3, 3)
    kind = stream.choice(["signed", "positive", "signs", "alike"])
    turned, one_is_zero = stream.random() < 0.3, stream.random() < 0.3

    def inputs():
        generator = torch.Generator().manual_seed(seed)
        shape = (n_features, n) if turned else (n, n_features)
        features = scale * torch.randn(shape, generator=generator)
        features = features.T if turned else features
        if kind == "positive":
            features = features.abs()
        elif kind == "signs":
            features = features.sign()
        elif kind == "alike":  # or opposite
            features[1:] = features[0] * torch.arange(1 - n, 0).add(0.5)[:, None]
        if one_is_zero:
            features[seed % n] = 0
        return {"features": features}

    return Case(inputs=inputs, returns=torch.Tensor)


exercise = Exercise(
    cases=[
        Case(inputs=_by_hand, returns=torch.Tensor),
        Case(
            inputs=lambda: _signed(12, 12),
            returns=torch.Tensor,
            shown="12 features of each of 12 images, some below 0",
        ),
        Case(
            inputs=lambda: _signed(20, 7),
            returns=torch.Tensor,
            shown="7 features of each of 20 images, some below 0",
        ),
        Case(
            inputs=_no_direction,
            returns=torch.Tensor,
            shown="six images of which one has only zeros for features: 0 with every image",
        ),
    ],
    generated=_generated,
    hints=[
        "The cosine of the angle between two vectors is their product, divided by both lengths. "
        "The length of a row is `row.norm()`, the root of the sum of its squares.",
        "First scale each row to length 1: `F.normalize(features, dim=1)`. Then the cosine of two "
        "rows is just their product.",
        "The products of all rows with all rows are one product of matrices: "
        "`directions @ directions.T`.",
    ],
    variants=[
        all_pairs_at_once,
        divided_by_both_lengths,
        pair_by_pair,
        row_by_row,
        with_numpy,
    ],
    misconceptions=[
        Misconception(
            edit("not_normalised", ("F.normalize(features, dim=1)", "features"), of=row_by_row),
            "These are products of rows as long as they come: images with large features look "
            "alike to everything. Scale each row to length 1 first.",
        ),
        Misconception(
            edit("features_normalised", ("(features, dim=1)", "(features, dim=0)"), of=row_by_row),
            "You scaled each feature over the images. An image is a row: `dim=1`.",
        ),
        Misconception(
            edit("one_length_only", (" * lengths[None, :]", ""), of=divided_by_both_lengths),
            "You divided by the length of one of the two images. A cosine is divided by both; then "
            "the matrix is symmetric.",
        ),
        Misconception(
            edit(
                "zero_divided_by_zero",
                ("_directions(features)", "features / features.norm(dim=1, keepdim=True)"),
            ),
            "Right, but for an image whose features are all 0: its length is 0, and 0 / 0 is nan. "
            "`F.normalize` leaves such a row as it is.",
        ),
        Misconception(
            edit("one_length_for_all", ("_directions(features)", "features / features.norm()")),
            "You divided by one length for the whole matrix. Each row has a length of its own: "
            "`features.norm(dim=1, keepdim=True)`.",
        ),
        Misconception(
            edit(
                "sum_of_squares",
                ("features.norm(dim=1)", "features.square().sum(dim=1)"),
                of=divided_by_both_lengths,
            ),
            "You divided by the sum of the squares. A length is the root of it.",
        ),
        Misconception(
            edit(
                "sum_of_absolute_values",
                ("(features, dim=1)", "(features, p=1, dim=1)"),
                of=row_by_row,
            ),
            "You divided by the sum of the absolute values. A length is the root of the sum of the "
            "squares, which `F.normalize` takes if you do not set `p`.",
        ),
        Misconception(
            edit(
                "correlation",
                ("normalize(features", "normalize(features - features.mean(dim=1, keepdim=True)"),
                of=row_by_row,
            ),
            "You took the mean of each image's features away first. That gives the correlation; "
            "the cosine takes the features as they are.",
        ),
        Misconception(
            coefficients_of_correlation,
            "That is the correlation, as `corrcoef` gives it: the mean of each image's features is "
            "taken away first. The cosine takes the features as they are.",
        ),
        Misconception(
            edit(
                "mean_image_removed",
                ("normalize(features", "normalize(features - features.mean(dim=0)"),
                of=row_by_row,
            ),
            "You took the mean over all images away first. The cosine takes the features as they "
            "are, and compares two images without asking the others.",
        ),
        Misconception(
            edit("absolute_value", ("return matrix", "return matrix.abs()"), of=pair_by_pair),
            "You lost the sign. Opposite features are as unlike as can be: -1, not 1.",
        ),
        Misconception(
            distance,
            "These are distances: 0 for an image and itself. A similarity is 1 there, and asks "
            "only for the direction of the features, not for their length.",
        ),
        Misconception(
            negative_distance,
            "These are distances with a minus sign. They depend on how long the features are; the "
            "cosine asks only for their direction.",
        ),
        Misconception(
            edit("dissimilarity", ("return matrix", "return 1 - matrix"), of=pair_by_pair),
            "You returned 1 minus the similarity. The similarity of an image with itself is 1.",
        ),
        Misconception(
            edit(
                "rescaled",
                ("return matrix", "return (matrix - matrix.min()) / (matrix.max() - matrix.min())"),
                of=pair_by_pair,
            ),
            "You stretched the matrix so that it goes from 0 to 1. What a value means then depends "
            "on the other images; leave the cosines as they are.",
        ),
        Misconception(
            edit(
                "shifted_into_zero_to_one",
                ("return matrix", "return (1 + matrix) / 2"),
                of=pair_by_pair,
            ),
            "You moved the cosines into the range from 0 to 1. They go from -1 to 1, and 0 means "
            "that two images have nothing in common.",
        ),
        Misconception(
            edit("angle", (".clamp_(-1, 1)", ".clamp_(-1, 1).acos()")),
            "These are the angles themselves. Return their cosines: 1 for the same direction.",
        ),
        Misconception(
            edit("softmax_of_rows", ("_directions(features)", "features.softmax(dim=1)")),
            "A softmax makes all features positive and their sum 1, and loses the direction. Scale "
            "each row to length 1 instead.",
        ),
        Misconception(
            edit(
                "diagonal_removed",
                ("return matrix", "return matrix.fill_diagonal_(0)"),
                of=pair_by_pair,
            ),
            "The diagonal is 0. An image is as similar to itself as can be: 1.",
        ),
        Misconception(
            edit("features_compared", ("_directions(features)", "_directions(features.T)")),
            "You compared the features with one another. The matrix has a row and a column for "
            "each image: `directions @ directions.T`.",
        ),
    ],
)
