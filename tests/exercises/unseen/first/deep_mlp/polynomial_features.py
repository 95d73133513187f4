# wrong
# mistake: starts at total degree 0, so the constant term is among the features
# line: for total in range(degree + 1):
# kind: index
# words: constant|degree 0|n = m = 0|range(1
def polynomial_features(points, degree):
    x1, x2 = points[:, 0], points[:, 1]
    columns = []
    for total in range(degree + 1):
        for n in range(total + 1):
            columns.append(x1**n * x2 ** (total - n))
    return torch.stack(columns, dim=1)
# ---
# wrong
# mistake: the range stops before the highest degree
# line: for d in range(1, degree):
# kind: index
# words: highest|degree + 1|range
def polynomial_features(points, degree):
    feats = []
    for d in range(1, degree):
        for m in range(d + 1):
            feats.append(points[:, 0] ** (d - m) * points[:, 1] ** m)
    return torch.stack(feats, 1)
# ---
# wrong
# mistake: takes every n and every m up to the degree, without the bound on their sum
# line: terms = [x**n * y**m for n in range(degree + 1) for m in range(degree + 1) if n + m > 0]
# kind: concept
# words: sum|n + m|total
def polynomial_features(points, degree):
    x, y = points.T
    terms = [x**n * y**m for n in range(degree + 1) for m in range(degree + 1) if n + m > 0]
    return torch.stack(terms, dim=-1)
# ---
# wrong
# mistake: has the pure powers of each coordinate only; the mixed products are missing
# line: return torch.cat(powers, dim=1)
# kind: concept
# words: mixed|product|cross|both
def polynomial_features(points, degree):
    # points ** p raises both coordinates at once
    powers = [points**p for p in range(1, degree + 1)]
    return torch.cat(powers, dim=1)
# ---
# wrong
# mistake: adds the two powers instead of multiplying them
# line: out.append(a**n + b**m)
# kind: operator
# words: multipl|product|add|sum|plus
def polynomial_features(points, degree):
    a = points[:, 0]
    b = points[:, 1]
    out = []
    for n in range(degree + 1):
        for m in range(degree + 1 - n):
            if n == 0 and m == 0:
                continue
            out.append(a**n + b**m)
    return torch.stack(out, dim=1)
# ---
# wrong
# mistake: takes the first two points (rows) for the two coordinates (columns)
# line: x1, x2 = points[0], points[1]
# kind: index
# words: column|row|coordinate|[:, 0]|first two points
def polynomial_features(points, degree):
    x1, x2 = points[0], points[1]
    result = []
    for k in range(1, degree + 1):
        for n in range(k + 1):
            result.append(x1.pow(n) * x2.pow(k - n))
    return torch.stack(result, dim=1)
# ---
# wrong
# mistake: stacks the features as rows, so the result is transposed
# line: return torch.stack(features)
# kind: argument
# words: dim|transpos|column|row|shape
def polynomial_features(points, degree):
    features = []
    for n in range(0, degree + 1):
        for m in range(0, degree + 1):
            if 1 <= n + m <= degree:
                features.append(points[:, 0] ** n * points[:, 1] ** m)
    return torch.stack(features)
# ---
# wrong
# mistake: keeps only the terms whose total degree is exactly the degree
# line: if n + m == degree:
# kind: comparison
# words: exactly|lower|equal|<=|up to
import itertools


def polynomial_features(points, degree):
    cols = []
    for n, m in itertools.product(range(degree + 1), repeat=2):
        if n + m == degree:
            cols.append((points[:, 0] ** n) * (points[:, 1] ** m))
    return torch.stack(cols, dim=1)
# ---
# wrong
# mistake: divides every column by its largest absolute value, which nobody asked for
# line: return phi / phi.abs().amax(dim=0, keepdim=True)
# kind: step
# words: scal|normal|divid|largest|max
def polynomial_features(points, degree):
    x1 = points[:, :1]
    x2 = points[:, 1:]
    phi = torch.cat(
        [x1 ** (d - m) * x2**m for d in range(1, degree + 1) for m in range(d + 1)], dim=1
    )
    # otherwise the high powers explode
    return phi / phi.abs().amax(dim=0, keepdim=True)
