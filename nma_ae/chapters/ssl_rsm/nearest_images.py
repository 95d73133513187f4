"""Find for each image those whose features are most like its own."""

import random

import numpy as np
import torch
import torch.nn.functional as F

from nma_ae.exercises import Case, Exercise, Misconception, edit


def nearest_images(queries: torch.Tensor, features: torch.Tensor, n_nearest: int) -> torch.Tensor:
    """Find for each query the images whose features are most similar to its own.

    Args:
        queries: The features of the images that are asked about, (n_queries, n_features).
        features: The features of the images to choose from, (n, n_features).
        n_nearest: How many are wanted for each query, 1 to n.

    Returns:
        Their rows in `features`, (n_queries, n_nearest) int64: that with the largest cosine first.

    Raises:
        ValueError: If the two differ in their number of features, or `n_nearest` does not fit.
    """
    if queries.ndim != 2 or features.ndim != 2 or queries.shape[1] != features.shape[1]:
        raise ValueError(
            "queries and features must be (n_queries, n_features) and (n, n_features), got shapes "
            f"{tuple(queries.shape)} and {tuple(features.shape)}"
        )
    if not 1 <= n_nearest <= len(features):
        raise ValueError(f"n_nearest must be from 1 to {len(features)} images, got {n_nearest}")
    similarities = F.normalize(queries, dim=1) @ F.normalize(features, dim=1).T
    return similarities.topk(n_nearest, dim=1).indices


def sorted_downwards(queries, features, n_nearest):
    a = queries / queries.norm(dim=1, keepdim=True)
    b = features / features.norm(dim=1, keepdim=True)
    order = torch.argsort(a @ b.T, dim=1, descending=True)
    return order[:, :n_nearest]


def query_by_query(queries, features, n_nearest):
    rows = []
    for query in queries:
        similarity = F.cosine_similarity(query[None, :], features, dim=1)
        rows.append(similarity.topk(n_nearest).indices)
    return torch.stack(rows)


def all_pairs_broadcast(queries, features, n_nearest):
    similarity = F.cosine_similarity(queries.unsqueeze(1), features.unsqueeze(0), dim=2)
    _, places = torch.sort(-similarity, dim=1)
    return places[:, :n_nearest]


def by_distance_of_directions(queries, features, n_nearest):
    distances = torch.cdist(F.normalize(queries).double(), F.normalize(features).double())
    return distances.topk(n_nearest, dim=1, largest=False).indices


def largest_removed_again_and_again(queries, features, n_nearest):
    left = F.normalize(queries, dim=1) @ F.normalize(features, dim=1).T
    columns = []
    for _ in range(n_nearest):
        best = left.argmax(dim=1)
        columns.append(best)
        left = left.scatter(1, best[:, None], -torch.inf)
    return torch.stack(columns, dim=1)


def with_numpy(queries, features, n_nearest):
    q, f = queries.double().numpy(), features.double().numpy()
    q = q / np.linalg.norm(q, axis=1, keepdims=True)
    f = f / np.linalg.norm(f, axis=1, keepdims=True)
    order = np.argsort(-(q @ f.T), axis=1)
    return torch.from_numpy(order[:, :n_nearest].copy())


def _by_hand():
    return {
        "queries": torch.tensor([[1.0, 0.0], [3.0, 4.0]]),
        "features": torch.tensor([[0.0, 5.0], [0.5, 0.1], [4.0, 3.0], [-2.0, 0.1]]),
        "n_nearest": 2,
    }


def _drawn(n_queries, n, n_features, n_nearest):
    # Lengths, and the spreads of the features, differ by so much that they decide if they count.
    spreads, lengths = torch.logspace(-1, 1, n_features), torch.logspace(-1, 1, n)[:, None]
    return {
        "queries": torch.randn(n_queries, n_features) * spreads + 1,
        "features": (torch.randn(n, n_features) * spreads + 1) * lengths,
        "n_nearest": n_nearest,
    }


