# wrong
# mistake: sorts the rows only; the columns keep their order
# line: return similarity_matrix(features)[order]
# kind: index
# words: column|both|row
def rsm_by_latent(encoder, images, labels):
    features = compute_features(encoder, images)
    order = torch.argsort(labels, stable=True)
    return similarity_matrix(features)[order]
# ---
# wrong
# mistake: indexes with both orders at once, which picks the diagonal and not the sorted matrix
# line: return rsm[order, order]
# kind: index
# words: diagonal|pairs up|[:, order]|(n,)|vector|columns
def rsm_by_latent(encoder, images, labels):
    rsm = similarity_matrix(compute_features(encoder, images))
    order = labels.argsort(stable=True)
    return rsm[order, order]
# ---
# wrong
# mistake: takes the sorted labels for the order: sort gives values first and indices second
# line: order = torch.sort(labels, stable=True)[0]
# kind: index
# words: indices|values|sorted labels|argsort|[1]
def rsm_by_latent(encoder, images, labels):
    order = torch.sort(labels, stable=True)[0]
    f = compute_features(encoder, images)[order]
    return similarity_matrix(f)
# ---
# wrong
# mistake: compares the pixels of the images; the encoder is never used
# line: pixels = images.flatten(start_dim=1)
# kind: concept
# words: pixel|encoder|features
def rsm_by_latent(encoder, images, labels):
    pixels = images.flatten(start_dim=1)
    order = labels.argsort(stable=True)
    matrix = similarity_matrix(pixels)
    return matrix[order][:, order]
# ---
# wrong
# mistake: calls the encoder as it is, in train mode and with gradients, so batch normalisation uses this batch
# line: features = encoder(images)
# kind: concept
# words: eval|train mode|compute_features|gradient|no_grad|batch norm
def rsm_by_latent(encoder, images, labels):
    features = encoder(images)
    _, order = torch.sort(labels, stable=True)
    sorted_features = features[order]
    return similarity_matrix(sorted_features)
# ---
# wrong
# mistake: sorts twice: the features are in order already when the matrix is sorted again
# line: matrix = matrix[order][:, order]
# kind: step
# words: twice|again|already|second time|once
def rsm_by_latent(encoder, images, labels):
    order = torch.argsort(labels, stable=True)
    features = compute_features(encoder, images)[order]
    matrix = similarity_matrix(features)
    matrix = matrix[order][:, order]
    return matrix
# ---
# wrong
# mistake: sorts the labels from the largest to the smallest
# line: idx = torch.argsort(labels, descending=True, stable=True)
# kind: argument
# words: descending|ascending|revers|largest|smallest
def rsm_by_latent(encoder, images, labels):
    idx = torch.argsort(labels, descending=True, stable=True)
    return similarity_matrix(compute_features(encoder, images[idx]))
# ---
# wrong
# mistake: sorts the numbers within each feature, which tears the images apart, instead of the images by label
# line: features = features.sort(dim=0).values
# kind: concept
# words: label|column|feature|image
def rsm_by_latent(encoder, images, labels):
    features = compute_features(encoder, images)
    features = features.sort(dim=0).values
    return similarity_matrix(features)
# ---
# wrong
# mistake: averages over classes, so there is one row for each class and not for each image
# line: per_class = torch.stack([features[labels == k].mean(dim=0) for k in labels.unique()])
# kind: concept
# words: mean|average|class|(n, n)|each image
def rsm_by_latent(encoder, images, labels):
    features = compute_features(encoder, images)
    per_class = torch.stack([features[labels == k].mean(dim=0) for k in labels.unique()])
    return similarity_matrix(per_class)
# ---
# wrong
# mistake: takes argsort of argsort, which gives ranks: where each image goes, and not which comes next
# line: ranks = labels.argsort(stable=True).argsort()
# kind: call
# words: rank|argsort|invers|twice
def rsm_by_latent(encoder, images, labels):
    ranks = labels.argsort(stable=True).argsort()
    rsm = similarity_matrix(compute_features(encoder, images))
    return rsm.index_select(0, ranks).index_select(1, ranks)
# ---
# wrong
# mistake: sorts backwards and turns the order round, so the images of a class come in reverse order
# line: order = labels.argsort(descending=True, stable=True).flip(0)
# kind: concept
# words: revers|order that they had|stable|same class|one class|original order
def rsm_by_latent(encoder, images, labels):
    order = labels.argsort(descending=True, stable=True).flip(0)
    m = similarity_matrix(compute_features(encoder, images))
    return m[order, :][:, order]
# ---
# wrong
# mistake: numpy's default sort is not stable, so images of one class do not keep their order
# line: order = np.argsort(labels.numpy())
# kind: argument
# words: stable|order that they had|same class|one class
import numpy as np


def rsm_by_latent(encoder, images, labels):
    matrix = similarity_matrix(compute_features(encoder, images)).numpy()
    order = np.argsort(labels.numpy())
    return torch.from_numpy(matrix[np.ix_(order, order)])
# ---
# wrong
# mistake: multiplies raw features, so it has dot products and not cosines, and sorts the columns only
# line: gram = features @ features.T
# line: return gram[:, perm]
# kind: call
# words: cosine|length|normal|similarity_matrix|row|both
def rsm_by_latent(encoder, images, labels):
    features = compute_features(encoder, images)
    gram = features @ features.T
    perm = sorted(range(len(labels)), key=lambda i: int(labels[i]))
    return gram[:, perm]
# ---
# wrong
# mistake: the loop over the classes starts at 1, so the images of class 0 are left out
# line: for c in range(1, int(labels.max()) + 1):
# kind: index
# words: class 0|first class|range|start|left out|leaves out
def rsm_by_latent(encoder, images, labels):
    groups = []
    for c in range(1, int(labels.max()) + 1):
        groups.append(torch.nonzero(labels == c).flatten())
    order = torch.cat(groups)
    return similarity_matrix(compute_features(encoder, images[order]))
# ---
# right
# style: sorts the images before the encoder sees them
def rsm_by_latent(encoder, images, labels):
    order = labels.sort(stable=True).indices
    return similarity_matrix(compute_features(encoder, images[order]))
# ---
# right
# style: Python's sorted, then a mesh of indices
def rsm_by_latent(encoder, images, labels):
    matrix = similarity_matrix(compute_features(encoder, images))
    order = torch.tensor(sorted(range(len(labels)), key=labels.tolist().__getitem__))
    return matrix[order[:, None], order[None, :]]
# ---
# right
# style: class after class with masks
def rsm_by_latent(encoder, images, labels):
    features = compute_features(encoder, images)
    blocks = [features[labels == value] for value in torch.unique(labels)]
    return similarity_matrix(torch.cat(blocks))
# ---
# right
# style: permutation matrix from both sides, own pass through the encoder in eval mode
def rsm_by_latent(encoder, images, labels):
    was_training = encoder.training
    encoder.eval()
    with torch.no_grad():
        features = encoder(images)
    encoder.train(was_training)
    order = torch.argsort(labels, stable=True)
    P = F.one_hot(order, len(labels)).to(features.dtype)
    return P @ similarity_matrix(features) @ P.T
