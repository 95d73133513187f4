"""The title and the contents of the file, as a page of the site."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from nma_ae import __version__
from nma_ae.exercises.messages import translation
from nma_ae.tools.pdf.editions import Edition

DEEPEST = 2  # of the headings in the contents; the outline has all

_STYLE = """
@page { margin: 25mm 25mm 20mm; }
body { color: #20242c; font-family: var(--course-font-ui); font-size: 10pt; margin: 0; }
h1 { color: #12161d; font-size: 34pt; letter-spacing: -0.02em; line-height: 1.1; }
h1 { margin: 55mm 0 8mm; max-width: 14cm; word-break: auto-phrase; }
h1 + p { color: #545b66; font-size: 13pt; margin: 0 0 60mm; }
.about { color: #545b66; line-height: 1.5; }
.about p { margin: 0 0 2mm; }
a { color: #0b6475; }
h2 { break-before: page; color: #12161d; font-size: 18pt; margin: 0 0 6mm; }
ol { list-style: none; margin: 0; padding: 0; }
li { break-inside: avoid; display: flex; line-height: 1.4; }
li a { color: inherit; flex: 1; text-decoration: none; }
li span { font-variant-numeric: tabular-nums; }
.level-1 { break-after: avoid; font-weight: 650; margin-top: 3.2mm; }
.level-2 { color: #545b66; font-size: 9pt; margin-left: 5mm; }
"""


@dataclass(frozen=True)
class Entry:
    """A line of the contents.

    Attributes:
        title: The heading.
        level: 1 for a page's own.
        number: Of the sheet that it is on, as printed.
    """

    title: str
    level: int
    number: int


def front_matter(edition: Edition, entries: Sequence[Entry]) -> str:
    """Return the page, whose links to `#page=N` lead to the sheet of that number.

    Args:
        edition: What it is the front of.
        entries: All headings, in their order.
    """
    _ = translation(edition.language).gettext
    version = _("Version {version}, printed on {date}").format(
        version=__version__, date=datetime.date.today().isoformat()
    )
    lines = [f"<p>{escape(version)}</p>"]
    if edition.address:
        where = _("On its site figures move, and exercises answer: {address}")
        link = f'<a href="{escape(edition.address)}">{escape(edition.address)}</a>'
        lines.append(f"<p>{escape(where, quote=False).format(address=link)}</p>")
    contents = "".join(
        f'<li class="level-{each.level}"><a href="#page={each.number}">{escape(each.title)}</a>'
        f"<span>{each.number}</span></li>"
        for each in entries
        if each.level <= DEEPEST
    )
    return f"""<!DOCTYPE html>
<html lang="{edition.language}" data-theme="light">
<head>
<meta charset="utf-8">
<title>{escape(edition.title)}</title>
<link rel="stylesheet" href="/_static/site/fonts.css">
<link rel="stylesheet" href="/_static/course.css">
<style>{_STYLE}</style>
</head>
<body>
<h1>{escape(edition.title)}</h1>
<p>{escape(edition.author)}</p>
<div class="about">{"".join(lines)}{edition.licence}</div>
<h2>{escape(_("Contents"))}</h2>
<ol>{contents}</ol>
</body>
</html>
"""
