# wrong
# mistake: lets linspace run from limit to limit, which puts the outer points on the border where the centres of the cells are asked
# line: xs = torch.linspace(x0, x1, n_rows)
# line: ys = torch.linspace(y1, y0, n_rows)
# kind: concept
# words: centre|center|middle|half|border|edge|corner|limits|inside|cell
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    (x0, x1), (y0, y1) = xlim, ylim
    height, width = image_shape
    xs = torch.linspace(x0, x1, n_rows)
    ys = torch.linspace(y1, y0, n_rows)
    grid_y, grid_x = torch.meshgrid(ys, xs, indexing="ij")
    codes = torch.stack([grid_x.flatten(), grid_y.flatten()], dim=1)
    with torch.no_grad():
        images = decoder(codes)
    images = images.reshape(n_rows, n_rows, height, width)
    return images.permute(0, 2, 1, 3).reshape(n_rows * height, n_rows * width)
# ---
# wrong
# mistake: turns the finished picture upside down to get the largest y to the top, and each small image with it
# line: return picture.flip(0)
# kind: concept
# words: upside|flip|each image|every image|single image|pixels|rows of images|before|codes|mirror|ys
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    h, w = image_shape
    dx = (xlim[1] - xlim[0]) / n_rows
    dy = (ylim[1] - ylim[0]) / n_rows
    cx = xlim[0] + dx * (torch.arange(n_rows) + 0.5)
    cy = ylim[0] + dy * (torch.arange(n_rows) + 0.5)
    z = torch.cartesian_prod(cy, cx).flip(1)
    out = decoder(z).detach().view(n_rows, n_rows, h, w)
    picture = out.transpose(1, 2).reshape(n_rows * h, n_rows * w)
    return picture.flip(0)
# ---
# wrong
# mistake: reshapes the stack of images straight to the big picture, so that the pixel rows of an image lie one after the other and not below each other
# line: return out.reshape(n_rows * image_shape[0], n_rows * image_shape[1])
# kind: step
# words: permute|transpose|axes|reshape|pixel row|interleav|scrambl|dimension|swap|movedim
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    cell_w = (xlim[1] - xlim[0]) / n_rows
    cell_h = (ylim[1] - ylim[0]) / n_rows
    codes = []
    for row in range(n_rows):
        for col in range(n_rows):
            codes.append([
                xlim[0] + (col + 0.5) * cell_w,
                ylim[1] - (row + 0.5) * cell_h,
            ])
    with torch.no_grad():
        out = decoder(torch.tensor(codes))
    return out.reshape(n_rows * image_shape[0], n_rows * image_shape[1])
# ---
# wrong
# mistake: stacks y before x, thinking of rows before columns, while the first number of a code is x
# line: codes = torch.stack((gy.ravel(), gx.ravel()), dim=-1)
# kind: order
# words: swap|order|x first|first coordinate|y before|x and y|exchange|interchang|coordinates|transpos
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    def centres(limits):
        low, high = limits
        edges = torch.linspace(low, high, n_rows + 1)
        return (edges[:-1] + edges[1:]) / 2

    gy, gx = torch.meshgrid(centres(ylim).flip(0), centres(xlim), indexing="ij")
    codes = torch.stack((gy.ravel(), gx.ravel()), dim=-1)
    with torch.no_grad():
        pics = decoder(codes)
    pics = pics.reshape(n_rows, n_rows, *image_shape)
    return torch.cat([torch.cat(list(row), dim=1) for row in pics], dim=0)
# ---
# wrong
# mistake: calls the decoder anew for each cell, where one call for all cells is asked
# line: image = decoder(z)
# kind: concept
# words: one call|once|each cell|per cell|loop|batch|all at once|single call|every cell|together
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    h, w = image_shape
    canvas = torch.zeros(n_rows * h, n_rows * w)
    step_x = (xlim[1] - xlim[0]) / n_rows
    step_y = (ylim[1] - ylim[0]) / n_rows
    with torch.no_grad():
        for i in range(n_rows):
            y = ylim[1] - (i + 0.5) * step_y
            for j in range(n_rows):
                x = xlim[0] + (j + 0.5) * step_x
                z = torch.tensor([[x, y]], dtype=torch.float32)
                image = decoder(z)
                canvas[i * h:(i + 1) * h, j * w:(j + 1) * w] = image.reshape(h, w)
    return canvas
