# wrong
# mistake: places the points from edge to edge, so the outer ones lie on the border and not in the middle of a cell
# line: xs = torch.linspace(xlim[0], xlim[1], n_rows)
# line: ys = torch.linspace(ylim[1], ylim[0], n_rows)
# kind: concept
# words: centre|center|middle|half a cell|edge|border|corner
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    h, w = image_shape
    xs = torch.linspace(xlim[0], xlim[1], n_rows)
    ys = torch.linspace(ylim[1], ylim[0], n_rows)
    yy, xx = torch.meshgrid(ys, xs, indexing="ij")
    codes = torch.stack([xx.flatten(), yy.flatten()], dim=1)
    with torch.no_grad():
        images = decoder(codes)
    grid = images.reshape(n_rows, n_rows, h, w).permute(0, 2, 1, 3)
    return grid.reshape(n_rows * h, n_rows * w)
# ---
# wrong
# mistake: y grows downwards: the first row of the picture belongs to the smallest y
# line: cy = y0 + (torch.arange(n_rows) + 0.5) * (y1 - y0) / n_rows
# kind: concept
# words: upwards|downwards|upside down|largest y|flip|from the top
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    (x0, x1), (y0, y1) = xlim, ylim
    cx = x0 + (torch.arange(n_rows) + 0.5) * (x1 - x0) / n_rows
    cy = y0 + (torch.arange(n_rows) + 0.5) * (y1 - y0) / n_rows
    z = torch.stack([cx.repeat(n_rows), cy.repeat_interleave(n_rows)], dim=1)
    with torch.no_grad():
        out = decoder(z)
    height, width = image_shape
    out = out.view(n_rows, n_rows, height, width)
    return out.transpose(1, 2).reshape(n_rows * height, n_rows * width)
# ---
# wrong
# mistake: reshapes straight away, without the permute that puts the pixel rows of neighbouring images beside each other
# line: return tiles.reshape(n_rows * image_shape[0], n_rows * image_shape[1])
# kind: step
# words: permut|transpos|swap|dimension|pixel row|scrambl
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    """Return one picture of all decoded cell centres."""
    dx = (xlim[1] - xlim[0]) / n_rows
    dy = (ylim[1] - ylim[0]) / n_rows
    codes = torch.tensor(
        [
            [xlim[0] + (c + 0.5) * dx, ylim[1] - (r + 0.5) * dy]
            for r in range(n_rows)
            for c in range(n_rows)
        ]
    )
    with torch.no_grad():
        tiles = decoder(codes)
    return tiles.reshape(n_rows * image_shape[0], n_rows * image_shape[1])
# ---
# wrong
# mistake: builds each code as (y, x), not (x, y)
# line: codes = torch.stack([gy.ravel(), gx.ravel()], dim=-1)
# kind: argument
# words: swap|exchang|(x, y)|x first|y first|first coordinate|order of
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    def centres(lo, hi):
        edges = torch.linspace(lo, hi, n_rows + 1)
        return (edges[:-1] + edges[1:]) / 2

    gy, gx = torch.meshgrid(centres(*ylim).flip(0), centres(*xlim), indexing="ij")
    codes = torch.stack([gy.ravel(), gx.ravel()], dim=-1)
    with torch.no_grad():
        pics = decoder(codes).view(n_rows, n_rows, *image_shape)
    return torch.cat([torch.cat(list(row), dim=1) for row in pics], dim=0)
# ---
# wrong
# mistake: calls the decoder once for every cell, not once for all
# line: tile = decoder(torch.tensor([[x, y]]))
# kind: concept
# words: one call|once|every cell|each cell|single call|all at once|loop
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    h, w = image_shape
    picture = torch.zeros(n_rows * h, n_rows * w)
    step_x = (xlim[1] - xlim[0]) / n_rows
    step_y = (ylim[1] - ylim[0]) / n_rows
    with torch.no_grad():
        for i in range(n_rows):
            y = ylim[1] - (i + 0.5) * step_y
            for j in range(n_rows):
                x = xlim[0] + (j + 0.5) * step_x
                tile = decoder(torch.tensor([[x, y]]))
                picture[i * h : (i + 1) * h, j * w : (j + 1) * w] = tile.view(h, w)
    return picture
