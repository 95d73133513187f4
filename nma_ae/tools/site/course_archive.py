"""Packs what judges answers in a page: the engine, and the exercises that need no library."""

import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import nma_ae
from nma_ae.tools.site import plain_exercises

_PACKAGE = Path(nma_ae.__file__).parent
_REGISTRATION = f"nma_ae-{nma_ae.__version__}.dist-info"
_FILES = {
    f"{_REGISTRATION}/METADATA": (
        f"Metadata-Version: 2.1\nName: nma-ae\nVersion: {nma_ae.__version__}\n"
    ),
    f"{_REGISTRATION}/entry_points.txt": "[nma_ae.courses]\nnma_ae = nma_ae.chapters\n",
}


@dataclass(frozen=True)
class PlainExercises:
    """The exercises that are judged without any library.

    Attributes:
        names: Their full names.
        files: The modules of the package that this takes.
    """

    names: tuple[str, ...]
    files: tuple[Path, ...]


@cache
def find_plain_exercises() -> PlainExercises:
    """Ask a Python without libraries which exercises it can judge.

    Raises:
        RuntimeError: It cannot judge any, or does not accept a solution.
    """
    with TemporaryDirectory() as folder:
        _write_registration(Path(folder))
        command = [sys.executable, "-I", "-S", plain_exercises.__file__, str(_PACKAGE.parent)]
        done = subprocess.run([*command, folder], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The exercises of plain Python cannot be listed:\n{done.stderr}")
    found = json.loads(done.stdout)
    return PlainExercises(tuple(found["exercises"]), tuple(map(Path, found["files"])))


def write_archive(target: Path) -> None:
    """Write a zip file that Python can have on its path, once it is unpacked.

    Args:
        target: Where to; its folder is made.
    """
    # Of the engine all: what a wrong answer sets going is imported only then.
    files = {*find_plain_exercises().files, *(_PACKAGE / "exercises").rglob("*.py")}
    files |= {stub for each in files if (stub := each.with_suffix(".pyi")).is_file()}
    files |= {*(_PACKAGE / "locale").rglob("*.mo")}
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(files):
            # With a date that never changes: the same files make the same archive.
            entry = zipfile.ZipInfo(str(file.relative_to(_PACKAGE.parent)))
            archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
        for name, text in _FILES.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)


def _write_registration(folder: Path) -> None:
    for name, text in _FILES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
