# wrong
# mistake: gives imshow no extent, so the axes count pixels
# line: ax.imshow(picture, cmap="gray")
# kind: argument
# words: extent|pixel
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    """Draw what the decoder makes of each place; return the Axes."""
    if ax is None:
        _, ax = plt.subplots()
    picture = decode_grid(decoder, xlim, ylim, n_rows, image_shape)
    ax.imshow(picture, cmap="gray")
    return ax
# ---
# wrong
# mistake: the extent is given with y first, but imshow wants left, right, bottom, top
# line: ax.imshow(picture, extent=(*ylim, *xlim), cmap="gray")
# kind: argument
# words: x first|swap|exchang|left|xlim first|y first
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    if ax is None:
        fig, ax = plt.subplots(figsize=(6, 6))
    picture = decode_grid(decoder, xlim, ylim, n_rows=n_rows, image_shape=image_shape)
    ax.imshow(picture, extent=(*ylim, *xlim), cmap="gray")
    return ax
# ---
# wrong
# mistake: origin="lower" puts the first row, which belongs to the largest y, at the bottom
# line: ax.imshow(img, origin="lower", extent=[xlim[0], xlim[1], ylim[0], ylim[1]], cmap="Greys_r")
# kind: concept
# words: origin|upside down|lower|bottom|first row
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    img = decode_grid(decoder, xlim, ylim, n_rows, image_shape).numpy()
    if ax is None:
        ax = plt.figure().gca()
    ax.imshow(img, origin="lower", extent=[xlim[0], xlim[1], ylim[0], ylim[1]], cmap="Greys_r")
    return ax
# ---
# wrong
# mistake: draws with plt.imshow, into whatever Axes are current, not into the ax that is given
# line: plt.imshow(picture, extent=(*xlim, *ylim))
# kind: name
# words: ax.imshow|plt.imshow|current|given ax|axes that
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    picture = decode_grid(decoder, xlim, ylim, n_rows, image_shape)
    if ax is None:
        plt.figure()
        ax = plt.gca()
    plt.imshow(picture, extent=(*xlim, *ylim))
    return ax
# ---
# wrong
# mistake: returns what imshow gives back, the image, not the Axes
# line: return ax.imshow(grid, cmap="gray", extent=extent)
# kind: name
# words: axesimage|what imshow|imshow gives|imshow returns|not the axes|instead of the axes
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    ax = plt.subplots()[1] if ax is None else ax
    grid = decode_grid(decoder, xlim, ylim, n_rows, image_shape)
    extent = xlim[0], xlim[1], ylim[0], ylim[1]
    return ax.imshow(grid, cmap="gray", extent=extent)
# ---
# wrong
# mistake: does not pass n_rows and image_shape on, so decode_grid uses its defaults
# line: picture = decode_grid(decoder, xlim, ylim)
# kind: argument
# words: n_rows|image_shape|pass|default
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    if ax is None:
        ax = plt.figure(figsize=(5, 5)).add_subplot()
    picture = decode_grid(decoder, xlim, ylim)
    ax.imshow(picture, cmap="gray", extent=(xlim[0], xlim[1], ylim[0], ylim[1]))
    ax.set_xlabel("z1")
    ax.set_ylabel("z2")
    return ax
# ---
# wrong
# mistake: sets the limits of the axes instead of the extent, which shows a few pixels near the corner of the picture
# line: ax.set_xlim(xlim)
# line: ax.set_ylim(ylim)
# kind: concept
# words: extent|set_xlim|limits|stretch|pixel|crop
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    if ax is None:
        _, ax = plt.subplots()
    ax.imshow(decode_grid(decoder, xlim, ylim, n_rows, image_shape), cmap="gray")
    ax.set_xlim(xlim)
    ax.set_ylim(ylim)
    return ax
