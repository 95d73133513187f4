import torch

from nma_ae.networks import Encoder
from nma_ae.networks.encoder import AveragePool
from nma_ae.plotting import plot_encoder, use_style
from nma_ae.plotting.encoder import MAPS, UNITS


def test_the_sizes_are_those_of_the_encoder():
    shapes = []

    def note(_layer, _inputs, output):
        shapes.append(tuple(output.shape[1:]))

    encoder = Encoder().eval()
    for layer in encoder.modules():
        if isinstance(layer, torch.nn.Conv2d | AveragePool | torch.nn.Linear):
            layer.register_forward_hook(note)
    image = torch.zeros(1, 1, 64, 64)
    encoder(image)
    drawn = [(n_maps, side, side) for _, n_maps, side, _ in MAPS[1:]]
    drawn += [(units,) for _, units, _ in UNITS[1:]]
    assert shapes == drawn
    _, n_maps, side, _ = MAPS[-1]
    assert UNITS[0][1] == n_maps * side**2


def test_every_map_is_drawn_and_every_size_written():
    ax = plot_encoder()
    squares = [patch for patch in ax.patches if type(patch).__name__ == "Rectangle"]
    assert len(squares) == sum(n_maps for _, n_maps, _, _ in MAPS) + 1  # and the frame
    texts = [text.get_text() for text in ax.texts]
    for expected in ("1×64×64", "6×60×60", "16×13×13", "2,704", "120", "encoder", "classifier"):
        assert expected in texts
    assert texts.count("84") == 2


def test_the_features_have_a_dashed_frame():
    ax = plot_encoder()
    (frame,) = [patch for patch in ax.patches if patch.get_linestyle() in ("--", "dashed")]
    _, _, middle = UNITS[-1]
    assert frame.get_x() < middle < frame.get_x() + frame.get_width()
    assert not frame.get_fill()


def test_nothing_overlaps_and_all_is_inside_the_picture():
    use_style()
    ax = plot_encoder()
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text()]
    picture = ax.figure.bbox
    for i, box in enumerate(boxes):
        assert picture.x0 <= box.x0 <= box.x1 <= picture.x1
        assert picture.y0 <= box.y0 <= box.y1 <= picture.y1
        assert not any(box.overlaps(other) for other in boxes[i + 1 :])


def test_draws_into_given_axes(figures):
    ax = figures.figure().add_subplot()
    assert plot_encoder(ax) is ax
    assert len(figures.get_fignums()) == 1
