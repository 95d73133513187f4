"""What of a page has no translation: it stays in English there, and is marked as such."""

import re

from nma_ae.exercises.messages import translation
from nma_ae.tools.translate.blocks import kind_of

SOURCE = "en"
"""The language that the book is written in."""

HEADING_MARK = '<div class="not-translated-heading">'
"""Follows a heading; the site's extension looks for it to set the heading's language."""

_SUMMARY = re.compile(r"<summary>(?P<title>.*?)</summary>", re.DOTALL)
_MARK = r"<small lang=[^>]*>[^<]*</small>"
_MARKED = re.compile(
    rf'<div lang="{SOURCE}" class="not-translated">\n{_MARK}\n\n(?P<text>.*?)\n\n</div>\n',
    re.DOTALL,
)
_MARKED_HEADING = re.compile(rf"\n\n{re.escape(HEADING_MARK)}{_MARK}</div>\n")


def marked(block: str, language: str) -> str:
    """Mark a block of Markdown as one that is not translated.

    Tags hold it, which JupyterLab and Colab know as well as the site. A heading stays one, or the
    page would lose a part of its outline and an anchor: its mark follows it. The opening of a
    folded answer has its mark in its title.

    Args:
        block: a block as `split` gives it, with words in it.
        language: of the page on which it stands, and so of the mark.

    Returns:
        The block. It ends a line: Markdown that follows a tag at once is not read as Markdown.
    """
    _ = translation(language).gettext
    mark = f'<small lang="{language}">{_("Not translated yet")}</small>'
    match kind_of(block):
        case "heading":
            return f"{block}\n\n{HEADING_MARK}{mark}</div>\n"
        case "html":
            titled = rf'<summary><span lang="{SOURCE}">\g<title></span> {mark}</summary>'
            return _SUMMARY.sub(titled, block)
    return f'<div lang="{SOURCE}" class="not-translated">\n{mark}\n\n{block}\n\n</div>\n'


def unmarked(markdown: str) -> str:
    """Return a text without the marks of its blocks, for what shows only a part of a page."""
    return _MARKED_HEADING.sub("", _MARKED.sub(r"\g<text>", markdown))
