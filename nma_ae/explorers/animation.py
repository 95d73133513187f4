"""What plotly's figures share: colours, pictures, and how sliders and menus lead to frames."""

from collections.abc import Iterable
from typing import Any

import plotly.graph_objects as go
import torch
from matplotlib import color_sequences
from matplotlib.colors import to_hex

INK = "#2B2F36"  # of words beside pictures
DIGIT_COLOURS = [to_hex(colour) for colour in color_sequences["tab10"]]

# Nothing moves in between: a frame is another picture, not the next one of a film.
_AT_ONCE = {"mode": "immediate", "frame": {"duration": 0}, "transition": {"duration": 0}}


def animation_steps(labels: Iterable[str], frames: Iterable[str]) -> list[dict[str, Any]]:
    """Give the steps of a slider, or the buttons of a menu, each of which shows a frame.

    Args:
        labels: What each is called.
        frames: The name of the frame that each shows; all must differ.
    """
    return [
        {"label": label, "method": "animate", "args": [[frame], _AT_ONCE]}
        for label, frame in zip(labels, frames, strict=True)
    ]


def named_slider(labels: Iterable[str], frames: Iterable[str], **more: Any) -> dict[str, Any]:
    """Give a slider that tells the name of its stop above it: under many stops there is no room.

    Args:
        labels: What each stop is called.
        frames: The name of the frame that each shows; all must differ.
        more: Its place and what else differs, in plotly's words; takes precedence.
    """
    return {
        "steps": animation_steps(labels, frames),
        "currentvalue": {"prefix": "", "font": {"color": INK, "size": 15}},
        "font": {"color": "rgba(0,0,0,0)", "size": 1},
        **more,
    }


def title_in_lines(name: str) -> str:
    """Set a name in bold, in two lines where it has a comma: on a phone, one would be cut off."""
    return f"<b>{name.replace(', ', ',<br>', 1)}</b>"


def picture_in_grey(pixels: torch.Tensor) -> go.Heatmap:
    """Show a picture: as bytes, which make a page of many frames a quarter as large.

    Args:
        pixels: (height, width), uint8.
    """
    return go.Heatmap(
        z=pixels.numpy(), zmin=0, zmax=255, colorscale="gray", showscale=False, hoverinfo="skip"
    )
