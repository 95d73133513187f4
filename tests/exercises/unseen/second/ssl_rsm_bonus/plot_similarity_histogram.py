# wrong
# mistake: divides by the number of pairs only and not by the width of a bin, so the heights and not the area sum up to 1
# line: density = counts / counts.sum()
# kind: step
# words: width|area|bin|density|heights|diff|sum of the bars
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    import numpy as np

    if ax is None:
        _, ax = plt.subplots()
    for feature, name in zip(features, names):
        counts, edges = (np.asarray(v) for v in similarity_histogram(feature, n_bins))
        density = counts / counts.sum()
        ax.stairs(density, edges, fill=True, alpha=0.5, label=name)
    ax.axvline(0, color="black", linestyle="--")
    ax.set_xlabel("cosine similarity")
    ax.set_ylabel("density")
    ax.legend()
    return ax
# ---
# wrong
# mistake: takes the whole matrix, so each image is also compared with itself and a peak at 1 comes in
# line: values = similarity_matrix(f).flatten().clamp(-1, 1).numpy()
# kind: concept
# words: diagonal|itself|self|different|whole matrix|triu|triangle|once|pairs
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        fig, ax = plt.subplots(figsize=(7, 4))
    for f, n in zip(features, names, strict=True):
        values = similarity_matrix(f).flatten().clamp(-1, 1).numpy()
        ax.hist(values, bins=n_bins, range=(-1, 1), density=True, alpha=0.5, label=n)
    ax.legend()
    ax.axvline(0, ls="--", c="k")
    ax.set(xlabel="cosine", ylabel="density")
    return ax
# ---
# wrong
# mistake: two mistakes: the range -1 to 1 is not given, so each encoder gets bins between its own smallest and largest similarity, and the bars are not transparent
# line: ax.hist(upper.tolist(), n_bins, density=True, label=names[k])
# kind: argument
# words: range|-1|[-1, 1]|same bins|smallest|own|alpha|transparen|hidden|cover
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    ax = ax if ax is not None else plt.figure().add_subplot()
    for k in range(len(features)):
        matrix = similarity_matrix(features[k])
        i, j = torch.triu_indices(*matrix.shape, offset=1)
        upper = matrix[i, j]
        ax.hist(upper.tolist(), n_bins, density=True, label=names[k])
    ax.axvline(x=0.0, linestyle="dashed", color="gray")
    ax.set_title("How similar are pairs of images?")
    ax.set_xlabel("similarity")
    ax.set_ylabel("density")
    ax.legend()
    return ax
# ---
# wrong
# mistake: labels are given but legend() is never called, so no legend appears
# line: ax.set(xlabel="cosine similarity", ylabel="density of pairs")
# kind: step
# words: legend|names|which encoder|not shown|label|call
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    """Densities of the cosines, one for each encoder."""
    import numpy as np

    if ax is None:
        ax = plt.subplots(layout="constrained")[1]
    ax.axvline(0, color="0.3", linestyle="--", linewidth=1)
    for each, name in zip(features, names):
        counts, edges = similarity_histogram(each, n_bins)
        counts, edges = np.asarray(counts, dtype=float), np.asarray(edges)
        width = 2 / n_bins
        ax.bar(
            edges[:-1],
            counts / (counts.sum() * width),
            width=width,
            align="edge",
            alpha=0.5,
            label=name,
        )
    ax.set(xlabel="cosine similarity", ylabel="density of pairs")
    return ax
# ---
# wrong
# mistake: draws a horizontal line at density 0 in place of a vertical one at similarity 0
# line: ax.axhline(0, color="k", linestyle="--")
# kind: call
# words: vertical|horizontal|axvline|axhline|similarity 0|x = 0|upright
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    import numpy as np

    if ax is None:
        _, ax = plt.subplots()

    def draw(tensor, label):
        counts, edges = map(np.asarray, similarity_histogram(tensor, n_bins))
        middles = (edges[:-1] + edges[1:]) / 2
        ax.hist(middles, bins=edges, weights=counts, density=True, alpha=0.5, label=label)

    for tensor, label in zip(features, names):
        draw(tensor, label)
    ax.axhline(0, color="k", linestyle="--")
    ax.set_xlabel("cosine similarity of two images")
    ax.set_ylabel("density")
    ax.legend(loc="best")
    return ax
