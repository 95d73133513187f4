"""Figures that stay sharp: beside its PNG, a figure of lines and bars is stored as SVG."""

import io
import re

import matplotlib as mpl
import numpy as np
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from matplotlib.image import AxesImage, BboxImage, FigureImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

MOST_MARKS = 1_500  # points of all lines and clouds, and bars; more of them are a picture
MOST_BYTES = 70_000  # beside PNGs of about as much; a chapter stays below 3 MB
_BLANK = re.compile(r">\s+<")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_LONG_NUMBER = re.compile(r"(?<![\w#.-])(-?\d+\.\d\d)\d+")


def as_svg(figure: Figure) -> str | None:
    """Draw a figure as SVG, where it has little to draw.

    Its text is text, and the same figure is always the same SVG, without dates or random names.

    Args:
        figure: any figure of matplotlib.

    Returns:
        The SVG; None of a figure with images or with more than 1,500 points and bars, and where
        more than 70 kB would come out.
    """
    if not is_light(figure):
        return None
    drawn = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "nma_ae"}):
        figure.savefig(
            drawn,
            format="svg",
            bbox_inches="tight",
            metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")),
        )
    svg = compact(drawn.getvalue())
    return svg if len(svg.encode()) <= MOST_BYTES else None


def compact(svg: str) -> str:
    """Write an SVG in one line, without comments, its lengths to a hundredth of a point.

    What stands between the tags stays, for a reader reads it.
    """
    between = _BLANK.sub("><", _COMMENT.sub("", svg)).strip()
    return _TAG.sub(lambda tag: " ".join(_LONG_NUMBER.sub(r"\1", tag[0]).split()), between)


def is_light(figure: Figure) -> bool:
    """Whether a figure is of lines, bars and few points."""
    marks = 0
    for artist in figure.findobj():
        if isinstance(artist, AxesImage | BboxImage | FigureImage):
            return False
        if isinstance(artist, Line2D):
            marks += np.size(artist.get_xdata())
        elif isinstance(artist, Collection):
            marks += max(
                len(np.asarray(artist.get_offsets())), sum(len(path) for path in artist.get_paths())
            )
        elif isinstance(artist, Patch):
            marks += 1
    return marks <= MOST_MARKS
