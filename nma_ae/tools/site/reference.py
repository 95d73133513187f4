"""Fills in what pages leave to other files: the package, the commands, the changes, the chapters.

A page holds a fence, as in

    ```{room} data
    ```

and Markdown is put in its place before Sphinx reads the page. So sections, anchors and the search
are the same as on any other page.
"""

import argparse
import inspect
import re
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml
from sphinx.application import Sphinx
from sphinx.util.typing import stringify_annotation

from nma_ae.exercises import courses
from nma_ae.tools.commands import COMMANDS
from nma_ae.tools.site.chapters import documents
from nma_ae.tools.site.claims import claims_markdown, counts_markdown
from nma_ae.tools.site.editions import MADE_FROM_ENGLISH
from nma_ae.tools.site.repository import Repository
from nma_ae.tools.site.rooms import ROOMS, room_of
from nma_ae.tools.translate.untranslated import unmarked

_MARK = re.compile(
    r"^```\{(?P<kind>room|rooms|commands|changelog|hub-links|claims|claim-counts|exercise-file)\}"
    r"(?: (?P<name>[\w.]+))?\n```$",
    re.MULTILINE,
)
_ENGLISH = {"room", "commands", "changelog", "claims"}  # what is English in every edition
# What is said of a chapter, where the book has it.
_CHAPTER = re.compile(
    r"^:::\{if-chapter\} (?P<name>\w+)\n(?P<text>.*?)^:::\n", re.MULTILINE | re.DOTALL
)
_LONGEST = 200  # letters of a constant that is shown


def fill_in(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the reference where a page asks for it; Sphinx calls this before it reads a page."""
    if not _MARK.search(source[0]) and not _CHAPTER.search(source[0]):
        return
    present = set(documents_of(app))
    text = _CHAPTER.sub(lambda found: found["text"] if found["name"] in present else "", source[0])
    kinds = {found["kind"] for found in _MARK.finditer(text)}
    app.env.temp_data[MADE_FROM_ENGLISH] = bool(kinds & _ENGLISH)
    source[0] = _MARK.sub(lambda found: _written(app, found), text)
    app.env.note_reread()


def room_markdown(name: str) -> str:
    """Write down one room: a section for each of its names, which Sphinx's autodoc fills.

    Args:
        name: As in "data".
    """
    room = room_of(name)
    entries = [f"## {public}\n\n{_entry(room, public)}" for public in sorted(room.__all__)]
    return "\n\n".join([_rst(f".. py:module:: {room.__name__}"), *entries])


def exercise_markdown(name: str) -> str:
    """Write down the whole module of an exercise, as an example of one.

    Args:
        name: As in "deep_autoencoder.count_parameters".
    """
    chapter, short = name.split(".")
    module = import_module(f"{courses.chapters()[chapter]}.{short}")
    return f"```python\n{inspect.getsource(module).strip()}\n```"


def commands_markdown() -> str:
    """Write down what `nma-ae` can do: the help of each command."""
    parser = argparse.ArgumentParser(prog="nma-ae")
    subparsers = parser.add_subparsers()
    for command in COMMANDS:
        import_module(f"nma_ae.tools.{command}").register(subparsers)
    return "\n\n".join(
        f"## nma-ae {name}\n\n```text\n{_help(command)}\n```"
        for name, command in subparsers.choices.items()
    )


def documents_of(app: Sphinx) -> list[str]:
    """Return the documents of the book that is built, in its order."""
    return documents(yaml.safe_load((app.srcdir / "_toc.yml").read_text(encoding="utf-8")))


def rooms_markdown(folder: Path) -> str:
    """List the rooms, each with what its page says of it.

    Args:
        folder: The folder of the pages.
    """
    lines = []
    for name in ROOMS:
        page = (folder / f"{name}.md").read_text(encoding="utf-8")
        about = unmarked(page).split("\n\n")[1]  # after the title
        lines.append(f"- **[{name}]({name}.md)**: {' '.join(about.split())}")
    return "\n".join(lines)


def _hub_links(app: Sphinx) -> str:
    repository = Repository(app.config)
    names = [name for name in documents_of(app) if (app.srcdir / f"{name}.ipynb").is_file()]
    links = "\n".join(repository.hub(name) for name in names)
    return f"```text\n{links}\n```"


def _help(command: argparse.ArgumentParser) -> str:
    # The width of the terminal that builds the site must not be seen in it.
    command.formatter_class = lambda prog: argparse.HelpFormatter(prog, width=78)
    return command.format_help().strip()


def _written(app: Sphinx, found: re.Match) -> str:
    match found["kind"]:
        case "room":
            return room_markdown(found["name"])
        case "rooms":
            return rooms_markdown(Path(app.srcdir, "package"))
        case "commands":
            return commands_markdown()
        case "hub-links":
            return _hub_links(app)
        case "claims":
            return claims_markdown(app.config)
        case "claim-counts":
            return counts_markdown(app.config)
        case "exercise-file":
            return exercise_markdown(found["name"])
    path = Path("CHANGELOG.md")  # the build runs in the root of the checkout
    return path.read_text(encoding="utf-8").partition("\n")[2]  # the page has a title of its own


def _entry(room: ModuleType, name: str) -> str:
    thing = getattr(room, name)
    if not callable(thing):
        return _rst(_constant(room, name, thing))
    kind = "class" if inspect.isclass(thing) else "function"
    if isinstance(thing, type) and issubclass(thing, Exception):
        kind = "exception"
    return _rst(f".. auto{kind}:: {room.__name__}.{name}")


def _rst(text: str) -> str:
    return f"```{{eval-rst}}\n{text}\n```"


def _constant(room: ModuleType, name: str, value: Any) -> str:
    """Describe a constant: autodoc would give it the docstring of its type."""
    lines = [f".. py:data:: {name}", f"   :module: {room.__name__}"]
    shown = repr(value)
    if isinstance(value, dict | Path) or len(shown) > _LONGEST:
        kind = Path if isinstance(value, Path) else type(value)  # not PosixPath
        lines.append(f"   :type: {stringify_annotation(kind, 'smart')}")
    else:
        lines.append(f"   :value: {shown}")
    if isinstance(value, dict):
        lines += ["", "   It has the keys " + ", ".join(f"``{key}``" for key in value) + "."]
    return "\n".join(lines)