# ---
# wrong
# mistake: makes a new figure always and so overwrites the axes that the caller gave
# line: fig, ax = plt.subplots(figsize=(6, 4))
# kind: step
# words: new figure|always|given|if ax is none|is none|overwrit|caller|only if|ignored
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    import numpy as np

    fig, ax = plt.subplots(figsize=(6, 4))
    for i, name in enumerate(names):
        c, e = similarity_histogram(features[i], n_bins)
        c, e = np.array(c), np.array(e)
        h = c / c.sum() / np.diff(e)
        ax.stairs(h, e, alpha=0.5, fill=True, label=name)
    ax.axvline(0, ls="--", color="grey")
    ax.set_xlabel("similarity")
    ax.set_ylabel("density")
    ax.legend()
    return ax
# ---
# wrong
# mistake: bars are centred on the left edges of the bins, so the whole histogram is half a bin too far to the left
# line: ax.bar(left, height, width, alpha=0.5, label=who)
# kind: argument
# words: align|edge|half a bin|centre|center|left|shift|middle
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    import numpy as np

    if ax is None:
        ax = plt.figure().gca()
    for x, who in zip(features, names):
        counts, edges = similarity_histogram(x, n_bins)
        counts = np.asarray(counts, float)
        left = np.asarray(edges)[:-1]
        width = np.diff(np.asarray(edges))
        height = counts / np.sum(counts * width)
        ax.bar(left, height, width, alpha=0.5, label=who)
    ax.axvline(0, color="black", linestyle="dashed")
    ax.legend()
    ax.set_xlabel("cosine similarity")
    ax.set_ylabel("density")
    return ax
# ---
# wrong
# mistake: the return stands inside the loop, so only the first encoder is drawn
# line: return ax
# kind: place
# words: inside|indent|after the loop|first|only one|too early|outside|other encoders
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    import numpy as np

    if ax is None:
        figure, ax = plt.subplots()
    ax.set_xlabel("cosine similarity")
    ax.set_ylabel("density")
    ax.axvline(0, linestyle="--", color="black")
    for index in range(len(names)):
        cosines = similarity_matrix(features[index]).clamp(-1, 1)
        above = torch.triu(torch.ones_like(cosines), diagonal=1).bool()
        density, bins = np.histogram(
            cosines[above].numpy(), bins=n_bins, range=(-1, 1), density=True
        )
        ax.stairs(density, bins, fill=True, alpha=0.5, label=names[index])
        ax.legend()
        return ax
# ---
# wrong
# mistake: sets the axis labels by plt, which writes on the current axes and not on the ones that were given
# line: plt.xlabel("cosine similarity")
# line: plt.ylabel("density")
# kind: call
# words: plt|current axes|set_xlabel|set_ylabel|ax.set|given axes|other axes|last axes
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    import numpy as np

    if ax is None:
        fig, ax = plt.subplots()
    for data, name in zip(features, names):
        counts, edges = similarity_histogram(data, n_bins)
        ax.hist(
            np.asarray(edges)[:-1],
            bins=np.asarray(edges),
            weights=np.asarray(counts),
            density=True,
            alpha=0.5,
            label=name,
        )
    ax.axvline(0, linestyle="--", color="red")
    ax.legend()
    plt.xlabel("cosine similarity")
    plt.ylabel("density")
    return ax
# ---
# wrong
# mistake: divides by n squared, as if all n * n pairs were counted, but each pair of different images is counted once, so the area is less than one half
# line: n_pairs = len(tensor) ** 2
# kind: operator
# words: n - 1|n (n|each pair once|number of pairs|half|area|squared|different|/ 2|counts.sum
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    import numpy as np

    if ax is None:
        _, ax = plt.subplots(1, 1)
    bin_width = 2.0 / n_bins
    for tensor, name in zip(features, names):
        n_pairs = len(tensor) ** 2
        counts, edges = similarity_histogram(tensor, n_bins)
        ax.stairs(
            np.asarray(counts) / (n_pairs * bin_width),
            np.asarray(edges),
            fill=True,
            alpha=0.5,
            label=name,
        )
    ax.legend(title="encoder")
    ax.axvline(0, color="k", ls=(0, (5, 5)))
    ax.set(xlabel="cosine similarity", ylabel="density")
    return ax
