# wrong
# mistake: sets the limits of the axes to the latent ones without telling imshow where the picture lies, and so zooms into a few of its pixels
# line: ax.imshow(picture, cmap="gray")
# kind: concept
# words: extent|pixel|zoom|coordinates|stretch|scale|where the picture|corner
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    import matplotlib.pyplot as plt

    if ax is None:
        ax = plt.gca()
    picture = decode_grid(decoder, xlim, ylim, n_rows, image_shape)
    ax.imshow(picture, cmap="gray")
    ax.set_xlim(xlim)
    ax.set_ylim(ylim)
    return ax
# ---
# wrong
# mistake: gives the extent as lower left and upper right corner, but imshow wants left, right, bottom, top
# line: box = (xlim[0], ylim[0], xlim[1], ylim[1])
# kind: argument
# words: left, right|order|extent|corner|left|bottom|swap|wrong order
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    """Draw what the decoder makes of each place; return the Axes."""
    if ax is None:
        _, ax = plt.subplots()
    box = (xlim[0], ylim[0], xlim[1], ylim[1])
    ax.imshow(
        decode_grid(decoder, xlim, ylim, n_rows, image_shape),
        extent=box,
        cmap="gray",
    )
    return ax
# ---
# wrong
# mistake: sets origin="lower" to make y grow upwards, although the first row of the picture belongs to the largest y, so the picture stands on its head
# line: "origin": "lower",
# kind: concept
# words: origin|upside|flip|head|largest y|upper|first row|top|already|mirror
def plot_decoder_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None):
    ax = plt.gca() if ax is None else ax
    options = {
        "cmap": "gray",
        "origin": "lower",
        "extent": [*xlim, *ylim],
    }
    image = decode_grid(decoder, xlim, ylim, n_rows=n_rows, image_shape=image_shape)
    ax.imshow(image.numpy(), **options)
    return ax
# ---
# wrong
# mistake: draws with plt.imshow, which takes the current axes and not the ax that was given
# line: plt.imshow(img, extent=(x_min, x_max, y_min, y_max), cmap="gray_r")
# kind: call
# words: ax.imshow|current|given|plt|wrong axes|pyplot|ignor|passed
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    import matplotlib.pyplot as plt
    x_min, x_max = xlim
    y_min, y_max = ylim
    img = decode_grid(decoder, xlim, ylim, n_rows, image_shape)
    if ax is None:
        fig = plt.figure()
        ax = fig.add_subplot()
    plt.imshow(img, extent=(x_min, x_max, y_min, y_max), cmap="gray_r")
    return ax
# ---
# wrong
# mistake: returns what imshow gives back, the image, where the Axes is asked
# line: return ax.imshow(grid, extent=extent, cmap="Greys_r", vmin=0, vmax=1)
# kind: return
# words: axes|axesimage|image|return ax|imshow returns|not the ax|artist|object
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    ax = ax or plt.gca()
    grid = decode_grid(decoder, xlim, ylim, n_rows, image_shape)
    extent = tuple(xlim) + tuple(ylim)
    return ax.imshow(grid, extent=extent, cmap="Greys_r", vmin=0, vmax=1)
# ---
# wrong
# mistake: asks the question the wrong way round: makes new axes when one is given, and none when it is missing
# line: if ax is not None:
# kind: comparison
# words: is none|not none|wrong way|inver|revers|condition|opposite|negat|overwrit
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    if ax is not None:
        fig, ax = plt.subplots(figsize=(6, 6))
    big = decode_grid(decoder, xlim, ylim, n_rows, image_shape)
    left, right = xlim
    bottom, top = ylim
    ax.imshow(big, cmap="gray", extent=(left, right, bottom, top))
    ax.set_xlabel("$z_1$")
    ax.set_ylabel("$z_2$")
    return ax
# ---
# wrong
# mistake: does not hand n_rows and image_shape on, so that the grid is always drawn with the default values
# line: tiles = decode_grid(decoder, xlim, ylim)
# kind: argument
# words: n_rows|image_shape|pass|hand|default|argument|forward|missing
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    tiles = decode_grid(decoder, xlim, ylim)
    if ax is None:
        plt.figure()
        ax = plt.axes()
    shown = ax.imshow(tiles, interpolation="nearest")
    shown.set_cmap("gray")
    shown.set_extent([xlim[0], xlim[1], ylim[0], ylim[1]])
    return ax
# ---
# wrong
# mistake: opens a new figure in every case and so throws away the ax that was given
# line: ax = plt.figure(figsize=(5, 5)).gca()
# kind: step
# words: given|is none|overwrit|new figure|always|ignor|condition|passed|check|if ax
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    from matplotlib import pyplot as plt
    ax = plt.figure(figsize=(5, 5)).gca()
    ax.imshow(
        decode_grid(decoder, xlim, ylim, n_rows=n_rows, image_shape=image_shape),
        extent=[*xlim, *ylim],
        origin="upper",
        cmap="bone",
    )
    return ax
