# wrong
# mistake: scales each column (feature) to length 1 in place of each row (image); dim=0 is taken for "the images"
# line: scaled = F.normalize(features, dim=0)
# kind: argument
# words: dim|axis|row|column|each image|dim=1|direction
def similarity_matrix(features):
    scaled = F.normalize(features, dim=0)
    return scaled @ scaled.T
# ---
# wrong
# mistake: the second factor is the unscaled tensor, so every column is still multiplied by the length of its image; the old name was typed
# line: return torch.mm(unit, features.t())
# kind: name
# words: unscaled|not scaled|normali|length|both|unit|norm|second factor
def similarity_matrix(features):
    """Cosine of all pairs."""
    # every row gets the length 1
    unit = F.normalize(features, p=2, dim=1)
    # and now one matrix product does it all
    return torch.mm(unit, features.t())
# ---
# wrong
# mistake: divides by the length without a guard, so an image whose features are all 0 gives 0 / 0 = nan
# line: a_hat = features / length
# kind: step
# words: nan|zero|0 / 0|divi|no direction|guard|eps|clamp|normalize|all 0
def similarity_matrix(features):
    length = torch.sqrt((features**2).sum(dim=1, keepdim=True))
    a_hat = features / length
    return a_hat @ a_hat.transpose(0, 1)
# ---
# wrong
# mistake: the transpose is on the wrong factor, so features are compared with features and the result is (n_features, n_features)
# line: gram = X.T @ X
# kind: order
# words: transpos|.t|order|shape|n_features|(n, n)|first factor|columns|features with features
def similarity_matrix(features):
    X = nn.functional.normalize(features, dim=-1)
    gram = X.T @ X
    return gram
# ---
# wrong
# mistake: divides by the sum of the two lengths in place of their product
# line: denominator = lengths.unsqueeze(1) + lengths.unsqueeze(0)
# kind: operator
# words: product|sum|multipl|plus|+|times|add|outer
def similarity_matrix(features):
    dots = features.matmul(features.T)
    lengths = features.norm(dim=1)
    denominator = lengths.unsqueeze(1) + lengths.unsqueeze(0)
    return dots / denominator.clamp(min=1e-12)
# ---
# wrong
# mistake: the inner loop starts after i to save work, and the diagonal, which nobody fills, stays 0 in place of 1
# line: for j in range(i + 1, n):
# kind: index
# words: diagonal|itself|i + 1|range|start|self|own|1 on
def similarity_matrix(features):
    n = len(features)
    result = features.new_zeros(n, n)
    for i in range(n):
        for j in range(i + 1, n):
            # symmetric, so half of the work is enough
            value = F.cosine_similarity(features[i], features[j], dim=0)
            result[i, j] = value
            result[j, i] = value
    return result
# ---
# wrong
# mistake: compares each row with itself alone and gives n ones, since without broadcasting cosine_similarity goes through the rows in step and does not make pairs
# line: return F.cosine_similarity(features, features)
# kind: concept
# words: all pairs|itself|broadcast|each row with|none|shape|(n, n)|vector|pairs|unsqueeze
def similarity_matrix(features):
    # torch has this already!
    return F.cosine_similarity(features, features)
# ---
# wrong
# mistake: computes the correlation, which subtracts the mean of each row first; correlation and cosine are taken for the same
# line: matrix = torch.corrcoef(features)
# kind: concept
# words: correlation|mean|cent|subtract|corrcoef|not the cosine|shift
def similarity_matrix(features):
    matrix = torch.corrcoef(features)
    # rows without any direction -> 0
    return torch.nan_to_num(matrix, nan=0.0)
# ---
# wrong
# mistake: divides each row by its squared length, as the square root has been forgotten
# line: squared_sum = features.pow(2).sum(1)
# kind: step
# words: square|root|sqrt|norm|length|squared
def similarity_matrix(features):
    squared_sum = features.pow(2).sum(1)
    squared_sum[squared_sum == 0] = 1
    normed = torch.stack([row / s for row, s in zip(features, squared_sum)])
    return torch.einsum("ik,jk->ij", normed, normed)
# ---
# wrong
# mistake: two mistakes: scales rows by the sum of absolute values (p=1) in place of the Euclidean length, and cuts negative cosines off at 0, as if a similarity could not be negative
# line: normed = F.normalize(features, p=1, dim=1)
# line: return torch.clamp(normed @ normed.T, 0.0, 1.0)
# kind: argument
# words: p=1|p=2|euclid|absolute|sum of|l1|l2|norm|negative|clamp|clip|-1|opposite
def similarity_matrix(features: torch.Tensor) -> torch.Tensor:
    normed = F.normalize(features, p=1, dim=1)
    return torch.clamp(normed @ normed.T, 0.0, 1.0)
# ---
# wrong
# mistake: divides by one single norm of the whole matrix, because norm() was called without a dim
# line: total_length = torch.linalg.norm(features)
# kind: argument
# words: dim|each row|whole|per row|one number|single|all|axis|every image|frobenius
def similarity_matrix(features):
    total_length = torch.linalg.norm(features)
    if total_length == 0:
        return torch.zeros(len(features), len(features))
    a = features / total_length
    b = a.permute(1, 0)
    return a @ b
# ---
# wrong
# mistake: two mistakes: adds 1 to all lengths against a division by zero, which makes every cosine too small, and divides by the length of the first image only
# line: norms = features.norm(dim=1, keepdim=True) + 1
# line: return (features @ features.T) / norms
# kind: number
# words: + 1|add|too small|eps|1e-|both|only one|second|length|norms.t|column|product of
def similarity_matrix(features):
    # +1, or else images with only zeros divide by 0
    norms = features.norm(dim=1, keepdim=True) + 1
    return (features @ features.T) / norms
# ---
# right
def similarity_matrix(features):
    return F.normalize(features) @ F.normalize(features).T
# ---
# right
def similarity_matrix(features):
    norms = features.norm(dim=1).clamp_min(1e-12)
    dots = torch.einsum("ik,jk->ij", features, features)
    return dots / norms[:, None] / norms[None, :]
# ---
# right
def similarity_matrix(features):
    """All pairs by broadcasting: (n, 1, d) against (1, n, d)."""
    left = features.unsqueeze(1)
    right = features.unsqueeze(0)
    return F.cosine_similarity(left, right, dim=-1)
# ---
# right
def unit_vector(vector):
    length = vector.norm()
    if length == 0:
        return vector
    return vector / length


def similarity_matrix(features):
    units = torch.stack([unit_vector(row) for row in features])
    rows = []
    for u in units:
        rows.append((units * u).sum(dim=1))
    return torch.stack(rows)
