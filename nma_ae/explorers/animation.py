"""How sliders and menus of plotly's figures lead to their frames, on a page without a kernel."""

from collections.abc import Iterable
from typing import Any

INK = "#2B2F36"  # of words beside pictures

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
