"""Where a chapter runs, below its title.

And below each exercise that a page cannot judge, with its hints, step by step.
"""

from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from nma_ae.exercises import courses
from nma_ae.exercises.verdict import code_in_html
from nma_ae.tools.notebooks.exercises import exercises_in
from nma_ae.tools.site.course_archive import find_plain_exercises
from nma_ae.tools.site.messages import translator
from nma_ae.tools.site.plumbing import cells, code_of
from nma_ae.tools.site.repository import Repository

_OPEN = "nma-verdict--open"


def add_run_buttons(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put below the title of a notebook, and the question that it starts from, where it runs."""
    title = doctree.next_node(nodes.title)
    if app.builder.format != "html" or title is None or not any(cells(doctree)):
        return
    place, below = title.parent.index(title) + 1, title.next_node(siblings=True, descend=False)
    if isinstance(below, nodes.paragraph):
        bold = below.next_node(nodes.strong)
        place += 1 if bold is not None and bold.astext() == below.astext() else 0
    row = f'<p class="nma-run">{_run_buttons(docname, app.config)}</p>'
    title.parent.insert(place, nodes.raw("", row, format="html"))


def add_cards(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put a card below each exercise but those with an editor, and take its open verdict away.

    That verdict tells of cells that run and of functions to call: true of the notebook alone.
    """
    if app.builder.format != "html":
        return
    for cell in cells(doctree):
        names = [found.name for found in exercises_in(code_of(cell))]
        if not names:
            continue
        for shown in list(cell.findall(nodes.raw)):
            if _OPEN in shown.astext():
                shown.parent.remove(shown)
        for name in reversed(names):
            if name not in find_plain_exercises().names:
                card = nodes.raw("", _card(name, docname, app.config), format="html")
                cell.parent.insert(cell.parent.index(cell) + 1, card)


def _card(name: str, docname: str, config: Config) -> str:
    """Return the HTML of a card: links to where the notebook runs, and hints below one another.

    Each hint is folded inside the one before it, as a kernel gives one after the other.
    """
    _ = translator(config)
    hints = courses.load(name).hints
    folds = ""
    for number in range(len(hints), 0, -1):
        label = escape(_("Hint {number} of {all}").format(number=number, all=len(hints)))
        text = code_in_html(_(hints[number - 1]))
        folds = f"<details><summary>{label}</summary><p>{text}</p>{folds}</details>"
    buttons = _run_buttons(docname, config)
    return f'<div class="nma-exercise"><p class="nma-exercise__run">{buttons}</p>{folds}</div>'


def _run_buttons(docname: str, config: Config) -> str:
    _ = translator(config)
    repository = Repository(config)
    notebook = f"{'../' * docname.count('/')}_sources/{docname}.ipynb"
    links = [(notebook, " download", _("Download the notebook"))]
    if repository.url:
        links[:0] = [
            (repository.colab(docname), "", _("Open in Colab")),
            (repository.kaggle(docname), "", _("Open in Kaggle")),
        ]
    return "".join(
        f'<a class="course-button" href="{escape(address)}"{how}>{escape(text)}</a>'
        for address, how, text in links
    )
