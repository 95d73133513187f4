"""Tries a wheel in an environment that has nothing else."""

import sys
import venv
from pathlib import Path

from nma_ae.files import read_text
from nma_ae.tools.notebooks.kernel import kernel_environment
from nma_ae.tools.package.build import run_or_refuse

# Whose first cells and exercises are tried: they need no download.
CHAPTER = "deep_mlp"


def notebook_of(root: Path, chapter: str) -> Path:
    """Return a chapter's notebook.

    Raises:
        ValueError: If there is none.
    """
    path = root / "book" / f"{chapter}.ipynb"
    if not path.is_file():
        chapters = sorted(other.stem for other in path.parent.glob("*.ipynb"))
        raise ValueError(f"CHAPTER must be one of {', '.join(chapters)}; got {chapter!r}")
    return path


def try_in_fresh_environment(
    root: Path, wheel: Path, folder: Path, whole: str | None = None
) -> None:
    """Install a wheel with what it asks for, away from the checkout, and use it.

    Packages are the newest that it admits, as a stranger gets them. Torch alone is that of the
    pins: pip then takes its CPU build, where one is served, and not several GB of a newer one.

    Args:
        root: The root of the checkout, for its notebooks and pins.
        wheel: The wheel.
        folder: An empty place.
        whole: A chapter to execute to its end as well, in a kernel.

    Raises:
        ValueError: If there is no such chapter.
        NotPublishable: If the wheel cannot be installed, or a cell fails.
    """
    python = _installed(root, wheel, folder / "fresh", ["ipykernel", "nbclient"] if whole else [])
    own = {"PYTHONPATH": None, "IPYTHONDIR": str(folder / "ipython")}
    environment = {**kernel_environment(folder / "progress.json", own), "MPLBACKEND": "agg"}
    trial = (python, "-m", "nma_ae.tools.package.trial")
    run_or_refuse(
        "the installed wheel does not run a chapter's first cells and exercises",
        *(*trial, notebook_of(root, CHAPTER)),
        folder=folder,
        environment=environment,
    )
    if whole:
        run_or_refuse(
            f"the installed wheel does not run the chapter {whole}",
            *(*trial, "--whole", notebook_of(root, whole)),
            folder=folder,
            environment=environment,
        )


def _installed(root: Path, wheel: Path, folder: Path, others: list[str]) -> Path:
    """Return the Python of an environment that holds the wheel, what it needs, and some others."""
    venv.create(folder)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    pins = read_text(root / "constraints.txt").splitlines()
    torch = next(line for line in pins if line.startswith("torch=="))
    run_or_refuse(
        "the wheel cannot be installed in a fresh environment",
        *(sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"),
        # Compiled is what is imported; all of torch takes longer than the trial.
        *("install", "--quiet", "--no-compile", wheel, torch, *others),
    )
    return python
