# wrong
# mistake: draws the numbers of pairs and not a density: the area is not 1
# line: ax.bar(edges[:-1], counts, width=edges[1] - edges[0], align="edge", alpha=0.5, label=name)
# kind: step
# words: density|area|divid|scale
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        fig, ax = plt.subplots()
    for feature, name in zip(features, names):
        counts, edges = similarity_histogram(feature, n_bins)
        ax.bar(edges[:-1], counts, width=edges[1] - edges[0], align="edge", alpha=0.5, label=name)
    ax.axvline(0, linestyle="--", color="black")
    ax.set_xlabel("cosine similarity")
    ax.set_ylabel("density")
    ax.legend()
    return ax
# ---
# wrong
# mistake: divides by the number of pairs but not by the width of a bin, so the heights are shares
# line: share = counts / counts.sum()
# kind: step
# words: width|area|share|sum to 1|2 / n_bins
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        ax = plt.figure().add_subplot()
    for i in range(len(features)):
        counts, edges = similarity_histogram(features[i], n_bins)
        share = counts / counts.sum()
        ax.stairs(share, edges, fill=True, alpha=0.4, label=names[i])
    ax.axvline(0, color="grey", ls="--")
    ax.set(xlabel="similarity", ylabel="density")
    ax.legend()
    return ax
# ---
# wrong
# mistake: takes all entries of the matrix, so each image is compared with itself as well
# line: values = similarity_matrix(f).flatten().clamp(-1, 1)
# kind: concept
# words: itself|diagonal|different images|different|self
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    for f, name in zip(features, names):
        values = similarity_matrix(f).flatten().clamp(-1, 1)
        ax.hist(values.numpy(), bins=n_bins, range=(-1, 1), density=True, alpha=0.5, label=name)
    ax.axvline(0, linestyle="dashed", color="k")
    ax.set_xlabel("cosine")
    ax.set_ylabel("density")
    ax.legend()
    return ax
# ---
# wrong
# mistake: triu sets the rest of the matrix to 0 and keeps it, so half of the histogram's pairs are zeros that are no pairs
# line: upper = np.triu(matrix, k=1).ravel()
# kind: call
# words: zero|triu_indices|lower|rest
import numpy as np


def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        ax = plt.subplots()[1]
    bins = np.linspace(-1, 1, n_bins + 1)
    for feats, label in zip(features, names):
        matrix = np.clip(similarity_matrix(feats).numpy(), -1, 1)
        upper = np.triu(matrix, k=1).ravel()
        ax.hist(upper, bins=bins, density=True, alpha=0.5, label=label)
    ax.axvline(0, ls="--", c="black")
    ax.legend()
    ax.set(xlabel="cosine similarity", ylabel="density")
    return ax
# ---
# wrong
# mistake: gives no range, so each encoder has bins over its own values and not over [-1, 1]
# line: ax.hist(pairs.numpy(), bins=n_bins, density=True, alpha=0.5, label=name)
# kind: argument
# words: range|[-1, 1]|-1|own bins
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        fig, ax = plt.subplots(figsize=(7, 4))
    for x, name in zip(features, names, strict=True):
        rows, cols = torch.triu_indices(len(x), len(x), offset=1)
        pairs = similarity_matrix(x)[rows, cols]
        ax.hist(pairs.numpy(), bins=n_bins, density=True, alpha=0.5, label=name)
    ax.axvline(0, color="black", linestyle="--")
    ax.set_xlabel("cosine similarity")
    ax.set_ylabel("density")
    ax.legend()
    return ax
# ---
# wrong
# mistake: always opens a figure of its own and does not draw into the axes that were given
# line: fig, ax = plt.subplots()
# kind: step
# words: ax is none|own figure|new figure|given|ignore|if there is one
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    fig, ax = plt.subplots()
    for f, n in zip(features, names):
        counts, edges = similarity_histogram(f, n_bins)
        width = 2 / n_bins
        density = counts / (counts.sum() * width)
        ax.stairs(density, edges, fill=True, alpha=0.5, label=n)
    ax.axvline(0, color="0.4", linestyle="--")
    ax.set_xlabel("similarity (cosine)")
    ax.set_ylabel("density")
    ax.legend()
    return ax
# ---
# wrong
# mistake: the bars are centred on the left edges of their bins, so all are half a bin too far left
# line: ax.bar(edges[:-1], heights, width, alpha=0.5, label=name)
# kind: argument
# words: align|edge|centre|center|half a bin|shift
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    ax = plt.subplots()[1] if ax is None else ax
    width = 2 / n_bins
    for each, name in zip(features, names):
        counts, edges = similarity_histogram(each, n_bins)
        heights = counts.float() / counts.sum() / width
        ax.bar(edges[:-1], heights, width, alpha=0.5, label=name)
    ax.axvline(0, linestyle="--", color="grey")
    ax.set(xlabel="cosine similarity", ylabel="density")
    ax.legend()
    return ax
