"""What must hold of a wheel and an sdist before anybody gets them."""

import email
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from email.message import Message
from pathlib import Path

from nma_ae.tools.package.build import NotPublishable, project, run_or_refuse

# What the package index shows of a project; each may be left out without an error.
_SHOWN = (
    "Summary",
    "Author",
    "Keywords",
    "License-Expression",
    "License-File",
    "Classifier",
    "Requires-Python",
    "Project-URL",
    "Description-Content-Type",
)
# Of Markdown and of the HTML in it, code apart.
_CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(\s*<?(?P<target>[^)\s>]+)|\b(?:src|href)=\"(?P<attribute>[^\"]+)\"")
_WHOLE_ADDRESS = re.compile(r"https://|mailto:|#")


def check_files(root: Path, wheel: Path, sdist: Path) -> None:
    """Check a wheel and an sdist.

    Args:
        root: The root of the checkout that they were built from.
        wheel: The wheel.
        sdist: The sdist.

    Raises:
        NotPublishable: If something does not hold. The message has a line for each problem.
    """
    run_or_refuse(
        "twine refuses what was built",
        *(sys.executable, "-m", "twine", "--no-color", "check", "--strict", wheel, sdist),
    )
    metadata = metadata_of(wheel)
    found = [
        *metadata_problems(metadata, project(root)["version"]),
        *readme_problems(str(metadata.get_payload())),
        *missing_files(root, wheel, sdist),
    ]
    if found:
        raise NotPublishable("\n".join(["the package is not fit for others:", *found]))


def metadata_of(wheel: Path) -> Message:
    """Return a wheel's metadata; its text is the page of the package index."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return email.message_from_string(archive.read(name).decode())


def metadata_problems(metadata: Message, version: str) -> Iterator[str]:
    """Say what is missing in a wheel's metadata.

    Args:
        metadata: As `metadata_of` returns it.
        version: The one that it should be.
    """
    if metadata["Version"] != version:
        yield f"the wheel has the version {metadata['Version']}: expected {version}"
    for name in _SHOWN:
        if not metadata.get_all(name):
            yield f"the metadata has no {name}: pyproject.toml must give it"
    for line in metadata.get_all("Project-URL", []):
        label, _, address = line.partition(", ")
        if not address.startswith("https://"):
            yield f"the project's address {label!r} must begin with https://; got {address!r}"


def readme_problems(text: str) -> Iterator[str]:
    """Name each link and picture of a page that leads nowhere on the package index.

    Args:
        text: The page, in Markdown.
    """
    if not text.strip():
        yield "README.md is empty, and the package index would show nothing"
    for found in _LINK.finditer(_CODE.sub("", text)):
        target = found["target"] or found["attribute"]
        if not _WHOLE_ADDRESS.match(target):
            yield f"README.md: the package index has no file {target!r}: write its whole address"


def missing_files(root: Path, wheel: Path, sdist: Path) -> Iterator[str]:
    """Name what git knows of the package, and the wheel or the sdist does not have."""
    listed = run_or_refuse(
        "git cannot say what belongs to the package: run this in a checkout",
        *("git", "ls-files", "-z", "nma_ae"),
        folder=root,
    )
    expected = [name for name in listed.split("\0") if name]
    with zipfile.ZipFile(wheel) as archive:
        yield from _missing(expected, archive.namelist(), wheel)
    with tarfile.open(sdist) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    yield from _missing([*expected, "pyproject.toml", "README.md", "LICENSE"], names, sdist)


def _missing(expected: Iterable[str], names: list[str], path: Path) -> Iterator[str]:
    for name in sorted(set(expected) - set(names)):
        yield f"{path.name} has no {name}: see tool.hatch.build in pyproject.toml, and .gitignore"
