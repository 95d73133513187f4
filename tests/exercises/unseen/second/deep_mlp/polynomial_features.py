# wrong
# mistake: the constant term n = m = 0 is kept, because only the upper limit of n + m is tested, so there is one column of ones too many
# line: if n + m <= degree:
# kind: comparison
# words: constant|n = m = 0|ones|zero|too many|bias|1 <=|lower limit|both 0|extra column
def polynomial_features(points, degree):
    """Return x1**n * x2**m for all 1 <= n + m <= degree."""
    columns = []
    for n in range(degree + 1):
        for m in range(degree + 1):
            if n + m <= degree:
                columns.append(points[:, 0] ** n * points[:, 1] ** m)
    return torch.stack(columns, dim=1)
# ---
# wrong
# mistake: the total degree is compared with < instead of <=, so all terms of the highest degree are missing
# line: keep = (total >= 1) & (total < degree)
# kind: comparison
# words: highest|<=|last degree|equal|inclusive|strict|top degree|n + m = degree|missing
def polynomial_features(points, degree):
    exponents = torch.arange(degree + 1)
    total = exponents[:, None] + exponents[None, :]
    keep = (total >= 1) & (total < degree)
    a = points[:, 0, None] ** exponents
    b = points[:, 1, None] ** exponents
    products = a[:, :, None] * b[:, None, :]
    return products[:, keep]
# ---
# wrong
# mistake: range(d) ends at d - 1, so n never becomes d and the pure power x1**d of each degree is missing
# line: [x**n * y ** (d - n) for d in range(1, degree + 1) for n in range(d)], dim=1
# kind: index
# words: range|d + 1|off by one|pure power|last|n = d|end|missing|one term
def polynomial_features(points, degree):
    x, y = points.T
    return torch.stack(
        [x**n * y ** (d - n) for d in range(1, degree + 1) for n in range(d)], dim=1
    )
# ---
# wrong
# mistake: both exponents run up to the degree on their own, so that the limit holds for each of them and not for their sum
# line: if i == 0 and j == 0:
# kind: concept
# words: sum|n + m|total degree|separately|on its own|on their own|too many|i + j|exceed
def polynomial_features(points, degree):
    x1 = points[:, :1]
    x2 = points[:, 1:]
    result = []
    for i in range(degree + 1):
        for j in range(degree + 1):
            if i == 0 and j == 0:
                continue
            result.append((x1**i) * (x2**j))
    return torch.cat(result, dim=1)
# ---
# wrong
# mistake: the two powers are added instead of multiplied, as the terms of a polynomial are added up
# line: feature = p1 + p2
# kind: operator
# words: product|multipl|add|sum|plus|times
def polynomial_features(points, degree):
    def exponent_pairs():
        for total in range(1, degree + 1):
            for n in range(total + 1):
                yield n, total - n

    n_features = (degree + 1) * (degree + 2) // 2 - 1
    out = torch.empty(len(points), n_features, dtype=points.dtype)
    for column, (n, m) in enumerate(exponent_pairs()):
        p1 = points[:, 0].pow(n)
        p2 = points[:, 1].pow(m)
        feature = p1 + p2
        out[:, column] = feature
    return out
# ---
# wrong
# mistake: takes the powers of each coordinate on its own and leaves out the mixed products of both
# line: return torch.cat([points**p for p in range(1, degree + 1)], dim=1)
# kind: concept
# words: mixed|product|cross|combin|both coordinates|x1 * x2|interaction|pure power|each other
def polynomial_features(points, degree):
    return torch.cat([points**p for p in range(1, degree + 1)], dim=1)
# ---
# wrong
# mistake: stack is called without dim=1, so that every feature becomes a row and the result is transposed
# line: return torch.stack(feats)
# kind: argument
# words: dim|axis|transpos|row|column|shape|orientation
def polynomial_features(points, degree):
    feats = []
    for n in range(0, degree + 1):
        for m in range(0, degree + 1 - n):
            if n == m == 0:
                continue
            feats.append(points[:, 0] ** n * points[:, 1] ** m)
    return torch.stack(feats)