# ---
# wrong
# mistake: does not hand n_bins on, so there are always 100 bins
# line: counts, edges = similarity_histogram(tensor)
# kind: argument
# words: n_bins|100|number of bins|bins
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    for tensor, name in zip(features, names):
        counts, edges = similarity_histogram(tensor)
        widths = edges.diff()
        ax.stairs(counts / counts.sum() / widths, edges, fill=True, alpha=0.5, label=name)
    ax.axvline(0, linestyle="--", color="black", linewidth=1)
    ax.set_xlabel("cosine similarity")
    ax.set_ylabel("density")
    ax.legend()
    return ax
# ---
# wrong
# mistake: the return stands in the loop, so only the first encoder is drawn
# line: return ax
# kind: place
# words: loop|indent|first|return
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    for i, f in enumerate(features):
        counts, edges = similarity_histogram(f, n_bins)
        density = counts / counts.sum() * n_bins / 2
        ax.stairs(density, edges, fill=True, alpha=0.5, label=names[i])
        ax.axvline(0, linestyle="--", color="black")
        ax.set_xlabel("cosine similarity")
        ax.set_ylabel("density")
        ax.legend()
        return ax
# ---
# wrong
# mistake: pools the features of all encoders into one histogram instead of one for each
# line: values, edges = similarity_histogram(torch.cat(list(features)), n_bins)
# kind: concept
# words: each encoder|one for each|every encoder|separate|pool|together
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    ax = ax or plt.subplots()[1]
    values, edges = similarity_histogram(torch.cat(list(features)), n_bins)
    values = values / values.sum() / (2 / n_bins)
    ax.stairs(values, edges, fill=True, alpha=0.5, label=", ".join(names))
    ax.axvline(0, ls="--", color="k")
    ax.set(xlabel="cosine similarity", ylabel="density")
    ax.legend()
    return ax
# ---
# wrong
# mistake: draws dot products of the raw features, whose lengths are not 1, in place of cosines
# line: gram = f @ f.T
# kind: concept
# words: cosine|length|normal|similarity_matrix|scale
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    for f, name in zip(features, names):
        gram = f @ f.T
        different = torch.ones_like(gram).triu(1).bool()
        ax.hist(
            gram[different].tolist(), n_bins, (-1, 1), density=True, alpha=0.5, label=name
        )
    ax.axvline(0, linestyle="--", color="black")
    ax.set_xlabel("cosine similarity")
    ax.set_ylabel("density")
    ax.legend()
    return ax
# ---
# wrong
# mistake: scales each histogram to height 1, not to area 1
# line: y = counts / counts.max()
# kind: call
# words: max|height|area|sum|density
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        figure, ax = plt.subplots()
    for f, name in zip(features, names):
        counts, edges = similarity_histogram(f, n_bins)
        y = counts / counts.max()
        ax.fill_between(edges, torch.cat([y, y[-1:]]), step="post", alpha=0.5, label=name)
    ax.axvline(0, linestyle="--", color="grey")
    ax.set(xlabel="cosine similarity", ylabel="density")
    ax.legend()
    return ax
# ---
# wrong
# mistake: the test for ax is turned round, so given axes are replaced and missing ones are used
# line: if ax is not None:
# kind: comparison
# words: is none|not none|turned|opposite|revers|invert
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is not None:
        fig, ax = plt.subplots()
    for f, name in zip(features, names):
        counts, edges = similarity_histogram(f, n_bins)
        ax.stairs(counts / counts.sum() / edges.diff(), edges, fill=True, alpha=0.5, label=name)
    ax.axvline(0, linestyle="--", color="grey")
    ax.set(xlabel="cosine similarity", ylabel="density")
    ax.legend()
    return ax
# ---
# wrong
# mistake: draws the line at 0 horizontally, and the histograms are opaque
# line: ax.axhline(0, linestyle="--", color="black")
# line: ax.stairs(density, edges, fill=True, label=name)
# kind: call
# words: vertical|horizontal|axvline|transparent|alpha|opaque
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    for f, name in zip(features, names):
        counts, edges = similarity_histogram(f, n_bins)
        bin_width = edges[1] - edges[0]
        density = counts / (counts.sum() * bin_width)
        ax.stairs(density, edges, fill=True, label=name)
    ax.axhline(0, linestyle="--", color="black")
    ax.set_xlabel("cosine similarity")
    ax.set_ylabel("density")
    ax.legend()
    return ax
