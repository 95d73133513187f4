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
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from sphinx.application import Sphinx

from nma_ae.tools.commands import COMMANDS
from nma_ae.tools.site.chapters import documents
from nma_ae.tools.site.docstrings import docstring_markdown, plain_markdown
from nma_ae.tools.site.editions import MADE_FROM_ENGLISH
from nma_ae.tools.site.repository import Repository
from nma_ae.tools.translate.untranslated import unmarked

_MARK = re.compile(
    r"^```\{(?P<kind>room|rooms|commands|changelog|hub-links)\}(?: (?P<name>\w+))?\n```$",
    re.MULTILINE,
)
_ENGLISH = {"room", "commands", "changelog"}  # what is English in every edition
# What is said of a chapter, where the book has it.
_CHAPTER = re.compile(
    r"^:::\{if-chapter\} (?P<name>\w+)\n(?P<text>.*?)^:::\n", re.MULTILINE | re.DOTALL
)
_WIDTH = 88
_LONGEST = 200  # letters of a constant that is shown
_LONGEST_DEFAULT = 40
# Those that a notebook imports from; each has a page of this name.
ROOMS = (
    "data",
    "networks",
    "analysis",
    "training",
    "plotting",
    "weights",
    "experiments",
    "exercises",
    "notebook",
    "explorers",
)


def fill_in(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the reference where a page asks for it; Sphinx calls this before it reads a page."""
    if not _MARK.search(source[0]) and not _CHAPTER.search(source[0]):
        return
    present = set(_documents(app))
    text = _CHAPTER.sub(lambda found: found["text"] if found["name"] in present else "", source[0])
    kinds = {found["kind"] for found in _MARK.finditer(text)}
    app.env.temp_data[MADE_FROM_ENGLISH] = bool(kinds & _ENGLISH)
    source[0] = _MARK.sub(lambda found: _written(app, found), text)
    app.env.note_reread()


def room_markdown(name: str) -> str:
    """Write down one room.

    Args:
        name: As in "data".
    """
    room = import_module(f"nma_ae.{name}")
    return "\n\n".join(_entry(public, getattr(room, public)) for public in sorted(room.__all__))


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


def rooms_markdown(folder: Path) -> str:
    """List the rooms, each with what its page says of it.

    Args:
        folder: The folder of the pages.
    """
    lines = []
    for name in ROOMS:
        page = (folder / f"{name}.md").read_text(encoding="utf-8")
        about = unmarked(page).split("\n\n")[1]  # behind the title
        lines.append(f"- **[{name}]({name}.md)**: {' '.join(about.split())}")
    return "\n".join(lines)


def _documents(app: Sphinx) -> list[str]:
    return documents(yaml.safe_load((app.srcdir / "_toc.yml").read_text(encoding="utf-8")))


def _hub_links(app: Sphinx) -> str:
    repository = Repository(app.config)
    names = [name for name in _documents(app) if (app.srcdir / f"{name}.ipynb").is_file()]
    links = "\n".join(repository.hub(name) for name in names)
    return f"```text\n{links}\n```"


def _help(command: argparse.ArgumentParser) -> str:
    # The width of whoever builds the site must not be seen in it.
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
    path = Path("CHANGELOG.md")  # the build runs in the root of the checkout
    return path.read_text(encoding="utf-8").partition("\n")[2]  # the page has a title of its own


def _entry(name: str, thing: Any) -> str:
    parts = [f"## {name}"]
    if inspect.isclass(thing):
        parts += [_code(name, thing, "class "), docstring_markdown(_own_docstring(thing))]
        parts.append(_methods(thing))
    elif callable(thing):
        parts += [_code(name, thing, ""), docstring_markdown(thing.__doc__)]
    else:
        parts.append(_constant(name, thing))
    return "\n\n".join(filter(None, parts))


def _code(name: str, thing: Callable, keyword: str) -> str:
    return f"```python\n{keyword}{name}{_signature(thing)}\n```"


def _signature(thing: Callable) -> str:
    try:
        signature = inspect.signature(thing)
    except (TypeError, ValueError):  # an exception, or a class with none of its own
        return "(...)"
    if inspect.isclass(thing):
        signature = signature.replace(return_annotation=inspect.Signature.empty)
    signature = signature.replace(
        parameters=[_without_long_default(each) for each in signature.parameters.values()]
    )
    text = _readable(str(signature))
    if len(text) <= _WIDTH:
        return text
    lines = [_readable(str(parameter)) for parameter in signature.parameters.values()]
    kinds = [parameter.kind for parameter in signature.parameters.values()]
    keyword_only = inspect.Parameter.KEYWORD_ONLY
    if keyword_only in kinds and inspect.Parameter.VAR_POSITIONAL not in kinds:
        lines.insert(kinds.index(keyword_only), "*")
    result = text.rpartition(") -> ")[2] if ") -> " in text else ""
    arguments = "".join(f"    {line},\n" for line in lines)
    return f"(\n{arguments})" + (f" -> {result}" if result else "")


def _without_long_default(parameter: inspect.Parameter) -> inspect.Parameter:
    """Leave out a default that fills lines, or lies on the disk of whoever builds the site."""
    default = parameter.default
    callable_default = inspect.isclass(default) or inspect.isroutine(default)
    if default is inspect.Parameter.empty or callable_default:
        return parameter
    if isinstance(default, Path) or len(repr(default)) > _LONGEST_DEFAULT:
        return parameter.replace(default=_Omitted())
    return parameter


class _Omitted:
    def __repr__(self) -> str:
        return "..."


def _readable(text: str) -> str:
    """Leave out where a type comes from, and what a default object is in memory."""
    text = re.sub(r"<(?:function|class|object) ?'?([\w.]+).*?>", r"\1", text)
    return re.sub(r"\b(?:[a-z_]\w*\.)+(?=[A-Z]\w*)", "", text).replace("NoneType", "None")


def _own_docstring(thing: type) -> str | None:
    """The docstring, unless it was inherited or made up by `dataclass` or `NamedTuple`."""
    docstring = thing.__dict__.get("__doc__") or ""
    return None if docstring.startswith(f"{thing.__name__}(") else docstring


def _methods(thing: type) -> str:
    lines = []
    for name, method in vars(thing).items():
        function = method.__func__ if isinstance(method, classmethod | staticmethod) else method
        function = function.fget if isinstance(function, property) else function
        if name.startswith("_") or not inspect.isfunction(function) or not function.__doc__:
            continue
        summary = " ".join(inspect.cleandoc(function.__doc__).split("\n\n")[0].split())
        call = name if isinstance(method, property) else f"{name}{_short(function)}"
        lines.append(f"- `{call}`: {plain_markdown(summary)}")
    return "**Methods**\n\n" + "\n".join(lines) if lines else ""


def _short(function: Callable) -> str:
    names = [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]
    return f"({', '.join(names)})"


def _constant(name: str, thing: Any) -> str:
    if isinstance(thing, dict):
        return f"{name} has the keys " + ", ".join(f"`{key}`" for key in thing) + "."
    shown = repr(thing)
    if isinstance(thing, Path) or len(shown) > _LONGEST:
        return f"A constant, of the type `{type(thing).__name__}`."
    return f"```python\n{name} = {shown}\n```"
