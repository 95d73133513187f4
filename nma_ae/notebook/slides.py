"""Shows a lecture's slides, folded."""

import re
from dataclasses import dataclass
from html import escape

from nma_ae.exercises.messages import _

_OSF_ID = re.compile(r"[a-z0-9]{5}")


@dataclass(frozen=True)
class Slides:
    """Slides that lie at the Open Science Framework; a terminal shows where.

    Attributes:
        title: what they are about.
        osf: their identifier there.
    """

    title: str
    osf: str

    @property
    def address(self) -> str:
        """Where they can be downloaded."""
        return f"https://osf.io/download/{self.osf}/"

    def __repr__(self) -> str:
        return f"{_('Slides')}: {self.title}\n  {self.address}"

    def _repr_html_(self) -> str:
        # As with videos: a closed <details> with a lazy frame asks nobody for anything.
        viewer = (
            f"https://mfr.ca-1.osf.io/render?url=https://osf.io/{self.osf}/"
            "?direct%26mode=render%26action=download%26mode=render"
        )
        title = escape(f"{_('Slides')}: {self.title}")
        return (
            f'<details class="nma-slides"><summary>{title}</summary>'
            f'<iframe src="{escape(viewer)}" title="{title}" loading="lazy" allowfullscreen '
            'style="width:100%;aspect-ratio:16/9;border:0"></iframe>'
            f'<div><a href="{escape(self.address)}">{escape(_("Download"))}</a></div></details>'
        )


def slides(title: str, osf: str) -> Slides:
    """Show slides folded; nothing is fetched until they are opened.

    Args:
        title: what they are about.
        osf: their identifier at osf.io, five letters and digits, such as "ed65b".

    Raises:
        ValueError: the title is empty, or the identifier is none.
    """
    if not title.strip():
        raise ValueError("title must say what the slides are about; an empty one was given.")
    if not _OSF_ID.fullmatch(osf):
        raise ValueError(
            f"osf must be the five letters and digits that follow osf.io/; {osf!r} was given."
        )
    return Slides(title, osf)
