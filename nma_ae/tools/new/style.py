"""Brings what `nma-ae new` writes into the project's style."""

import importlib.util
import subprocess
import sys
from pathlib import Path


def tidy(text: str, path: Path) -> str:
    """Return code in the project's style, where ruff is installed; as it is where it is not.

    Args:
        text: the code.
        path: where it will stand, relative to the current folder; that decides on the rules.
    """
    if importlib.util.find_spec("ruff") is None:
        return text
    for command in (["check", "--fix-only", "--quiet"], ["format", "--quiet"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--stdin-filename", str(path), "-"],
            input=text,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        text = done.stdout if done.returncode == 0 else text
    return text