# ---
# wrong
# mistake: without ax it draws into the current axes, which may hold an older picture, in place of a new figure
# line: ax = plt.gca()
# kind: call
# words: new figure|gca|current|old|subplots|existing|plt.figure
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    import numpy as np

    if ax is None:
        ax = plt.gca()
    edges = np.linspace(-1, 1, n_bins + 1)
    for matrix, name in zip(map(similarity_matrix, features), names):
        n = len(matrix)
        pairs = [matrix[i, i + 1 :] for i in range(n - 1)]
        pairs = torch.cat(pairs).clamp(-1, 1).numpy()
        ax.hist(pairs, bins=edges, density=True, alpha=0.5, label=name)
    ax.axvline(0, linestyle="--")
    ax.legend()
    ax.set_xlabel("similarity of pairs")
    ax.set_ylabel("density")
    return ax
# ---
# wrong
# mistake: two mistakes: the line at 0 is solid and not dashed, and the vertical axis has no label
# line: ax.axvline(0, color="black")
# line: ax.set_xlabel("cosine similarity")
# kind: argument
# words: dash|solid|linestyle|ls|--|ylabel|y axis|vertical axis|both axes|label
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    import numpy as np

    ax = ax or plt.subplots()[1]
    histograms = [similarity_histogram(f, n_bins) for f in features]
    for (counts, edges), name in zip(histograms, names):
        counts = np.asarray(counts, dtype=float)
        counts /= counts.sum() * (2 / n_bins)
        ax.stairs(counts, np.asarray(edges), fill=True, alpha=0.5, label=name)
    ax.axvline(0, color="black")
    ax.set_xlabel("cosine similarity")
    ax.legend()
    return ax
# ---
# right
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    import numpy as np

    if ax is None:
        _, ax = plt.subplots()
    for each, name in zip(features, names, strict=True):
        counts, edges = map(np.asarray, similarity_histogram(each, n_bins))
        density = counts / (counts.sum() * np.diff(edges))
        ax.stairs(density, edges, fill=True, alpha=0.5, label=name)
    ax.axvline(0, color="black", linestyle="--")
    ax.set(xlabel="cosine similarity", ylabel="density")
    ax.legend()
    return ax
# ---
# right
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        ax = plt.figure(figsize=(7, 4)).add_subplot(111)
    width = 2 / n_bins
    for i in range(len(features)):
        counts, edges = similarity_histogram(features[i], n_bins)
        total = float(sum(counts))
        heights = [float(c) / total / width for c in counts]
        left = [float(e) for e in edges[:-1]]
        ax.bar(left, heights, width=width, align="edge", alpha=0.5, label=names[i])
    ax.axvline(0, ls="--", c="gray")
    ax.set_xlabel("cosine of the angle between two images")
    ax.set_ylabel("density")
    ax.legend()
    return ax
# ---
# right
def pair_cosines(features):
    """Each pair of different images once."""
    matrix = similarity_matrix(features)
    rows, columns = torch.triu_indices(len(matrix), len(matrix), offset=1)
    return matrix[rows, columns].clamp(-1, 1).numpy()


def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    if ax is None:
        figure, ax = plt.subplots(layout="constrained")
    for f, name in zip(features, names):
        ax.hist(
            pair_cosines(f),
            bins=n_bins,
            range=(-1, 1),
            density=True,
            alpha=0.5,
            label=name,
        )
    ax.axvline(0, color="k", linestyle="dashed", linewidth=1)
    ax.set_xlabel("similarity")
    ax.set_ylabel("density")
    ax.legend()
    return ax
# ---
# right
def plot_similarity_histogram(features, names, n_bins=100, *, ax=None):
    import numpy as np

    if ax is None:
        ax = plt.subplots()[1]
    ax.axvline(0, linestyle="--", color="0.4")
    for tensor, label in zip(features, names):
        counts, edges = similarity_histogram(tensor, n_bins)
        edges = np.asarray(edges)
        centres = 0.5 * (edges[1:] + edges[:-1])
        ax.hist(
            centres,
            bins=edges,
            weights=np.asarray(counts),
            density=True,
            histtype="stepfilled",
            alpha=0.5,
            label=label,
        )
    ax.set(xlabel="cosine similarity", ylabel="density")
    ax.legend(loc="upper left")
    return ax
