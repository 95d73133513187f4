"""Brings what `nma-ae new` writes into the project's style, and says what ruff still finds."""

import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def tidy(text: str, path: Path) -> str:
    """Return code in the project's style, where ruff is installed; as it is where it is not.

    Args:
        text: the code.
        path: where it will stand, relative to the current folder; that decides on the rules.
    """
    if not _has_ruff():
        return text
    for command in (["check", "--fix-only", "--quiet"], ["format", "--quiet"]):
        done = _ruff(*command, "--stdin-filename", str(path), "-", text=text)
        text = done.stdout if done.returncode == 0 else text
    return text


def style_problems(paths: Sequence[Path]) -> list[str]:
    """Return what ruff, and so `make lint`, refuses in files; nothing where it is not installed.

    Args:
        paths: of the files, relative to the current folder.

    Returns:
        What its check says, and what its format says, as far as there is something.
    """
    if not _has_ruff():
        return []
    files = [str(path) for path in paths]
    checked = _ruff("check", "--quiet", "--output-format", "full", *files)
    formatted = _ruff("format", "--check", *files)
    found = [checked.stdout + checked.stderr] if checked.returncode else []
    found += [formatted.stdout + formatted.stderr] if formatted.returncode else []
    return [text.strip() for text in found]


def _has_ruff() -> bool:
    return importlib.util.find_spec("ruff") is not None


def _ruff(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ruff", arguments[0], "--no-cache", *arguments[1:]],
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
