# wrong
# mistake: takes the plain dot products; the rows are not scaled to length 1
# line: return features @ features.T
# kind: step
# words: length|normal|norm|scale
def similarity_matrix(features):
    # a . b for all pairs
    return features @ features.T
# ---
# wrong
# mistake: scales the columns to length 1 instead of the rows
# line: unit = F.normalize(features, dim=0)
# kind: argument
# words: row|column|dim
def similarity_matrix(features):
    unit = F.normalize(features, dim=0)
    return unit @ unit.T
# ---
# wrong
# mistake: multiplies the transpose from the left, which compares the features and not the images
# line: return a_hat.T @ a_hat
# kind: order
# words: transpos|order|feature|column|(n, n)
def similarity_matrix(features):
    a_hat = F.normalize(features)
    return a_hat.T @ a_hat
# ---
# wrong
# mistake: scales by the sum of absolute values (p=1) and not by the length
# line: hat = F.normalize(features, p=1, dim=1)
# kind: argument
# words: p=1|absolute|l1|l2|euclid|length
def similarity_matrix(features):
    hat = F.normalize(features, p=1, dim=1)
    return torch.einsum("ik,jk->ij", hat, hat)
# ---
# wrong
# mistake: divides by the length of one of the two vectors only
# line: return (features @ features.T) / norms[:, None]
# kind: step
# words: both|other|second|one of|twice|once
def similarity_matrix(features):
    norms = features.norm(dim=1).clamp_min(1e-12)
    return (features @ features.T) / norms[:, None]
# ---
# wrong
# mistake: divides by the length without care, so an image whose features are all 0 gives nan
# line: scaled = features / torch.linalg.norm(features, dim=1, keepdim=True)
# kind: concept
# words: nan|zero|all 0|0 / 0|eps
def similarity_matrix(features):
    scaled = features / torch.linalg.norm(features, dim=1, keepdim=True)
    return torch.matmul(scaled, scaled.transpose(0, 1))
# ---
# wrong
# mistake: subtracts the mean of each row first, so it gives correlations and not cosines
# line: centred = features - features.mean(dim=1, keepdim=True)
# kind: concept
# words: mean|correl|centr|center
def similarity_matrix(features):
    centred = features - features.mean(dim=1, keepdim=True)
    z = F.normalize(centred, dim=1)
    return z @ z.T
# ---
# wrong
# mistake: returns the distances between the scaled vectors, not their cosines
# line: return torch.cdist(unit, unit)
# kind: concept
# words: distance|cosine|dot|product
def similarity_matrix(features):
    unit = F.normalize(features, dim=1)
    return torch.cdist(unit, unit)
# ---
# wrong
# mistake: takes the absolute value, so opposite vectors look alike
# line: return torch.abs(a @ a.t())
# kind: call
# words: abs|sign|opposite|negative
def similarity_matrix(features):
    a = F.normalize(features, dim=1)
    return torch.abs(a @ a.t())
# ---
# wrong
# mistake: divides by the squared lengths: the root is missing
# line: length = (features * features).sum(dim=1, keepdim=True)
# kind: call
# words: root|sqrt|square
def similarity_matrix(features):
    length = (features * features).sum(dim=1, keepdim=True)
    unit = features / length.clamp(min=1e-12)
    return unit @ unit.T
# ---
# wrong
# mistake: scales by the norm of the whole matrix and not of each row
# line: a = features / np.linalg.norm(features)
# kind: argument
# words: row|axis|whole|each image|dim
import numpy as np


def similarity_matrix(features):
    features = features.numpy()
    a = features / np.linalg.norm(features)
    return torch.from_numpy(a @ a.T)
# ---
# wrong
# mistake: fills the lower triangle only; the pairs above the diagonal stay 0
# line: for j in range(i + 1):
# kind: index
# words: upper|lower|half|symmetr|triangle|range
def similarity_matrix(features):
    n = features.shape[0]
    rsm = torch.zeros(n, n)
    for i in range(n):
        for j in range(i + 1):
            rsm[i, j] = F.cosine_similarity(features[i], features[j], dim=0)
    return rsm
# ---
# wrong
# mistake: compares each row with itself only and so returns n ones
# line: return F.cosine_similarity(features, features, dim=1)
# kind: argument
# words: itself|pair|broadcast|(n, n)
def similarity_matrix(features):
    return F.cosine_similarity(features, features, dim=1)
# ---
# wrong
# mistake: the norms are taken over the columns, and the diagonal is set to zero although an image has cosine 1 with itself
# line: norms = features.norm(dim=0, keepdim=True).clamp_min(1e-12)
# line: return m.fill_diagonal_(0)
# kind: argument
# words: row|column|dim|diagonal
def similarity_matrix(features):
    norms = features.norm(dim=0, keepdim=True).clamp_min(1e-12)
    a = features / norms
    m = a @ a.T
    return m.fill_diagonal_(0)
# ---
# right
# style: all pairs by broadcasting
def similarity_matrix(features):
    return F.cosine_similarity(features[:, None, :], features[None, :, :], dim=-1)
# ---
# right
# style: dot products first, then both lengths
def similarity_matrix(features):
    dots = features @ features.T
    lengths = dots.diagonal().sqrt()
    both = torch.outer(lengths, lengths)
    return torch.where(both > 0, dots / both, torch.zeros_like(dots))
# ---
# right
# style: row by row with a matrix-vector product
def similarity_matrix(features):
    unit = F.normalize(features, p=2.0, dim=-1)
    return torch.stack([unit.mv(row) for row in unit])
# ---
# right
# style: numpy, zero rows handled by hand
import numpy as np


def similarity_matrix(features):
    f = features.detach().numpy()
    length = np.sqrt((f**2).sum(axis=1, keepdims=True))
    length[length == 0] = 1
    f_hat = f / length
    return torch.from_numpy(np.einsum("ik,jk", f_hat, f_hat))