# ---
# wrong
# mistake: runs the decoder without no_grad and does not detach, so that the picture still hangs on the graph
# line: decoded = decoder(points).reshape(n_rows, n_rows, *image_shape)
# kind: step
# words: no_grad|detach|gradient|requires_grad|graph|track|autograd|inference_mode
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    import numpy as np

    fractions = (np.arange(n_rows) + 0.5) / n_rows
    x = xlim[0] + fractions * (xlim[1] - xlim[0])
    y = ylim[1] - fractions * (ylim[1] - ylim[0])
    X, Y = np.meshgrid(x, y)
    points = torch.tensor(np.column_stack([X.ravel(), Y.ravel()]), dtype=torch.float32)
    decoded = decoder(points).reshape(n_rows, n_rows, *image_shape)
    tall, broad = n_rows * image_shape[0], n_rows * image_shape[1]
    return decoded.movedim(1, 2).reshape(tall, broad)
# ---
# wrong
# mistake: starts the rows at the upper border itself and forgets the half cell down to the centre
# line: y = top - torch.arange(n_rows) * cell_height
# kind: step
# words: half|0.5|centre|center|middle|border|edge|offset|shift|upper
@torch.no_grad()
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    left, right = xlim
    bottom, top = ylim
    cell_width = (right - left) / n_rows
    cell_height = (top - bottom) / n_rows
    x = left + cell_width / 2 + torch.arange(n_rows) * cell_width
    y = top - torch.arange(n_rows) * cell_height
    codes = torch.empty(n_rows, n_rows, 2)
    codes[..., 0] = x[None, :]
    codes[..., 1] = y[:, None]
    images = decoder(codes.reshape(-1, 2))
    images = images.reshape((n_rows, n_rows) + tuple(image_shape))
    return images.swapaxes(1, 2).flatten(2, 3).flatten(0, 1)
# ---
# wrong
# mistake: takes the width of a cell in x for its height in y too, which fits only if both limits span the same length
# line: ys = [y1 - (k + 0.5) * size for k in range(n_rows)]
# kind: name
# words: height|width|y1 - y0|ylim|own step|square|same size|different|cell size|x range
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    x0, x1 = xlim
    y0, y1 = ylim
    size = (x1 - x0) / n_rows
    xs = [x0 + (k + 0.5) * size for k in range(n_rows)]
    ys = [y1 - (k + 0.5) * size for k in range(n_rows)]
    codes = torch.tensor([(x, y) for y in ys for x in xs])
    with torch.no_grad():
        flat = decoder(codes)
    h, w = image_shape
    strips = [
        torch.hstack([im.reshape(h, w) for im in flat[r * n_rows:(r + 1) * n_rows]])
        for r in range(n_rows)
    ]
    return torch.vstack(strips)
# ---
# wrong
# mistake: reads the shape as width and height, so that images that are not square come out scrambled
# line: width, height = image_shape
# kind: name
# words: height|width|swap|order|rows|image_shape|first|not square|interchang|exchange
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    """Return one picture of all decoded cell centres."""
    width, height = image_shape
    k = torch.arange(n_rows) + 0.5
    xs = torch.lerp(torch.tensor(float(xlim[0])), torch.tensor(float(xlim[1])), k / n_rows)
    ys = torch.lerp(torch.tensor(float(ylim[1])), torch.tensor(float(ylim[0])), k / n_rows)
    codes = torch.stack([xs.repeat(n_rows), ys.repeat_interleave(n_rows)], dim=1)
    with torch.no_grad():
        images = decoder(codes)
    grid = images.view(n_rows, n_rows, height, width).permute(0, 2, 1, 3)
    return grid.reshape(n_rows * height, n_rows * width)
# ---
# wrong
# mistake: takes xlim and ylim for two corner points of the rectangle, where each holds the two ends of one axis
# line: x_min, y_min = xlim
# line: x_max, y_max = ylim
# kind: concept
# words: corner|ends|unpack|xlim|x0, x1|limits of one axis|both x|mix|axis|minimum and maximum
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    x_min, y_min = xlim
    x_max, y_max = ylim
    hx = (x_max - x_min) / (2 * n_rows)
    hy = (y_max - y_min) / (2 * n_rows)
    x_axis = torch.linspace(x_min + hx, x_max - hx, n_rows)
    y_axis = torch.linspace(y_max - hy, y_min + hy, n_rows)
    yy, xx = torch.meshgrid(y_axis, x_axis, indexing="ij")
    decoder_in = torch.cat([xx.reshape(-1, 1), yy.reshape(-1, 1)], 1)
    with torch.no_grad():
        decoder_out = decoder(decoder_in)
    h, w = image_shape
    tiles = decoder_out.reshape(n_rows, n_rows, h, w)
    return tiles.transpose(2, 1).reshape(h * n_rows, w * n_rows)
