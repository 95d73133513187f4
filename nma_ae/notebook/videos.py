"""Shows a lecture video where the reader can reach it: YouTube and Bilibili side by side."""

import re
from dataclasses import dataclass
from html import escape

from nma_ae.exercises.messages import _

_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_BILIBILI_ID = re.compile(r"BV[A-Za-z0-9]{10}")


@dataclass(frozen=True)
class Videos:
    """One video on both sites; a notebook shows it folded, a terminal as two addresses.

    Attributes:
        title: what the video is about.
        youtube: its identifier on YouTube.
        bilibili: its identifier on Bilibili.
    """

    title: str
    youtube: str
    bilibili: str

    def __repr__(self) -> str:
        return "\n".join(
            [
                f"{_('Video')}: {self.title}",
                f"  YouTube   https://www.youtube.com/watch?v={self.youtube}",
                f"  Bilibili  https://www.bilibili.com/video/{self.bilibili}",
            ]
        )

    def _repr_html_(self) -> str:
        # A closed <details> with lazy frames asks neither site for anything. Inline style, because
        # notebooks have no other; the flex items are below each other on a narrow screen.
        youtube = self._player(
            "YouTube",
            player=f"https://www.youtube-nocookie.com/embed/{self.youtube}",
            page=f"https://www.youtube.com/watch?v={self.youtube}",
        )
        bilibili = self._player(
            "Bilibili",
            player=f"https://player.bilibili.com/player.html?bvid={self.bilibili}&autoplay=0",
            page=f"https://www.bilibili.com/video/{self.bilibili}",
        )
        return (
            f'<details class="nma-video"><summary>{escape(_("Video"))}: {escape(self.title)}'
            '</summary><div style="display:flex;flex-wrap:wrap;gap:16px;padding:8px 0">'
            f"{youtube}{bilibili}</div></details>"
        )

    def _player(self, site: str, player: str, page: str) -> str:
        title = escape(f"{self.title} ({site})")
        link = escape(_("Watch on {site}").format(site=site))
        return (
            '<div style="flex:1 1 280px;min-width:0">'
            f'<iframe src="{escape(player)}" title="{title}" loading="lazy" allowfullscreen '
            # Without the origin as referrer YouTube refuses to play.
            'referrerpolicy="strict-origin-when-cross-origin" '
            'allow="encrypted-media; fullscreen; picture-in-picture" '
            'style="width:100%;aspect-ratio:16/9;border:0"></iframe>'
            f'<div><a href="{escape(page)}">{link}</a></div></div>'
        )


def videos(title: str, youtube: str, bilibili: str) -> Videos:
    """Show one video folded, from YouTube and from Bilibili; nothing is fetched until it is opened.

    Args:
        title: what the video is about, such as "Extensions".
        youtube: its identifier there, 11 characters, such as "pgkrU9UqXiU".
        bilibili: its identifier there, "BV" and 10 characters, such as "BV175411a7j9".

    Raises:
        ValueError: the title is empty, or an identifier is none.

    Example:
        >>> videos("Extensions", youtube="pgkrU9UqXiU", bilibili="BV175411a7j9")
        Video: Extensions
          YouTube   https://www.youtube.com/watch?v=pgkrU9UqXiU
          Bilibili  https://www.bilibili.com/video/BV175411a7j9
    """
    if not title.strip():
        raise ValueError("title must say what the video is about; an empty one was given.")
    if not _YOUTUBE_ID.fullmatch(youtube):
        raise ValueError(
            "youtube must be the 11 characters (letters, digits, - and _) that follow `v=` in the "
            f"video's address; {youtube!r} was given."
        )
    if not _BILIBILI_ID.fullmatch(bilibili):
        raise ValueError(
            "bilibili must be `BV` and the 10 letters and digits that follow it in the video's "
            f"address; {bilibili!r} was given."
        )
    return Videos(title, youtube, bilibili)