# ---
# wrong
# mistake: both exponents begin at 1 because 1 <= n + m is read as 1 <= n and 1 <= m, so the pure powers of x1 and of x2 are missing
# line: pairs = [(n, m) for n in range(1, degree + 1) for m in range(1, degree + 1) if n + m <= degree]
# kind: concept
# words: zero|pure power|alone|begin|start|single coordinate|exponent 0|only one coordinate|n = 0|m = 0
def polynomial_features(points, degree):
    x1, x2 = points[:, 0], points[:, 1]
    pairs = [(n, m) for n in range(1, degree + 1) for m in range(1, degree + 1) if n + m <= degree]
    features = torch.zeros(points.shape[0], len(pairs), dtype=points.dtype)
    for k, (n, m) in enumerate(pairs):
        features[:, k] = x1**n * x2**m
    return features
# ---
# wrong
# mistake: the second coordinate is read from column 0 again, a slip of copy and paste, so that x2 appears nowhere
# line: second = points[:, 0].unsqueeze(1)
# kind: index
# words: column|second coordinate|x2|index|points[:, 1]|twice|same coordinate|copy
def polynomial_features(points, degree):
    first = points[:, 0].unsqueeze(1)
    second = points[:, 0].unsqueeze(1)
    n_exp, m_exp = [], []
    for d in range(1, degree + 1):
        n_exp += list(range(d + 1))
        m_exp += list(range(d, -1, -1))
    return first ** torch.tensor(n_exp) * second ** torch.tensor(m_exp)
# ---
# wrong
# mistake: the second exponent is degree - n instead of total - n, so every term has the highest degree and the same columns come again and again
# line: m = degree - n
# kind: name
# words: total|highest|repeat|duplicate|same degree|degree - n|current degree|lower degree|again
def polynomial_features(points, degree):
    x1 = points[:, 0]
    x2 = points[:, 1]
    cols = []
    for total in range(1, degree + 1):
        for n in range(total + 1):
            m = degree - n
            cols.append(torch.pow(x1, n) * torch.pow(x2, m))
    return torch.column_stack(cols)
# ---
# wrong
# mistake: two mistakes: points[0] and points[1] are the first two points and not the two coordinates of all, and the constant term is not left out
# line: x1, x2 = points[0], points[1]
# line: for d in range(degree + 1):
# kind: index
# words: row|column|first two points|coordinate|points[:, 0]|transpos|constant|ones|degree 0|start at 1
def polynomial_features(points, degree):
    x1, x2 = points[0], points[1]
    terms = []
    for d in range(degree + 1):
        terms.extend(x1**n * x2 ** (d - n) for n in range(d + 1))
    return torch.stack(terms, 1)
# ---
# wrong
# mistake: two mistakes: each row of the next degree only multiplies the old terms by x, so y never grows beyond its pure power of the last step, and the loop makes one degree too few
# line: row = [t * x for t in row] + [y]
# line: for _ in range(degree - 1):
# kind: concept
# words: power|last term|row[-1]|mixed|second coordinate|too few|range|one degree|highest|off by one
def polynomial_features(points, degree):
    x = points[:, 0]
    y = points[:, 1]
    row = [torch.ones_like(x)]
    everything = []
    for _ in range(degree - 1):
        row = [t * x for t in row] + [y]
        everything.extend(row)
    if not everything:
        return points.new_zeros(len(points), 0)
    return torch.stack(everything, dim=1)
# ---
# right
def polynomial_features(points, degree):
    x1, x2 = points[:, 0], points[:, 1]
    terms = [
        x1**n * x2**m
        for n in range(degree + 1)
        for m in range(degree + 1 - n)
        if n + m > 0
    ]
    return torch.stack(terms, dim=1)
# ---
# right
def polynomial_features(points, degree):
    powers = torch.arange(degree + 1)
    n, m = torch.meshgrid(powers, powers, indexing="ij")
    wanted = (n + m >= 1) & (n + m <= degree)
    return points[:, :1] ** n[wanted] * points[:, 1:] ** m[wanted]
# ---
# right
def polynomial_features(points, degree):
    """Build the terms of each degree from those of the degree before."""
    x, y = points[:, 0], points[:, 1]
    previous = [torch.ones_like(x)]
    collected = []
    for _ in range(degree):
        current = [x * term for term in previous]
        current.append(y * previous[-1])
        collected += current
        previous = current
    return torch.stack(collected, dim=-1)
# ---
# right
def polynomial_features(points, degree):
    from itertools import combinations_with_replacement

    columns = []
    for d in range(1, degree + 1):
        for factors in combinations_with_replacement((0, 1), d):
            ones = sum(factors)
            zeros = d - ones
            columns.append(points[:, [0]] ** zeros * points[:, [1]] ** ones)
    return torch.cat(columns, 1)
