"""The folder of the course that is being worked on: where it is, what it holds, and changing it."""

import contextlib
import keyword
import re
from collections.abc import Mapping
from pathlib import Path

from nma_ae.files import read_text, write_whole

TO_WRITE = "TO WRITE:"
"""What begins a text that `nma-ae new` leaves to the author. A test finds what was left."""

_PLACES = ("book/*.ipynb", "book/*.md", "nma_ae/chapters/*/*.py")
_TESTS = "tests/chapters/*.py"
_MARKS = ("pyproject.toml", "book/_toc.yml", "nma_ae/chapters")


def find_checkout(start: Path) -> Path:
    """Return the root of the checkout that a folder lies in.

    Raises:
        ValueError: it lies in none.
    """
    for folder in (start, *start.parents):
        if all((folder / mark).exists() for mark in _MARKS):
            return folder
    raise ValueError(
        f"this command changes a checkout of the course, and {start} lies in none: no folder above "
        f"has {', '.join(_MARKS)}. Change into the checkout first."
    )


def unfilled(root: Path) -> list[str]:
    """Return the places that still hold a text for the author to write, as `path:line: text`."""
    found = []
    for pattern in (*_PLACES, _TESTS):
        for path in sorted(root.glob(pattern)):
            for number, line in enumerate(read_text(path).splitlines(), start=1):
                if TO_WRITE in line:
                    found.append(f"{path.relative_to(root)}:{number}: {line.strip()}")
    return found


def check_chapter_name(name: str) -> None:
    """Refuse what cannot be a notebook, a module and an address at once.

    Raises:
        ValueError: it is not lower-case words joined by underscores.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) or keyword.iskeyword(name):
        raise ValueError(
            f"a chapter is called by lower-case words joined by underscores, such as "
            f"deep_autoencoder; {name!r} was given."
        )


def check_exercise_name(name: str) -> None:
    """Refuse what cannot be the name of a function or class.

    Raises:
        ValueError: it is no such name.
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) or keyword.iskeyword(name):
        raise ValueError(
            f"an exercise is called as its function or class, such as count_parameters; {name!r} "
            "was given."
        )


def write_all(root: Path, texts: Mapping[str, str], before: Mapping[str, str | None]) -> None:
    """Write several files of a checkout, or none of them.

    Args:
        root: the checkout.
        texts: what to write, by path relative to it.
        before: what each of these files held when the texts were made; None where there was none.

    Raises:
        ValueError: a file has changed since, or has come into being.
        OSError: a file cannot be written; the checkout is then as it was.
    """
    for path in texts:
        if _text_or_none(root / path) != before[path]:
            raise ValueError(f"{path} has just been changed by somebody else; nothing was written.")
    with contextlib.ExitStack() as undo:
        for path, text in texts.items():
            _make_folders((root / path).parent, undo)
            undo.callback(_restore, root / path, before[path])
            if before[path] is None:
                (root / path).touch(exist_ok=False)  # refused where somebody was quicker
            write_whole(root / path, text.encode())
        undo.pop_all()


def _text_or_none(path: Path) -> str | None:
    return read_text(path) if path.exists() else None


def _make_folders(folder: Path, undo: contextlib.ExitStack) -> None:
    if not folder.exists():
        _make_folders(folder.parent, undo)
        folder.mkdir()
        undo.callback(folder.rmdir)


def _restore(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink(missing_ok=True)
    else:
        write_whole(path, text.encode())
