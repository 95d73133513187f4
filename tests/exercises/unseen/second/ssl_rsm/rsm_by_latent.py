# wrong
# mistake: indexes the rows twice and never the columns, thinking that the second bracket goes to the second dimension
# line: return rsm[order][order]
# kind: index
# words: column|rows twice|second|dimension|both|[:, order]|only the rows|bracket
def rsm_by_latent(encoder, images, labels):
    rsm = similarity_matrix(compute_features(encoder, images))
    order = torch.argsort(labels, stable=True)
    return rsm[order][order]
# ---
# wrong
# mistake: indexing with the same vector in both dimensions picks the pairs (i, i), so only the diagonal comes out
# line: matrix = matrix[idx, idx]
# kind: index
# words: diagonal|pairs|(n, n)|[:, none]|n numbers|vector|both dimensions|shape|elementwise|ix_
def rsm_by_latent(encoder, images, labels):
    feats = compute_features(encoder, images)
    matrix = similarity_matrix(feats)
    _, idx = labels.sort(stable=True)
    matrix = matrix[idx, idx]
    return matrix
# ---
# wrong
# mistake: NumPy's argsort is not stable by default, so images of one class lose the order that they had
# line: order = np.argsort(labels.numpy())
# kind: argument
# words: stable|kind|order that they had|ties|quicksort|same class|original order|one class
def rsm_by_latent(encoder, images, labels):
    import numpy as np

    features = compute_features(encoder, images)
    order = np.argsort(labels.numpy())
    features = features[torch.from_numpy(order)]
    return similarity_matrix(features)
# ---
# wrong
# mistake: calls the encoder without eval(), so an encoder that comes in train mode normalises by the batch and changes its running averages; no_grad is taken for eval mode
# line: feats = encoder(images)
# kind: step
# words: eval|mode|train|batch norm|running|statistics|compute_features|normalis
def rsm_by_latent(encoder, images, labels):
    with torch.no_grad():
        feats = encoder(images)
    order = torch.argsort(labels, stable=True)
    return similarity_matrix(feats[order])
# ---
# wrong
# mistake: eval() is taken to switch gradients off; without no_grad the matrix keeps the whole graph of the encoder
# line: codes = encoder(images)
# kind: step
# words: gradient|no_grad|grad|graph|detach|inference_mode|compute_features
def rsm_by_latent(encoder, images, labels):
    # eval mode, and back to what it was afterwards
    before = encoder.training
    encoder.eval()
    codes = encoder(images)
    encoder.train(before)

    order = sorted(range(len(labels)), key=lambda i: int(labels[i]))
    rsm = similarity_matrix(codes)
    return rsm[order, :][:, order]
# ---
# wrong
# mistake: sorts twice: the features are in order already, and sorting the matrix by the same indices mixes the classes up again
# line: return matrix[order][:, order]
# kind: step
# words: twice|again|already|second time|two times|once|too many|double
def rsm_by_latent(encoder, images, labels):
    order = labels.argsort(stable=True)
    sorted_features = compute_features(encoder, images)[order]
    matrix = similarity_matrix(sorted_features)
    return matrix[order][:, order]
# ---
# wrong
# mistake: takes the first result of torch.sort, the sorted labels, for the indices, so only rows 0, 1, 2 ... of the classes are picked
# line: order, _ = torch.sort(labels, stable=True)
# kind: order
# words: value|indices|second|first|returns|argsort|sorted labels|index|tuple
def rsm_by_latent(encoder, images, labels):
    order, _ = torch.sort(labels, stable=True)
    sim = similarity_matrix(compute_features(encoder, images))
    sim = sim.index_select(0, order)
    sim = sim.index_select(1, order)
    return sim
# ---
# wrong
# mistake: two mistakes: argsort twice gives the rank of each image in place of the image at each rank, and only the rows are sorted
# line: positions = labels.argsort(stable=True).argsort()
# line: return everything[positions]
# kind: call
# words: rank|twice|inverse|second argsort|double|argsort|column|only the rows|both
def rsm_by_latent(encoder, images, labels):
    everything = similarity_matrix(compute_features(encoder, images))
    # where does each image go?
    positions = labels.argsort(stable=True).argsort()
    return everything[positions]
# ---
# wrong
# mistake: compares the pixels of the images and never uses the encoder, though the RSM is about the features
# line: vectors = images.flatten(start_dim=1)
# kind: concept
# words: feature|pixel|encoder|raw|compute_features|representation|never used
def rsm_by_latent(encoder, images, labels):
    vectors = images.flatten(start_dim=1)
    permutation = torch.sort(labels, stable=True).indices
    return similarity_matrix(vectors[permutation])
# ---
# wrong
# mistake: range(max) stops before the largest class, so the images of the last class are missing
# line: for c in range(int(labels.max())):
# kind: index
# words: last class|largest|+ 1|range|missing|max|one too few|left out|end
def rsm_by_latent(encoder, images, labels):
    features = compute_features(encoder, images)
    groups = []
    for c in range(int(labels.max())):
        groups.append(features[labels == c])
    return similarity_matrix(torch.cat(groups))
# ---
# wrong
# mistake: sorts the similarities themselves, row by row, in place of the images by their labels
# line: return torch.sort(rsm, dim=1, stable=True).values
# kind: concept
# words: label|similarit|values|by the labels|argsort|themselves|images|numbers of the matrix|never used
def rsm_by_latent(encoder, images, labels):
    z = compute_features(encoder, images)
    z_hat = F.normalize(z, dim=1)
    rsm = z_hat @ z_hat.T
    return torch.sort(rsm, dim=1, stable=True).values
# ---
# wrong
# mistake: two mistakes: the products are of features that were not scaled to length 1, and the classes are sorted from the largest to the smallest
# line: order = torch.argsort(labels, descending=True, stable=True)
# line: return features @ features.T
# kind: argument
# words: descending|ascending|reverse|largest|backward|normali|length|cosine|scale|unit|dot
def rsm_by_latent(encoder, images, labels):
    order = torch.argsort(labels, descending=True, stable=True)
    features = compute_features(encoder, images)[order]
    return features @ features.T
# ---
# right
def rsm_by_latent(encoder, images, labels):
    order = labels.argsort(stable=True)
    return similarity_matrix(compute_features(encoder, images)[order])
# ---
# right
def rsm_by_latent(encoder, images, labels):
    classes = labels.tolist()
    # Python's sorted is stable
    order = sorted(range(len(classes)), key=classes.__getitem__)
    matrix = similarity_matrix(compute_features(encoder, images))
    return matrix[order][:, order]
# ---
# right
@torch.no_grad()
def rsm_by_latent(encoder, images, labels):
    was_training = encoder.training
    encoder.eval()
    features = encoder(images)
    encoder.train(was_training)
    groups = [torch.nonzero(labels == c).flatten() for c in labels.unique()]
    order = torch.cat(groups)
    unit = F.normalize(features, dim=1)
    rsm = unit @ unit.T
    return rsm[order[:, None], order[None, :]]
# ---
# right
def rsm_by_latent(encoder, images, labels):
    import numpy as np

    rsm = similarity_matrix(compute_features(encoder, images)).numpy()
    order = np.argsort(labels.numpy(), kind="stable")
    return torch.from_numpy(rsm[np.ix_(order, order)])
