"""A training as a film: both maps of a latent space of two numbers, update after update."""

import plotly.graph_objects as go
import torch
from plotly.subplots import make_subplots

from nma_ae.arguments import require_kinds, require_labels
from nma_ae.explorers.animation import DIGIT_COLOURS, INK, named_slider, picture_in_grey
from nma_ae.training import Recording


def training_film(film: Recording, labels: torch.Tensor) -> go.Figure:
    """Show where codes are and what the decoder draws, after each recorded update.

    Args:
        film: As `trained("deep_autoencoder_film")` gives it: `codes` (frames, n, 2), the `limits`
            (frames, 2, 2) of both axes, the decoder's grid between them as `pictures` (frames,
            height, width) from 0 to 255, `losses` (frames,) and `updates` (frames,).
        labels: Digits (n or more,), 0 to 9, of the images whose codes are shown.

    Returns:
        A figure with a slider, one frame for each recorded update; the last is shown at first.

    Raises:
        ValueError: If there are fewer labels than codes.
    """
    require_kinds(Recording, film=film)
    n_codes = film.codes.shape[1]
    require_labels(n_classes=10, labels=labels)
    if len(labels) < n_codes:
        raise ValueError(f"labels must be at least {n_codes} digits, got {tuple(labels.shape)}")
    digits = labels[:n_codes].tolist()
    frames = [_frame(film, i) for i in range(len(film.updates))]
    figure = make_subplots(rows=1, cols=2, horizontal_spacing=0.08)
    points, picture = frames[-1].data
    points.update(
        mode="text",
        text=[str(digit) for digit in digits],
        textfont={"size": 11, "color": [DIGIT_COLOURS[digit] for digit in digits]},
        hoverinfo="skip",
    )
    figure.add_trace(points, row=1, col=1)
    figure.add_trace(picture, row=1, col=2)
    figure.frames = frames
    labels_of_stops = [
        f"{update:,} updates, test loss {loss:.3f}"
        for update, loss in zip(film.updates.tolist(), film.losses.tolist(), strict=True)
    ]
    slider = named_slider(
        labels_of_stops,
        [frame.name for frame in frames],
        active=len(frames) - 1,
        currentvalue={"prefix": "", "font": {"color": INK, "size": 14}},
        ticklen=0,
        minorticklen=0,
        pad={"t": 30},
    )
    figure.update_layout(
        **frames[-1].layout.to_plotly_json(),
        sliders=[slider],
        showlegend=False,
        plot_bgcolor="white",
        height=520,
        margin={"l": 40, "r": 20, "t": 20, "b": 20},
        yaxis2={"visible": False, "autorange": "reversed"},
        xaxis2={"visible": False},
    )
    return figure


def _frame(film: Recording, i: int) -> go.Frame:
    x, y = film.codes[i].unbind(dim=1)
    (x0, x1), (y0, y1) = film.limits[i].tolist()
    return go.Frame(
        name=str(i),
        data=[
            go.Scatter(x=x.numpy(), y=y.numpy()),
            picture_in_grey(film.pictures[i]),
        ],
        traces=[0, 1],
        layout={
            "xaxis": {"range": [round(x0, 2), round(x1, 2)]},
            "yaxis": {"range": [round(y0, 2), round(y1, 2)]},
        },
    )