# ---
# wrong
# mistake: turns the finished picture upside down, which turns every digit upside down as well
# line: return picture.flip(0)
# kind: concept
# words: upside down|each image|every image|digits themselves|pixels|flip
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    half_x = (xlim[1] - xlim[0]) / n_rows / 2
    half_y = (ylim[1] - ylim[0]) / n_rows / 2
    xs = torch.linspace(xlim[0] + half_x, xlim[1] - half_x, n_rows)
    ys = torch.linspace(ylim[0] + half_y, ylim[1] - half_y, n_rows)
    ymesh, xmesh = torch.meshgrid(ys, xs, indexing="ij")
    codes = torch.stack((xmesh, ymesh), dim=-1).view(-1, 2)
    with torch.no_grad():
        images = decoder(codes).view(n_rows, n_rows, *image_shape)
    picture = images.permute(0, 2, 1, 3).reshape(n_rows * image_shape[0], -1)
    return picture.flip(0)
# ---
# wrong
# mistake: the picture still hangs on the graph of the decoder and asks for gradients
# line: decoded = decoder(codes)
# kind: step
# words: gradient|no_grad|detach|grad
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    frac = (torch.arange(n_rows) + 0.5) / n_rows
    xs = xlim[0] + frac * (xlim[1] - xlim[0])
    ys = ylim[1] - frac * (ylim[1] - ylim[0])
    codes = torch.cartesian_prod(ys, xs)[:, [1, 0]]
    decoded = decoder(codes)
    h, w = image_shape
    return (
        decoded.reshape(n_rows, n_rows, h, w)
        .permute(0, 2, 1, 3)
        .reshape(n_rows * h, n_rows * w)
    )
# ---
# wrong
# mistake: cuts the stretch into n_rows - 1 pieces, so the cells are too large and the last ones lie outside
# line: width_x = (xlim[1] - xlim[0]) / (n_rows - 1)
# line: width_y = (ylim[1] - ylim[0]) / (n_rows - 1)
# kind: number
# words: n_rows - 1|too large|too wide|outside|divide by n_rows|n_rows cells
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    width_x = (xlim[1] - xlim[0]) / (n_rows - 1)
    width_y = (ylim[1] - ylim[0]) / (n_rows - 1)
    codes = []
    for i in range(n_rows):
        for j in range(n_rows):
            codes.append((xlim[0] + width_x * (j + 0.5), ylim[1] - width_y * (i + 0.5)))
    with torch.no_grad():
        flat = decoder(torch.tensor(codes))
    tiles = flat.view(n_rows, n_rows, image_shape[0], image_shape[1])
    rows = [torch.hstack([tile for tile in row]) for row in tiles]
    return torch.vstack(rows)
# ---
# wrong
# mistake: the pixel rows of the images are taken for pixel columns: the axes of each image are exchanged
# line: big = images.permute(0, 3, 1, 2)
# kind: argument
# words: transpos|permute|height|rows and columns|(0, 2, 1, 3)|axes|lie on their side
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    H, W = image_shape
    dx, dy = (xlim[1] - xlim[0]) / n_rows, (ylim[1] - ylim[0]) / n_rows
    k = torch.arange(n_rows)
    xs = xlim[0] + dx / 2 + k * dx
    ys = ylim[1] - dy / 2 - k * dy
    X, Y = torch.meshgrid(xs, ys, indexing="xy")
    with torch.no_grad():
        images = decoder(torch.stack([X.flatten(), Y.flatten()], 1))
    images = images.reshape(n_rows, n_rows, H, W)
    big = images.permute(0, 3, 1, 2)
    return big.reshape(n_rows * H, n_rows * W)
# ---
# wrong
# mistake: the vertical places are computed from the limits of x
# line: ys = (xlim[1] - dy / 2) - dy * np.arange(n_rows)
# kind: name
# words: ylim|xlim|limits of x|limits of y|vertical
import numpy as np


def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    dx = (xlim[1] - xlim[0]) / n_rows
    dy = (ylim[1] - ylim[0]) / n_rows
    xs = (xlim[0] + dx / 2) + dx * np.arange(n_rows)
    ys = (xlim[1] - dy / 2) - dy * np.arange(n_rows)
    gx, gy = np.meshgrid(xs, ys)
    codes = torch.from_numpy(np.c_[gx.ravel(), gy.ravel()]).float()
    with torch.no_grad():
        tiles = decoder(codes).reshape(n_rows, n_rows, *image_shape)
    return tiles.permute(0, 2, 1, 3).flatten(2, 3).flatten(0, 1)
