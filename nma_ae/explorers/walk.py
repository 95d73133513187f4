"""A walk through a latent space, one decoded image after the other."""

from collections.abc import Callable, Sequence

import plotly.graph_objects as go
import torch

from nma_ae.analysis.grids import decoded_images
from nma_ae.arguments import require_callables, require_floats, require_image_shape, require_items
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
    require_callables(decoder=decoder)
    require_floats("(n, d)", least=2, path=path)
    image_shape = require_image_shape(image_shape)
    stops = [str(i + 1) for i in range(len(path))] if stops is None else stops
    require_items(str, stops=stops)
    if len(stops) != len(path):
        raise ValueError(f"stops must be as many as points, got {len(stops)} for {len(path)}")
    images = (255 * decoded_images(decoder, path, image_shape)).round().to(torch.uint8)
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
