"""Random views to play with: ready-made ones on a slider, and new ones where a kernel runs."""

from typing import TypedDict, cast

import matplotlib.pyplot as plt
import plotly.graph_objects as go
import torch

from nma_ae.arguments import require_pixels
from nma_ae.data import random_views
from nma_ae.data.transforms import ROTATION, SCALE, TRANSLATION
from nma_ae.explorers.animation import INK, named_slider
from nma_ae.explorers.demo import FigureDemo
from nma_ae.explorers.serialise import picture_address
from nma_ae.plotting import plot_image_rows
from nma_ae.seeds import generator


class Setting(TypedDict):
    """How far `random_views` may go."""

    rotation: float
    translation: float
    scale: tuple[float, float]


NONE: Setting = {"rotation": 0.0, "translation": 0.0, "scale": (1.0, 1.0)}
SETTINGS: dict[str, Setting] = {
    "none": NONE,
    f"rotation up to {ROTATION:.0f}°": {**NONE, "rotation": ROTATION},
    f"translation up to {TRANSLATION:g} of the side": {**NONE, "translation": TRANSLATION},
    f"scale from {SCALE[0]:g} to {SCALE[1]:g}": {**NONE, "scale": SCALE},
    "all three": {"rotation": ROTATION, "translation": TRANSLATION, "scale": SCALE},
}
MOST_IMAGES = 6
ROWS = ("image", "view 1", "view 2")
GAP = 3  # pixels


def views_slider(images: torch.Tensor, seed: int = 0) -> go.Figure:
    """Show images and two random views of each under a slider that needs no kernel.

    Args:
        images: (n, 1, height, width) in [0, 1], from one to six.
        seed: What the views are drawn from, for each setting anew.

    Returns:
        A figure with a frame for each setting: none, rotation, translation, scale, all three. Each
        is one picture: a row of the images, and two rows of views under them.

    Raises:
        ValueError: If `images` are not of this shape or number.
    """
    _require_images(images)
    n, _, height, _ = images.shape
    pitch = height + GAP
    frames = []
    for name, setting in SETTINGS.items():
        draws = generator(seed)
        views = [random_views(images, **setting, generator=draws) for _ in range(2)]
        picture = go.Image(source=picture_address(_montage([images, *views])), hoverinfo="skip")
        frames.append(go.Frame(data=[picture], name=name))
    # The first setting leaves the images as they are: so the figure begins.
    figure = go.Figure(data=frames[0].data, frames=frames)
    figure.update_layout(
        sliders=[
            # Above the images, which keep to it where the page is narrow.
            named_slider(SETTINGS, SETTINGS, y=1, yanchor="bottom", pad={"b": 10})
        ],
        plot_bgcolor="white",
        font={"color": INK},
        width=90 * n + 70,
        height=370,
        margin={"l": 60, "r": 10, "t": 90, "b": 10},
        xaxis={"visible": False, "constrain": "domain", "fixedrange": True},
        yaxis={
            "tickvals": [pitch * k + height / 2 for k in range(3)],
            "ticktext": ROWS,
            "ticklabelstandoff": 6,
            "showgrid": False,
            "zeroline": False,
            "autorange": "reversed",
            "scaleanchor": "x",
            "constrain": "domain",
            "constraintoward": "top",
            "fixedrange": True,
        },
    )
    return figure


def _require_images(images: torch.Tensor) -> None:
    require_pixels(images=images)
    if images.ndim != 4 or images.shape[1] != 1 or not 1 <= len(images) <= MOST_IMAGES:
        raise ValueError(
            f"images must be (n, 1, height, width) with n from 1 to {MOST_IMAGES}, got "
            f"{tuple(images.shape)}"
        )


def _montage(rows: list[torch.Tensor]) -> torch.Tensor:
    """Put rows of images (n, 1, height, width) on one canvas, with white between them."""
    images = torch.stack(rows)[:, :, 0].float()
    padded = torch.nn.functional.pad(images, (0, GAP, 0, GAP), value=1.0)
    # (rows, columns, height, width) -> (rows, height, columns, width) -> one canvas
    canvas = padded.transpose(1, 2).flatten(0, 1).flatten(1)
    return canvas[:-GAP, :-GAP]


class ViewsDemo(FigureDemo):
    """Sliders for the random transformations; each change draws pairs of views anew.

    Attributes:
        controls: The sliders by name: "rotation" in degrees, "translation" as a part of the
            image's side, "scale" (smallest, largest), "seed".
    """

    _needs = "Sliders for rotation, translation, scale and seed: they need a kernel."

    def __init__(self, images: torch.Tensor) -> None:
        """Make the sliders, set as the course trains with.

        Args:
            images: (n, 1, height, width) in [0, 1], from one to six.

        Raises:
            ValueError: If `images` are not of this shape or number.
        """
        import ipywidgets as widgets

        _require_images(images)
        self.images = images
        controls = {
            "rotation": widgets.IntSlider(int(ROTATION), min=0, max=180, step=5),
            "translation": widgets.FloatSlider(TRANSLATION, min=0, max=0.5, step=0.05),
            "scale": widgets.FloatRangeSlider(value=SCALE, min=0.5, max=1.5, step=0.05),
            "seed": widgets.IntSlider(0, min=0, max=20),
        }
        for name, control in controls.items():
            control.description = name
        super().__init__(controls)

    def views(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Draw two views of each image as the sliders say, each (n, 1, height, width)."""
        chosen = {name: control.value for name, control in self.controls.items()}
        draws = generator(chosen.pop("seed"))
        first, second = (random_views(self.images, **chosen, generator=draws) for _ in range(2))
        return first, second

    def draw(self) -> plt.Figure:
        """Draw the images, and under each its two views."""
        height, width = self.images.shape[2:]
        rows = [self.images, *self.views()]
        ax = plot_image_rows(rows, labels=ROWS, image_shape=(height, width))
        return cast(plt.Figure, ax.figure)  # a figure of its own
