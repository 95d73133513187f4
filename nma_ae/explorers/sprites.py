"""The latents of dSprites to play with: one at a time on the page, all of them in a kernel."""

from collections.abc import Sequence
from io import BytesIO

import matplotlib.pyplot as plt
import numpy as np
import plotly.graph_objects as go
import torch

from nma_ae.data import LATENT_NAMES, draw_dsprites, latent_indices
from nma_ae.data.dsprites import SIDE
from nma_ae.explorers.animation import INK, named_slider
from nma_ae.explorers.demo import Demo
from nma_ae.explorers.serialise import picture_address
from nma_ae.plotting.rsm_panel import class_names

MIDDLE = (2, 4, 0, 16, 16)  # an upright heart, large enough to see and to see it grow


def sprites_explorer() -> go.Figure:
    """Show an image for each latent of dSprites, with a slider that needs no kernel.

    A slider changes one latent alone; the others stay those of one image in the middle.

    Returns:
        A figure with a row for each latent, in the order of `LATENT_NAMES`: its image and its
        slider, with a stop for each class. All rows begin with the same image.
    """
    figure = go.Figure()
    for row, latent in enumerate(LATENT_NAMES):
        names = class_names(latent)
        images = draw_dsprites(latent_indices([_moved(row, k) for k in range(len(names))]))[:, 0]
        pictures = [picture_address(image) for image in images]
        axes = {"xaxis": f"x{row + 1}", "yaxis": f"y{row + 1}"}
        figure.add_trace(go.Image(source=pictures[MIDDLE[row]], hoverinfo="skip", **axes))
        # A slider moves to a frame by its name, so all must differ.
        frames = [
            go.Frame(data=[go.Image(source=picture)], name=f"{latent} {k}", traces=[row])
            for k, picture in enumerate(pictures)
        ]
        figure.frames += tuple(frames)
        _add_row(figure, row, names, [frame.name for frame in frames])
    figure.update_layout(
        width=480,
        height=560,
        margin={"l": 10, "r": 20, "t": 10, "b": 10},
        plot_bgcolor="white",
        showlegend=False,
    )
    return figure


def _moved(column: int, value: int) -> list[int]:
    return [value if i == column else k for i, k in enumerate(MIDDLE)]


def _add_row(figure: go.Figure, row: int, labels: Sequence[str], frames: Sequence[str]) -> None:
    n_rows, gap = len(LATENT_NAMES), 0.02
    top = 1 - row / n_rows
    number = "" if row == 0 else str(row + 1)
    figure.layout[f"xaxis{number}"] = {
        "domain": [0, 0.27],
        "anchor": f"y{number}",
        "visible": False,
        "constrain": "domain",
        "constraintoward": "left",
        "fixedrange": True,
    }
    figure.layout[f"yaxis{number}"] = {
        "domain": [top - 1 / n_rows + gap, top],
        "anchor": f"x{number}",
        "visible": False,
        "constrain": "domain",
        "scaleanchor": f"x{number}",
        "autorange": "reversed",
        "fixedrange": True,
    }
    slider = named_slider(
        labels,
        frames,
        active=MIDDLE[row],
        x=0.3,
        len=0.7,
        y=top,
        yanchor="top",
        pad={"t": 4, "l": 10, "r": 10},
        currentvalue={
            "prefix": f"<b>{LATENT_NAMES[row]}</b>: ",
            "font": {"size": 15, "color": INK},
        },
        ticklen=4,
    )
    figure.layout.sliders += (slider,)


class SpritesDemo(Demo):
    """A slider for each latent; each change draws the image of these latents.

    Attributes:
        controls: The sliders by the names of the latents; their values are classes.
    """

    _needs = "Sliders for the five latents of dSprites: they need a kernel."

    def __init__(self) -> None:
        """Make the sliders, set to an image in the middle."""
        import ipywidgets as widgets

        controls = {
            latent: widgets.SelectionSlider(
                options=[(name, k) for k, name in enumerate(class_names(latent))],
                value=MIDDLE[column],
                description=latent,
            )
            for column, latent in enumerate(LATENT_NAMES)
        }
        super().__init__(controls, width=5 * SIDE, height=5 * SIDE)
        self._changed()

    def draw(self) -> torch.Tensor:
        """Draw the image of the chosen latents, (64, 64) uint8: 1 inside the shape."""
        chosen = [control.value for control in self.controls.values()]
        return draw_dsprites(latent_indices([chosen]))[0, 0]

    def _png(self) -> bytes:
        # Larger here and not in the browser, which would blur it.
        image = np.kron(self.draw().numpy(), np.ones((5, 5), np.uint8))
        png = BytesIO()
        plt.imsave(png, image, cmap="gray", vmin=0, vmax=1, format="png")
        return png.getvalue()