# ---
# wrong
# mistake: without an ax it takes the current Axes, instead of a new figure
# line: ax = ax or plt.gca()
# kind: call
# words: gca|current|new figure|subplots|existing
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    ax = ax or plt.gca()
    (x0, x1), (y0, y1) = xlim, ylim
    mosaic = decode_grid(decoder, (x0, x1), (y0, y1), n_rows, image_shape)
    ax.imshow(mosaic, extent=(x0, x1, y0, y1), cmap="gray", vmin=0, vmax=1)
    return ax
# ---
# wrong
# mistake: makes a new figure always, also when an ax is given
# line: fig, ax = plt.subplots()
# kind: step
# words: is none|given|always|ignore|overwrit|new figure
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    fig, ax = plt.subplots()
    data = decode_grid(decoder, xlim, ylim, n_rows, image_shape)
    ax.imshow(data, extent=[*xlim, *ylim], cmap="gray")
    ax.set(xlabel="first number", ylabel="second number")
    return ax
# ---
# wrong
# mistake: takes the extent for the corners x0, y0, x1, y1, but it is left, right, bottom, top
# line: corners = [xlim[0], ylim[0], xlim[1], ylim[1]]
# kind: argument
# words: left, right|bottom|x0, x1|corner
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    if ax is None:
        figure = plt.figure()
        ax = figure.add_subplot(1, 1, 1)
    corners = [xlim[0], ylim[0], xlim[1], ylim[1]]
    picture = decode_grid(decoder, xlim, ylim, n_rows, image_shape)
    ax.imshow(picture.numpy(), cmap="gray", extent=corners)
    return ax
# ---
# wrong
# mistake: unpacks subplots the wrong way round, and turns the y axis over by giving the extent the top before the bottom
# line: ax, fig = plt.subplots()
# line: box = (xlim[0], xlim[1], ylim[1], ylim[0])
# kind: argument
# words: figure, ax|fig, ax|unpack|bottom|upside down|downwards
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    if ax is None:
        ax, fig = plt.subplots()
    # first row = top of the picture = ylim[1]
    box = (xlim[0], xlim[1], ylim[1], ylim[0])
    ax.imshow(decode_grid(decoder, xlim, ylim, n_rows, image_shape), extent=box)
    return ax
# ---
# right
# style: flips the rows and counts them from below
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    if ax is None:
        ax = plt.figure().add_subplot()
    picture = decode_grid(decoder, xlim, ylim, n_rows, image_shape)
    ax.imshow(picture.flip(0), origin="lower", extent=(*xlim, *ylim), cmap="gray")
    return ax
# ---
# right
# style: sets the extent of the image afterwards
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    if ax is None:
        _, ax = plt.subplots()
    drawn = ax.imshow(decode_grid(decoder, xlim, ylim, n_rows, image_shape))
    drawn.set_cmap("gray")
    drawn.set_extent([xlim[0], xlim[1], ylim[0], ylim[1]])
    ax.set_xlabel("code 1")
    ax.set_ylabel("code 2")
    return ax
# ---
# right
# style: recursion: without an ax it calls itself with a new one
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    if ax is None:
        new = plt.subplots(figsize=(5.6, 5.6))[1]
        return plot_decoder_grid(decoder, xlim, ylim, n_rows, image_shape, ax=new)
    left, right = xlim
    bottom, top = ylim
    grid = decode_grid(
        decoder, xlim=xlim, ylim=ylim, n_rows=n_rows, image_shape=image_shape
    )
    ax.imshow(grid, extent=(left, right, bottom, top), aspect="auto", cmap="gray")
    return ax
# ---
# right
# style: pyplot state, after making the given Axes the current ones; numpy picture, dark on light
def plot_decoder_grid(
    decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None
):
    if ax is not None:
        plt.sca(ax)
    else:
        plt.figure()
        ax = plt.axes()
    picture = decode_grid(decoder, xlim, ylim, n_rows, image_shape)
    plt.imshow(picture.numpy(), cmap="binary", extent=list(xlim) + list(ylim), origin="upper")
    return ax