# ---
# wrong
# mistake: gives each histogram axes of its own instead of drawing all into the same
# line: _, panels = plt.subplots(1, len(features))
# kind: concept
# words: same axes|one axes|panel|subplot|own axes|separate
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    _, panels = plt.subplots(1, len(features))
    for panel, f, name in zip(panels, features, names):
        counts, edges = similarity_histogram(f, n_bins)
        density = counts / counts.sum() / (edges[1] - edges[0])
        panel.bar(edges[:-1], density, 2 / n_bins, align="edge", alpha=0.5, label=name)
        panel.axvline(0, linestyle="--", color="black")
        panel.set(xlabel="cosine similarity", ylabel="density")
        panel.legend()
    return panels[0]
# ---
# wrong
# mistake: takes the bins to be 1 / n_bins wide, though [-1, 1] is 2 wide, so the area is 2
# line: step = 1 / n_bins
# kind: number
# words: 2 / n_bins|width|area|twice|2 wide|length 2
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        ax = plt.figure().gca()
    step = 1 / n_bins
    for tensor, title in zip(features, names):
        counts, edges = similarity_histogram(tensor, n_bins)
        ax.stairs(counts / counts.sum() / step, edges, fill=True, alpha=0.6, label=title)
    ax.axvline(0, linestyle="--", color="tab:gray")
    ax.set_xlabel("similarity")
    ax.set_ylabel("density")
    ax.legend(title="encoder")
    return ax
# ---
# wrong
# mistake: never calls legend, so the labels are not shown
# line: return ax
# kind: call
# words: legend|label
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    for f, name in zip(features, names):
        counts, edges = similarity_histogram(f, n_bins)
        ax.hist(edges[:-1], edges, weights=counts, density=True, alpha=0.5, label=name)
    ax.axvline(0, linestyle="--", color="black")
    ax.set_xlabel("cosine similarity")
    ax.set_ylabel("density")
    return ax
# ---
# right
# style: hist with weights lets matplotlib scale
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    for each, name in zip(features, names, strict=True):
        counts, edges = similarity_histogram(each, n_bins)
        ax.hist(edges[:-1].numpy(), edges.numpy(), weights=counts.numpy(), density=True, alpha=0.5, label=name)
    ax.axvline(0, linestyle="--", color="grey")
    ax.set(xlabel="cosine similarity", ylabel="density")
    ax.legend()
    return ax
# ---
# right
# style: from the matrix, lower triangle, hist on values
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    axes = plt.subplots()[1] if ax is None else ax
    for tensor, name in zip(features, names):
        i, j = torch.tril_indices(len(tensor), len(tensor), offset=-1)
        cosines = similarity_matrix(tensor)[i, j].clamp(-1, 1)
        axes.hist(cosines.numpy(), bins=n_bins, range=(-1, 1), density=True, alpha=0.5, label=name)
    axes.axvline(0, ls="--", c="k")
    axes.set_xlabel("cosine of two images' features")
    axes.set_ylabel("probability density")
    axes.legend()
    return axes
# ---
# right
# style: bars with their centres
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        figure = plt.figure()
        ax = figure.add_subplot()
    for index, feature in enumerate(features):
        counts, edges = similarity_histogram(feature, n_bins)
        width = (edges[-1] - edges[0]).item() / n_bins
        centres = (edges[:-1] + edges[1:]) / 2
        height = counts.double() / counts.sum() / width
        ax.bar(centres.numpy(), height.numpy(), width=width, alpha=0.5, label=names[index])
    ax.plot([0, 0], ax.get_ylim(), linestyle="--", color="black")
    ax.set_xlabel("cosine similarity")
    ax.set_ylabel("density")
    ax.legend(loc="best")
    return ax
# ---
# right
# style: a colour with transparency for fill_between in steps
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        _, ax = plt.subplots(figsize=(8, 4))
    for number, (f, name) in enumerate(zip(features, names)):
        counts, edges = similarity_histogram(f, n_bins)
        density = counts * n_bins / (2 * counts.sum())
        padded = torch.cat([density, density[-1:]])
        ax.fill_between(edges, padded, step="post", alpha=0.5, color=f"C{number}", label=name)
    ax.axvline(0, color="black", dashes=(4, 3), linestyle="--")
    ax.set(xlabel="cosine similarity", ylabel="density", xlim=(-1, 1))
    ax.legend()
    return ax
# ---
# right
# style: stairs
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    def density(tensor):
        counts, edges = similarity_histogram(tensor, n_bins=n_bins)
        return counts / (counts.sum() * edges.diff()), edges

    if ax is None:
        ax = plt.subplots()[1]
    for tensor, name in zip(features, names):
        ax.stairs(*density(tensor), fill=True, alpha=0.5, label=name)
    ax.axvline(0, color="C7", linestyle="dashed")
    ax.set_xlabel("cosine similarity")
    ax.set_ylabel("density")
    ax.legend()
    return ax