# ---
# wrong
# mistake: lets the picture end at the centres of the outer cells, while it reaches to the limits themselves
# line: extent = (xlim[0] + dx / 2, xlim[1] - dx / 2, ylim[0] + dy / 2, ylim[1] - dy / 2)
# kind: concept
# words: limits|half|centre|center|edge|border|cell|whole|end at|inset|too small
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    dx = (xlim[1] - xlim[0]) / n_rows
    dy = (ylim[1] - ylim[0]) / n_rows
    # centres of the outermost cells
    extent = (xlim[0] + dx / 2, xlim[1] - dx / 2, ylim[0] + dy / 2, ylim[1] - dy / 2)
    if ax is None:
        ax = plt.gca()
    ax.imshow(decode_grid(decoder, xlim, ylim, n_rows, image_shape), cmap="gray", extent=extent)
    return ax
# ---
# wrong
# mistake: turns the y axis round at the end, as if it still counted rows, and so makes y grow downwards
# line: axes.invert_yaxis()
# kind: step
# words: invert|downward|already|turn|extent|upward|one too many|revers|unnecess|flip
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    def draw(axes):
        pic = decode_grid(decoder, xlim, ylim, n_rows, image_shape)
        axes.imshow(pic, extent=(*xlim, *ylim), cmap="gray", aspect="auto")
        axes.invert_yaxis()
        return axes

    if ax is not None:
        return draw(ax)
    return draw(plt.gca())
# ---
# wrong
# mistake: shows the picture without an extent, so the axes count pixels, and returns nothing
# line: ax.imshow(decode_grid(decoder, xlim, ylim, n_rows, image_shape), cmap="gray"); ax.set_title("decoder")
# kind: step
# words: extent|pixel|coordinates|return|none|limits|missing|forg
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    if ax is None: ax = plt.gca()
    ax.imshow(decode_grid(decoder, xlim, ylim, n_rows, image_shape), cmap="gray"); ax.set_title("decoder")
# ---
# wrong
# mistake: hands the limits to decode_grid with y first, and names the top before the bottom in the extent, so that y grows downwards
# line: canvas = decode_grid(decoder, ylim, xlim, n_rows, image_shape)
# line: ax.imshow(canvas, cmap="gray", extent=(x0, x1, y1, y0))
# kind: argument
# words: swap|order|xlim|ylim|y0, y1|extent|downward|bottom|exchange|interchang
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    import matplotlib.pyplot as plt

    x0, x1 = xlim
    y0, y1 = ylim
    canvas = decode_grid(decoder, ylim, xlim, n_rows, image_shape)
    if ax is None:
        ax = plt.subplot()
    ax.imshow(canvas, cmap="gray", extent=(x0, x1, y1, y0))
    return ax
# ---
# right
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    import matplotlib.pyplot as plt

    if ax is None:
        ax = plt.gca()
    picture = decode_grid(decoder, xlim, ylim, n_rows, image_shape)
    ax.imshow(picture, cmap="gray", extent=(*xlim, *ylim))
    ax.set(xlim=xlim, ylim=ylim)
    return ax
# ---
# right
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    from matplotlib import pyplot as plt

    x0, x1 = xlim
    y0, y1 = ylim
    if ax is None:
        figure, ax = plt.subplots(figsize=(6, 6))
    big = decode_grid(decoder, xlim, ylim, n_rows=n_rows, image_shape=image_shape)
    # the lowest row first, as origin="lower" wants it
    ax.imshow(
        big.flip(0).numpy(),
        origin="lower",
        extent=[x0, x1, y0, y1],
        cmap="gray",
        interpolation="nearest",
    )
    ax.set_xlim(x0, x1)
    ax.set_ylim(y0, y1)
    ax.set_xlabel("z1")
    ax.set_ylabel("z2")
    return ax
# ---
# right
def plot_decoder_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None):
    import matplotlib.pyplot as plt
    target = plt.gca() if ax is None else ax
    where = [xlim[0], xlim[1], ylim[0], ylim[1]]
    shown = target.imshow(decode_grid(decoder, xlim, ylim, n_rows, image_shape), extent=where)
    shown.set_cmap("Greys")
    target.axis(where)
    return target
# ---
# right
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    import matplotlib.pyplot as plt

    if ax is not None:
        plt.sca(ax)
    plt.imshow(
        decode_grid(decoder, xlim, ylim, n_rows, image_shape),
        extent=(xlim[0], xlim[1], ylim[0], ylim[1]),
        origin="upper",
        aspect="auto",
        cmap="gray",
    )
    plt.xlim(*xlim)
    plt.ylim(*ylim)
    return plt.gca()