# ---
# wrong
# mistake: divides the range by n_rows - 1, as if the cells were points from end to end, and glues the images of a row below each other
# line: bx = (xlim[1] - xlim[0]) / (n_rows - 1)
# line: by = (ylim[1] - ylim[0]) / (n_rows - 1)
# line: rows.append(torch.cat(row, dim=0))
# line: return torch.cat(rows, dim=1)
# kind: number
# words: n_rows - 1|- 1|cell width|cells|number of cells|divide|dim|beside|side by side|below|horizontal
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    bx = (xlim[1] - xlim[0]) / (n_rows - 1)
    by = (ylim[1] - ylim[0]) / (n_rows - 1)
    z = torch.zeros(n_rows * n_rows, 2)
    for i in range(n_rows * n_rows):
        r, c = divmod(i, n_rows)
        z[i, 0] = xlim[0] + bx / 2 + c * bx
        z[i, 1] = ylim[1] - by / 2 - r * by
    with torch.no_grad():
        imgs = decoder(z).reshape(-1, *image_shape)
    rows = []
    for r in range(n_rows):
        row = [imgs[r * n_rows + c] for c in range(n_rows)]
        rows.append(torch.cat(row, dim=0))
    return torch.cat(rows, dim=1)
# ---
# wrong
# mistake: lets y grow downwards, so the first row belongs to the smallest y, and keeps the gradients
# line: v = y0 + (y1 - y0) * t
# line: tiles = decoder(pairs).unflatten(0, (n_rows, n_rows))
# kind: order
# words: largest|flip|downward|upward|top|revers|first row|no_grad|detach|gradient|smallest
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    x0, x1 = xlim
    y0, y1 = ylim
    t = (torch.arange(n_rows) + 0.5) / n_rows
    u = x0 + (x1 - x0) * t
    v = y0 + (y1 - y0) * t
    pairs = torch.cartesian_prod(v, u)[:, [1, 0]]
    tiles = decoder(pairs).unflatten(0, (n_rows, n_rows))
    tiles = tiles.reshape(n_rows, n_rows, *image_shape)
    return torch.cat(torch.cat(tuple(tiles), dim=1).unbind(), dim=1)
# ---
# right
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    (x0, x1), (y0, y1) = xlim, ylim
    height, width = image_shape
    middles = (torch.arange(n_rows) + 0.5) / n_rows
    xs = x0 + (x1 - x0) * middles
    ys = y1 - (y1 - y0) * middles
    grid_y, grid_x = torch.meshgrid(ys, xs, indexing="ij")
    codes = torch.stack([grid_x, grid_y], dim=-1).reshape(-1, 2)
    with torch.no_grad():
        images = decoder(codes)
    images = images.reshape(n_rows, n_rows, height, width)
    return images.permute(0, 2, 1, 3).reshape(n_rows * height, n_rows * width)
# ---
# right
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    h, w = image_shape
    dx = (xlim[1] - xlim[0]) / n_rows
    dy = (ylim[1] - ylim[0]) / n_rows
    codes = []
    for i in range(n_rows):
        for j in range(n_rows):
            codes.append([float(xlim[0] + dx * (j + 0.5)), float(ylim[1] - dy * (i + 0.5))])
    images = decoder(torch.tensor(codes)).detach()
    picture = torch.zeros(n_rows * h, n_rows * w)
    for k in range(n_rows * n_rows):
        i, j = k // n_rows, k % n_rows
        picture[i * h:i * h + h, j * w:j * w + w] = images[k].reshape(h, w)
    return picture
# ---
# right
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    import numpy as np

    def cell_centres(lo, hi):
        edges = np.linspace(lo, hi, n_rows + 1)
        return 0.5 * (edges[1:] + edges[:-1])

    X, Y = np.meshgrid(cell_centres(*xlim), cell_centres(*ylim)[::-1])
    points = np.stack([X.ravel(), Y.ravel()], axis=1).astype(np.float32)
    with torch.no_grad():
        out = decoder(torch.from_numpy(points)).reshape(n_rows, n_rows, *image_shape)
    return torch.vstack([torch.hstack(list(line)) for line in out])
# ---
# right
@torch.no_grad()
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    # columns first: decode from bottom to top, then turn the rows of images round
    half_x = (xlim[1] - xlim[0]) / n_rows / 2
    half_y = (ylim[1] - ylim[0]) / n_rows / 2
    x = torch.linspace(xlim[0] + half_x, xlim[1] - half_x, n_rows)
    y = torch.linspace(ylim[0] + half_y, ylim[1] - half_y, n_rows)
    tiles = decoder(torch.cartesian_prod(x, y)).reshape(n_rows, n_rows, *image_shape)
    tiles = tiles.flip(1)
    return torch.einsum("cihw->ihcw", tiles).flatten(2).flatten(0, 1)
