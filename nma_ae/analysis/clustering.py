"""What codes are worth: groups found without labels, and neighbours that share theirs."""

from typing import NamedTuple

import torch

from nma_ae.arguments import (
    require_floats,
    require_kinds,
    require_labels,
    require_one_dtype,
    require_positive_integers,
    require_tensors,
)

N_STARTS = 10  # k-means ends in a local optimum; the best of ten is taken, as is usual
MOST_STEPS = 100


class KMeans(NamedTuple):
    """What k-means found.

    Attributes:
        centres: (n_clusters, n_features), the mean of each cluster.
        assignment: (n,) int64, the cluster of each point.
        inertia: The sum over the points of the squared distance to their centre.
    """

    centres: torch.Tensor
    assignment: torch.Tensor
    inertia: float


def k_means(
    points: torch.Tensor,
    n_clusters: int,
    *,
    generator: torch.Generator | None = None,
    n_starts: int = N_STARTS,
) -> KMeans:
    """Group points such that each is close to the mean of its group.

    Lloyd's algorithm from several starts that k-means++ draws; the best end is given.

    Args:
        points: (n, n_features), any finite numbers.
        n_clusters: How many groups, 1 to n.
        generator: Draws the starts; by default torch's global one.
        n_starts: From how many starts, at least 1.

    Returns:
        Centres, the cluster of each point, and the sum of squared distances.

    Raises:
        ValueError: If an argument is out of its range.

    Source: Lloyd 1982; Arthur and Vassilvitskii 2007, k-means++.
    """
    require_positive_integers(n_clusters=n_clusters, n_starts=n_starts)
    require_floats("(n, n_features)", points=points)
    require_kinds(torch.Generator | None, generator=generator)
    if n_clusters > len(points):
        raise ValueError(f"n_clusters must be at most {len(points)} points, got {n_clusters}")
    points = points.detach()
    ends = [_lloyd(points, _spread_out(points, n_clusters, generator)) for _ in range(n_starts)]
    return min(ends, key=lambda end: end.inertia)


def _spread_out(
    points: torch.Tensor, n_clusters: int, generator: torch.Generator | None
) -> torch.Tensor:
    """Draw centres from the points, each with a chance in proportion to its squared distance."""
    first = int(torch.randint(len(points), (1,), generator=generator))
    chosen = [first]
    nearest = (points - points[first]).square().sum(dim=1)
    for _ in range(n_clusters - 1):
        # Where all points coincide with a centre, any of them will do.
        weights = nearest if nearest.sum() > 0 else torch.ones_like(nearest)
        chosen.append(int(torch.multinomial(weights, 1, generator=generator)))
        distance = (points - points[chosen[-1]]).square().sum(dim=1)
        nearest = torch.minimum(nearest, distance)
    return points[chosen]


def _lloyd(points: torch.Tensor, centres: torch.Tensor) -> KMeans:
    assignment = torch.full((len(points),), -1)
    for _ in range(MOST_STEPS):
        distances = _squared_distances(points, centres)
        closest = distances.argmin(dim=1)
        if torch.equal(closest, assignment):
            break
        assignment = closest
        sums = torch.zeros_like(centres).index_add_(0, assignment, points)
        counts = torch.bincount(assignment, minlength=len(centres))[:, None]
        # A centre that lost all its points stays where it was.
        centres = torch.where(counts > 0, sums / counts.clamp(min=1), centres)
    inertia = (points - centres[assignment]).square().sum().item()
    return KMeans(centres, assignment, inertia)


def _squared_distances(points: torch.Tensor, centres: torch.Tensor) -> torch.Tensor:
    """Give (n, n_clusters), but for the points' own squares, which do not decide who is closest."""
    # In one operation: to double the points first would take more time than the products.
    return torch.addmm(centres.square().sum(dim=1), points, centres.T, alpha=-2)


def best_matching(counts: torch.Tensor) -> list[int]:
    """Choose for each row a column of its own such that the sum of the chosen entries is largest.

    Goes through the rows, and for each set of columns keeps the best way to use up just these.
    That is exact, with 2**n sets instead of n! orders: for the ten digits 1,024.

    Args:
        counts: (n, n) numbers, n at most 16.

    Returns:
        The column of each row.

    Raises:
        ValueError: If `counts` is not square or larger than that.
    """
    require_tensors(counts=counts)
    n = len(counts)
    if counts.shape != (n, n) or not 1 <= n <= 16:
        raise ValueError(f"counts must be square, 1 to 16 rows, got shape {tuple(counts.shape)}")
    rows = counts.tolist()
    best: dict[int, tuple[float, list[int]]] = {0: (0, [])}
    for row in rows:
        longer: dict[int, tuple[float, list[int]]] = {}
        for used, (total, columns) in best.items():
            for column in range(n):
                now = used | 1 << column
                if now == used:
                    continue
                candidate = total + row[column]
                if now not in longer or candidate > longer[now][0]:
                    longer[now] = (candidate, [*columns, column])
        best = longer
    return best[2**n - 1][1]


def clustering_accuracy(assignment: torch.Tensor, labels: torch.Tensor) -> float:
    """Measure how well clusters agree with labels, the clusters being named in the best way.

    Each cluster gets the name of one label and no two the same: the naming with which most points
    are right counts.

    Args:
        assignment: (n,) int64, the cluster of each point, from 0.
        labels: (n,) int64, the true label of each, from 0.

    Returns:
        The share of points whose cluster has their label's name, 0 to 1.

    Raises:
        ValueError: If the two differ in length, are empty, hold more than 16 values or are not
            int64.

    Source: the measure of Xie, Girshick and Farhadi 2016, arXiv 1511.06335, equation 10.
    """
    require_labels(of="points", n_classes=16, assignment=assignment, labels=labels)
    if len(assignment) != len(labels) or len(labels) == 0:
        raise ValueError(
            "assignment and labels must be equally long and not empty, got shapes "
            f"{tuple(assignment.shape)} and {tuple(labels.shape)}"
        )
    n = int(max(assignment.max(), labels.max())) + 1
    counts = torch.bincount(assignment * n + labels, minlength=n * n).view(n, n)
    columns = best_matching(counts)
    return counts[torch.arange(n), columns].sum().item() / len(labels)


def neighbour_accuracy(
    known: torch.Tensor,
    known_labels: torch.Tensor,
    points: torch.Tensor,
    labels: torch.Tensor,
    *,
    batch_size: int = 500,
) -> float:
    """Measure how often a point has the same label as the nearest of the known points.

    Args:
        known: (n, n_features), the points whose labels are known.
        known_labels: (n,) int64.
        points: (m, n_features), the points in question.
        labels: (m,) int64, their true labels.
        batch_size: Points that are compared with all known ones at a time.

    Returns:
        The share of points that are right, 0 to 1.

    Raises:
        ValueError: If points and labels differ in length, or the two sets in features, or an
            argument is of another kind, empty or not finite.
    """
    require_positive_integers(batch_size=batch_size)
    require_floats("(n, n_features)", least=1, known=known)
    require_floats("(m, n_features)", least=1, points=points)
    require_labels(len(known), of="known points", known_labels=known_labels)
    require_labels(len(points), of="points", labels=labels)
    require_one_dtype(known=known, points=points)
    if known.shape[1] != points.shape[1]:
        raise ValueError(
            f"known and points must have equally many features, got {known.shape[1]} and "
            f"{points.shape[1]}"
        )
    batches = points.detach().split(int(batch_size))
    nearest = [_squared_distances(batch, known.detach()).argmin(dim=1) for batch in batches]
    return (known_labels[torch.cat(nearest)] == labels).double().mean().item()
