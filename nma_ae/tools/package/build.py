"""Builds the wheel and the sdist of a checkout."""

import importlib.util
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nma_ae.files import read_text

_LAST = 3_000  # characters of what a failed command printed


class NotPublishable(RuntimeError):
    """The package cannot be built, or what was built is not fit for others."""


def project(root: Path) -> dict[str, Any]:
    """Return the table `project` of a checkout's pyproject.toml.

    Raises:
        ValueError: If there is none.
    """
    try:
        return tomllib.loads(read_text(root / "pyproject.toml"))["project"]
    except (OSError, KeyError) as error:
        raise ValueError(f"run this in the root of a checkout: {error!r}") from error


def require_tag(root: Path, tag: str) -> None:
    """See that a tag is that of a checkout's version.

    Raises:
        ValueError: If it is another's.
    """
    version = project(root)["version"]
    if tag != f"v{version}":
        raise ValueError(
            f"TAG must be v{version}, the version in pyproject.toml; got {tag!r}. "
            "nma-ae release makes the tag that belongs to a version."
        )


def require_tools() -> None:
    """See that what builds and checks the package is installed.

    Raises:
        ValueError: If something is missing.
    """
    missing = [
        name for name in ("build", "hatchling", "twine") if importlib.util.find_spec(name) is None
    ]
    if missing:
        raise ValueError(
            f"building the package needs {', '.join(missing)}: run make, or "
            'pip install --editable ".[book,test]"'
        )


def build(root: Path, folder: Path) -> tuple[Path, Path]:
    """Build the sdist, and from nothing but the sdist the wheel.

    Args:
        root: The root of a checkout.
        folder: Where to lay both.

    Returns:
        The wheel and the sdist.

    Raises:
        ValueError: If a tool is missing, or `root` is not the root of a checkout.
        NotPublishable: If building fails.
    """
    require_tools()
    project(root)
    # hatchling of the pins builds it, as it builds what the tests install.
    command = ["build", "--no-isolation", "--outdir", folder, root]
    run_or_refuse("the package could not be built", sys.executable, "-m", *command)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


def run_or_refuse(
    problem: str,
    *command: object,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run a command to its end.

    Args:
        problem: What it means if the command fails.
        command: The program and its arguments.
        folder: Where it runs; None runs it here.
        environment: Its environment variables; None gives it ours.

    Returns:
        What it printed.

    Raises:
        NotPublishable: If it fails. The message ends with what it printed last.
    """
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NotPublishable(f"{problem}:\n{done.stdout[-_LAST:].strip()}")
    return done.stdout
