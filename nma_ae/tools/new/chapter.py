"""Lays out a chapter: notebook, package of exercises, tests, and its place in the contents."""

import copy
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nma_ae.files import read_text
from nma_ae.tools.new.checkout import TO_WRITE, check_chapter_name, write_all
from nma_ae.tools.new.contents import contents_with, pages_of
from nma_ae.tools.notebooks.files import read_notebook
from nma_ae.tools.notebooks.normal import normalised

_SET_UP = re.compile(r"^\s*setup\(", re.MULTILINE)

_SOLUTIONS = '''\
"""The exercises of the chapter in its order, each with the path of its solution."""

SOLUTIONS = {}
'''

_TESTS = '''\
"""What the chapter {name} claims, and its solutions against references by others."""

# {to_write} a test for each claim of the text, with a margin over several seeds.
# {to_write} a test of each solution against a reference that somebody else wrote.
'''


def new_chapter(root: Path, name: str, title: str) -> list[str]:
    """Lay out a chapter in a checkout.

    Args:
        root: the checkout.
        name: such as "deep_autoencoder".
        title: heading of the chapter, one line.

    Returns:
        The paths that were written, relative to `root`.

    Raises:
        ValueError: the name or the title is none, or the name is taken; nothing was written.
    """
    check_chapter_name(name)
    if not title.strip() or "\n" in title:
        raise ValueError(f"--title must be one line that is not empty; {title!r} was given.")
    _check_free(root, name)
    contents = read_text(root / "book/_toc.yml")
    notebook = normalised(_notebook(name, title.strip(), *_model(root, contents)))
    texts = {
        f"book/{name}.ipynb": nbformat.writes(notebook) + "\n",
        f"nma_ae/chapters/{name}/__init__.py": "",
        f"nma_ae/chapters/{name}/solutions.py": _SOLUTIONS,
        f"tests/chapters/test_{name}.py": _TESTS.format(name=name, to_write=TO_WRITE),
        "book/_toc.yml": contents_with(contents, name),
    }
    before: dict[str, str | None] = dict.fromkeys(texts) | {"book/_toc.yml": contents}
    write_all(root, texts, before)
    return list(texts)


def _check_free(root: Path, name: str) -> None:
    taken = [
        *root.glob(f"book/{name}.*"),
        *root.glob(f"nma_ae/chapters/{name}*"),
        *root.glob(f"tests/chapters/test_{name}.py"),
    ]
    taken = [path for path in taken if path.name.split(".")[0] in (name, f"test_{name}")]
    if taken:
        raise ValueError(
            f"the name {name!r} is taken: {taken[0].relative_to(root)} exists. Nothing was written."
        )


def _model(root: Path, contents: str) -> tuple[str, NotebookNode, list[NotebookNode]]:
    """Return name, set-up cell and badge cells of the first chapter: the form of all."""
    for name in pages_of(contents):
        path = root / "book" / f"{name}.ipynb"
        if not path.exists():
            continue
        cells = read_notebook(path).cells
        set_ups = [c for c in cells if c.cell_type == "code" and _SET_UP.search(c.source)]
        badges = [c for c in cells if "remove-cell" in c.metadata.get("tags", [])]
        if set_ups:
            return name, set_ups[0], [c for c in badges if c.cell_type == "markdown"]
    raise ValueError(
        "the set-up cell is copied from the first chapter in book/_toc.yml, and no notebook there "
        "has a cell that calls setup(...)."
    )


def _notebook(
    name: str, title: str, model: str, set_up: NotebookNode, badges: list[NotebookNode]
) -> NotebookNode:
    heads = [copy.deepcopy(badge) for badge in badges]
    for badge in heads:
        badge.source = badge.source.replace(f"{model}.ipynb", f"{name}.ipynb")
    imports = (
        "import torch\nfrom torch import nn\n\n"
        "from nma_ae.exercises import attempt, exercise, hint, progress, solution"
    )
    cells = [
        *heads,
        _text("title", f"# {title}"),
        # The front page shows the question and what is needed: it finds them by the tags.
        _tagged("question", f"**{_to_write('a question that the chapter answers.')}**"),
        _text(
            "opening",
            _to_write("why the question is worth asking."),
            "**You will learn**",
            f"- {_to_write('what a reader can do afterwards, three to five items.')}",
            f"**Time**: {_to_write('of reading and exercises, and of computing.')}",
        ),
        _tagged("needs", f"**You need**: {_to_write('what has to be known before.')}"),
        new_code_cell(
            set_up.source.replace(f'setup("{model}"', f'setup("{name}"'),
            id="set-up",
            metadata=copy.deepcopy(set_up.metadata),
        ),
        new_code_cell(imports, id="imports"),
        _text("section-1", "## 1. First section", _to_write("its heading, and its text.")),
        _text(
            "summary",
            "## Summary",
            f"- {_to_write('what to take away, an item to each goal.')}",
            "What you have solved so far:",
        ),
        new_code_cell(f'progress("{name}")', id="progress"),
        _text("reading", "## Read on", f"- {_to_write('papers and pages, each with why.')}"),
    ]
    # How long it takes, and after which chapters it comes, as the text says it too.
    return new_notebook(cells=cells, metadata={"course": {"minutes": None, "after": []}})


def _text(cell_id: str, *paragraphs: str) -> NotebookNode:
    return new_markdown_cell("\n\n".join(paragraphs), id=cell_id)


def _tagged(tag: str, text: str) -> NotebookNode:
    return new_markdown_cell(text, id=tag, metadata={"tags": [tag]})


def _to_write(what: str) -> str:
    return f"{TO_WRITE} {what}"