# ---
# wrong
# mistake: the size of the images is fixed at 28 and the points are spread as n + 2 places of which both ends are left out, which are no cell centres
# line: xs = torch.linspace(*xlim, n_rows + 2)[1:-1]
# line: ys = torch.linspace(*ylim, n_rows + 2)[1:-1].flip(0)
# line: block = tiles.view(n_rows, n_rows, 28, 28)
# kind: concept
# words: centre|center|middle|n_rows + 2|half|28|image_shape
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    xs = torch.linspace(*xlim, n_rows + 2)[1:-1]
    ys = torch.linspace(*ylim, n_rows + 2)[1:-1].flip(0)
    codes = torch.tensor([(x, y) for y in ys.tolist() for x in xs.tolist()])
    with torch.no_grad():
        tiles = decoder(codes)
    block = tiles.view(n_rows, n_rows, 28, 28)
    return block.transpose(1, 2).reshape(n_rows * 28, n_rows * 28)
# ---
# right
# style: F.fold lays the patches out
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    height, width = image_shape
    t = (torch.arange(n_rows) + 0.5) / n_rows
    xs = torch.lerp(torch.tensor(float(xlim[0])), torch.tensor(float(xlim[1])), t)
    ys = torch.lerp(torch.tensor(float(ylim[1])), torch.tensor(float(ylim[0])), t)
    codes = torch.stack([xs.repeat(n_rows), ys.repeat_interleave(n_rows)], dim=1)
    patches = decoder(codes).detach().reshape(n_rows * n_rows, height * width)
    picture = F.fold(
        patches.T[None],
        output_size=(n_rows * height, n_rows * width),
        kernel_size=image_shape,
        stride=image_shape,
    )
    return picture[0, 0]
# ---
# right
# style: codes from numpy, tiles written into an empty picture in a double loop after one call
import numpy as np


@torch.no_grad()
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    h, w = image_shape
    x_edges = np.linspace(xlim[0], xlim[1], n_rows + 1)
    y_edges = np.linspace(ylim[0], ylim[1], n_rows + 1)
    x_mid = (x_edges[1:] + x_edges[:-1]) / 2
    y_mid = ((y_edges[1:] + y_edges[:-1]) / 2)[::-1]
    codes = [[x, y] for y in y_mid for x in x_mid]
    images = decoder(torch.tensor(codes, dtype=torch.float32))
    picture = torch.empty(n_rows * h, n_rows * w)
    for k, image in enumerate(images):
        i, j = divmod(k, n_rows)
        picture[i * h : (i + 1) * h, j * w : (j + 1) * w] = image.reshape(h, w)
    return picture
# ---
# right
# style: columns first, from the bottom up, then flips the grid (not the pixels) and permutes
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    dx = (xlim[1] - xlim[0]) / n_rows
    dy = (ylim[1] - ylim[0]) / n_rows
    xs = torch.arange(n_rows) * dx + xlim[0] + dx / 2
    ys = torch.arange(n_rows) * dy + ylim[0] + dy / 2
    codes = torch.cartesian_prod(xs, ys)  # x changes slowly, y fast
    with torch.inference_mode():
        tiles = decoder(codes)
    tiles = tiles.unflatten(0, (n_rows, n_rows)).flip(1)
    tiles = tiles.unflatten(2, image_shape)  # x, y, height, width
    picture = tiles.permute(1, 2, 0, 3).flatten(2).flatten(0, 1)
    return picture.clone()
# ---
# right
# style: cat of cats, helper for the centres
def decode_grid(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    def centre(limits, k):
        low, high = limits
        return low + (high - low) * (2 * k + 1) / (2 * n_rows)

    places = torch.tensor(
        [
            (centre(xlim, column), centre(ylim, n_rows - 1 - row))
            for row in range(n_rows)
            for column in range(n_rows)
        ]
    )
    with torch.no_grad():
        images = decoder(places).reshape(-1, *image_shape)
    rows = images.split(n_rows)
    return torch.cat([torch.cat(tuple(row), dim=1) for row in rows])