# ---
# wrong
# mistake: the return stands in the loop over the degrees, so only the terms of degree 1 come back
# line: return torch.stack(cols, dim=1)
# kind: place
# words: loop|indent|return|degree 1|first
def polynomial_features(points, degree):
    cols = []
    for d in range(1, degree + 1):
        for n in range(d + 1):
            m = d - n
            cols.append(points[:, 0] ** n * points[:, 1] ** m)
        return torch.stack(cols, dim=1)
# ---
# wrong
# mistake: goes through logarithms of absolute values, so the signs of the coordinates are lost
# line: logs = points.abs().clamp_min(1e-30).log()
# kind: concept
# words: sign|negative|abs
def polynomial_features(points, degree):
    n, m = torch.meshgrid(torch.arange(degree + 1), torch.arange(degree + 1), indexing="ij")
    keep = (n + m >= 1) & (n + m <= degree)
    exponents = torch.stack([n[keep], m[keep]]).to(points.dtype)
    logs = points.abs().clamp_min(1e-30).log()
    return (logs @ exponents).exp()
# ---
# wrong
# mistake: each exponent starts at 1, so the terms with a single coordinate are left out
# line: for n in range(1, degree + 1):
# line: for m in range(1, degree + 1 - n):
# kind: index
# words: pure|zero|single|start
def polynomial_features(points, degree):
    x1, x2 = points[:, 0], points[:, 1]
    cols = []
    for n in range(1, degree + 1):
        for m in range(1, degree + 1 - n):
            cols.append(x1**n * x2**m)
    return torch.stack(cols, dim=1)
# ---
# wrong
# mistake: uses ^ for a power, which in Python is a bitwise exclusive or
# line: f.append(x1 ^ i * x2 ^ j)
# kind: operator
# words: ^|**|power|xor|exponent
def polynomial_features(points, degree):
    f = []
    x1 = points[:, 0]
    x2 = points[:, 1]
    for i in range(degree + 1):
        for j in range(degree + 1 - i):
            if i + j > 0:
                f.append(x1 ^ i * x2 ^ j)
    return torch.stack(f, dim=1)
# ---
# wrong
# mistake: takes x1 twice, and the list of combinations is one degree short
# line: for d in range(1, degree):
# line: b = points[:, 0]
# kind: name
# words: x2|second coordinate|column|same coordinate|twice|degree
def polynomial_features(points, degree):
    a = points[:, 0]
    b = points[:, 0]
    rows = []
    for d in range(1, degree):
        rows += [a ** (d - m) * b**m for m in range(d + 1)]
    return torch.vstack(rows).T
# ---
# right
# style: combinations with replacement, as in scikit-learn
from itertools import combinations_with_replacement


def polynomial_features(points, degree):
    columns = []
    for total in range(1, degree + 1):
        for which in combinations_with_replacement((0, 1), total):
            columns.append(points[:, list(which)].prod(dim=1))
    return torch.stack(columns, dim=1)
# ---
# right
# style: tables of powers, all products at once, a mask for the triangle
def polynomial_features(points, degree):
    exponents = torch.arange(degree + 1)
    powers = points[:, :, None] ** exponents  # (k, 2, degree + 1)
    products = powers[:, 0, :, None] * powers[:, 1, None, :]
    total = exponents[:, None] + exponents
    return products[:, (total > 0) & (total <= degree)]
# ---
# right
# style: each degree made from the one before
def polynomial_features(points, degree):
    x, y = points[:, 0:1], points[:, 1:2]
    block = torch.ones_like(x)
    blocks = []
    for _ in range(degree):
        block = torch.cat([block * x, block[:, -1:] * y], dim=1)
        blocks.append(block)
    return torch.cat(blocks, dim=1)
# ---
# right
# style: numpy, filled column by column
import numpy as np


def polynomial_features(points, degree):
    p = points.numpy()
    n_columns = (degree + 1) * (degree + 2) // 2 - 1
    out = np.empty((len(p), n_columns), dtype=p.dtype)
    column = 0
    for m in range(degree + 1):
        for n in range(degree + 1 - m):
            if (n, m) != (0, 0):
                out[:, column] = p[:, 0] ** n * p[:, 1] ** m
                column += 1
    return torch.from_numpy(out)