def _generated(stream: random.Random) -> Case:
    seed = stream.randrange(2**31)
    n_queries, n = stream.choice([1, 2, 7]), stream.choice([1, 2, 5, 30])
    n_features, n_nearest = stream.choice([2, 3, 8]), stream.randint(1, n)
    positive, turned = stream.random() < 0.3, stream.random() < 0.3
    scale = 10 ** stream.uniform(-2, 2)

    def inputs():
        generator = torch.Generator().manual_seed(seed)
        drawn = torch.randn(n_queries + n, n_features, generator=generator)
        drawn = drawn.abs() if positive else drawn
        drawn = drawn * (1 + torch.rand(n_queries + n, 1, generator=generator) * scale)
        drawn = drawn.T.contiguous().T if turned else drawn
        return {
            "queries": drawn[:n_queries],
            "features": drawn[n_queries:],
            "n_nearest": n_nearest,
        }

    return Case(inputs=inputs, returns=torch.Tensor)


exercise = Exercise(
    cases=[
        Case(inputs=_by_hand, returns=torch.Tensor),
        Case(
            inputs=lambda: _drawn(6, 40, 5, 4),
            returns=torch.Tensor,
            shown="the 4 nearest of 40 images for each of 6 queries, 5 features each",
        ),
        Case(
            inputs=lambda: _drawn(9, 9, 9, 1),
            returns=torch.Tensor,
            shown="the nearest of 9 images for each of 9 queries, 9 features each",
        ),
    ],
    generated=_generated,
    hints=[
        "You need the cosine of every query with every image: a matrix with a row for each query. "
        "As in the similarity matrix, scale the rows of both to length 1 first.",
        "`similarities = F.normalize(queries, dim=1) @ F.normalize(features, dim=1).T` is "
        "(n_queries, n). What is asked for is where the largest of each row are.",
        "`topk(n_nearest, dim=1)` gives the largest of each row, sorted, and their places: "
        "return its `indices`.",
    ],
    variants=[
        sorted_downwards,
        query_by_query,
        all_pairs_broadcast,
        by_distance_of_directions,
        largest_removed_again_and_again,
        with_numpy,
    ],
    misconceptions=[
        Misconception(
            edit("smallest_first", (", descending=True", ""), of=sorted_downwards),
            "These are the images that are least alike. The largest cosine is the nearest: "
            "sort downwards.",
        ),
        Misconception(
            edit(
                "not_normalised",
                (
                    "F.normalize(queries, dim=1) @ F.normalize(features, dim=1).T",
                    "queries @ features.T",
                ),
                of=nearest_images,
            ),
            "You multiplied the features as they are: images with long features are then near to "
            "everything. Scale each row of `features` to length 1 first.",
        ),
        Misconception(
            edit("features_normalised", ("(features, dim=1)", "(features, dim=0)")),
            "You scaled each feature over the images. An image is a row: `dim=1`.",
        ),
        Misconception(
            edit(
                "distance_of_features",
                (
                    "F.normalize(queries).double(), F.normalize(features).double()",
                    "queries, features",
                ),
                of=by_distance_of_directions,
            ),
            "You measured distances between the features as they are. They depend on how long the "
            "features are; the cosine asks only for their direction.",
        ),
        Misconception(
            edit(
                "similarities_returned",
                ("topk(n_nearest, dim=1).indices", "topk(n_nearest, dim=1).values"),
            ),
            "These are the similarities themselves. Return where they are: the rows of the images "
            "in `features`.",
        ),
        Misconception(
            edit("in_the_order_of_the_images", (".indices", ".indices.sort().values")),
            "These are the right images in the wrong order: the most similar one comes first.",
        ),
        Misconception(
            edit("least_similar_of_them_first", (".indices", ".indices.flip(-1)")),
            "These are the right images, but the order is upside down: the most similar one comes "
            "first.",
        ),
        Misconception(
            edit(
                "nearest_skipped",
                ("[:, :n_nearest]", "[:, 1 : n_nearest + 1]"),
                of=sorted_downwards,
            ),
            "You left the nearest one out, as if it were the query itself. The queries are not "
            "among the images here.",
        ),
        Misconception(
            edit("absolute_value", ("topk(n_nearest, dim=1)", "abs().topk(n_nearest, dim=1)")),
            "You lost the sign. Opposite features are as unlike as can be, not as near.",
        ),
        Misconception(
            edit(
                "correlation",
                (
                    "F.normalize(queries, dim=1) @ F.normalize(features, dim=1).T",
                    "F.normalize(queries - queries.mean(1, keepdim=True), dim=1) @ "
                    "F.normalize(features - features.mean(1, keepdim=True), dim=1).T",
                ),
            ),
            "You took the mean of each image's features away first. That gives the correlation; "
            "the cosine takes the features as they are.",
        ),
    ],
)
