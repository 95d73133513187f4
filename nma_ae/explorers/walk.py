"""A walk through a latent space, one decoded image after the other."""

from collections.abc import Callable, Sequence

import plotly.graph_objects as go
import torch

from nma_ae.explorers.animation import animation_steps, picture_in_grey


def latent_walk(
    decoder: Callable[[torch.Tensor], torch.Tensor],
    path: torch.Tensor,
    *,
    stops: Sequence[str] | None = None,
    image_shape: tuple[int, int] = (28, 28),
) -> go.Figure:
    """Decode the points of a path and show them under a slider that needs no kernel.

    Args:
        decoder: Gives images (n, pixels) in [0, 1] for codes (n, d).
        path: Codes (n, d), in the order of the walk; each is a stop of the slider.
        stops: The name of each stop; by default their numbers from 1.
        image_shape: Height and width of an image.

    Returns:
        A figure with one frame for each point; the first is shown.

    Raises:
        ValueError: If `path` is not (n, d) with at least two points, or `stops` are not as many.
    """
    if path.ndim != 2 or len(path) < 2:
        raise ValueError(f"path must be (n, d) with n at least 2, got {tuple(path.shape)}")
    stops = [str(i + 1) for i in range(len(path))] if stops is None else list(stops)
    if len(stops) != len(path):
        raise ValueError(f"stops must be as many as points, got {len(stops)} for {len(path)}")
    with torch.no_grad():
        decoded = decoder(path).reshape(-1, *image_shape)
    images = (255 * decoded).round().to(torch.uint8)
    # A slider moves to a frame by its name, so the names must differ where the stops may not.
    frames = [
        go.Frame(data=[picture_in_grey(image)], name=str(i)) for i, image in enumerate(images)
    ]
    figure = go.Figure(data=[picture_in_grey(images[0])], frames=frames)
    steps = animation_steps(stops, [frame.name for frame in frames])
    figure.update_layout(
        sliders=[{"steps": steps, "currentvalue": {"prefix": ""}, "pad": {"t": 8}}],
        plot_bgcolor="white",
        width=340,
        height=430,
        margin={"l": 20, "r": 20, "t": 20, "b": 20},
        xaxis={"visible": False, "constrain": "domain"},
        yaxis={"visible": False, "autorange": "reversed", "scaleanchor": "x"},
    )
    return figure
