"""``nma-ae release``: a version in every place that names it, and a tag that belongs to itself."""

import argparse
import datetime
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from nma_ae import __version__
from nma_ae.files import read_text, write_whole
from nma_ae.tools.address import follow, repository, set_branch
from nma_ae.tools.package.command import add_options, built_and_checked

_UNRELEASED = "## Unreleased\n"
# What names the version: the file, and the line, with {} in the version's place.
_PLACES = (
    ("nma_ae/__init__.py", '__version__ = "{}"'),
    ("pyproject.toml", 'version = "{}"'),
    ("CITATION.cff", "version: {}"),
)
_DATE = re.compile(r"^date-released: \S+$", re.MULTILINE)


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line's parser."""
    parser = subparsers.add_parser(
        "release",
        help="write a version everywhere, commit and tag it",
        description="Write a version wherever it stands, and the date; let the notebooks of that "
        "commit be opened from its tag and install it; build the package and try it, as nma-ae "
        "package does; tag the commit; and lead those of the branch back to the branch, in a "
        "second commit. If anything fails, the checkout is as it was. Nothing is pushed. Run it in "
        "the root of a clean checkout whose CHANGELOG.md says what is new, after make test-full.",
    )
    parser.add_argument("version", metavar="VERSION", help="such as 0.2.0")
    add_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command.

    Args:
        arguments: `version`, and what `nma-ae package` has.

    Returns:
        0.

    Raises:
        ValueError: If the version is none, or older; if the checkout has changes that are not
            committed, or the tag; if CHANGELOG.md does not say what is new. Nothing was written.
        NotPublishable: If the package of that version is not fit for others. The checkout is as it
            was.
    """
    root = Path.cwd()
    package = partial(built_and_checked, install=not arguments.no_install, whole=arguments.whole)
    release(root, arguments.version, datetime.date.today().isoformat(), package=package)
    print(f"git push --atomic origin HEAD v{arguments.version}")
    return 0


def release(
    root: Path,
    version: str,
    date: str,
    *,
    package: Callable[[Path], Any] = built_and_checked,
    before: str = __version__,
) -> None:
    """Commit and tag a version.

    Args:
        root: The root of a checkout.
        version: Such as "0.2.0".
        date: As in "2027-01-31".
        package: Builds the package of a checkout and checks it. What it raises ends the release.
        before: The version that the checkout has.

    Raises:
        ValueError: As `run` does.
        NotPublishable: As `run` does.
    """
    texts = _with_version(root, version, date, before)
    branch, tag = repository(root).branch, f"v{version}"
    if _git(root, "status", "--porcelain"):
        raise ValueError("the checkout must be clean: commit or stash what git status shows")
    if _git(root, "tag", "--list", tag):
        raise ValueError(f"VERSION must be a new one: there is a tag {tag} already")
    with _all_or_nothing(root, tag):
        for path, text in texts.items():
            write_whole(path, text.encode())
        set_branch(root, tag)
        follow(root, write=True, version=version)
        package(root)
        _git(root, "commit", "--quiet", "--all", "--message", f"Release {version}")
        _git(root, "tag", "--annotate", tag, "--message", _notes(root, version))
        # The same version, so that the branch has one that its notebooks can ask for.
        set_branch(root, branch)
        follow(root, write=True, version=version)
        _git(root, "commit", "--quiet", "--all", "--message", f"Back to the branch {branch}")


@contextmanager
def _all_or_nothing(root: Path, tag: str) -> Iterator[None]:
    """Leave a clean checkout as it was, and without a new tag, if something fails or is stopped."""
    start = _git(root, "rev-parse", "HEAD")
    try:
        yield
    except BaseException:
        if _git(root, "tag", "--list", tag):
            _git(root, "tag", "--delete", tag)
        _git(root, "reset", "--quiet", "--hard", start)
        raise


def _with_version(root: Path, version: str, date: str, before: str) -> dict[Path, str]:
    """Return the new texts of the files that name the version.

    Raises:
        ValueError: If one cannot get it.
    """
    if not re.fullmatch(r"\d+\.\d+\.\d+", version) or _numbers(version) < _numbers(before):
        raise ValueError(f"VERSION must be {before} or newer, such as 1.2.0; got {version!r}")
    texts = {}
    for name, line in _PLACES:
        path = root / name
        text = read_text(path)
        old = re.compile(rf"^{re.escape(line.format(before))}$", re.MULTILINE)
        if len(old.findall(text)) != 1:
            raise ValueError(f"{name} must have one line {line.format(before)!r}")
        texts[path] = _DATE.sub(f"date-released: {date}", old.sub(line.format(version), text))
    path = root / "CHANGELOG.md"
    text = read_text(path)
    heading = f"## {version}\n"
    if text.count(_UNRELEASED) + text.count(heading) != 1:
        raise ValueError(
            "CHANGELOG.md must have one section that says what is new, '## Unreleased' or "
            f"{heading.strip()!r}"
        )
    texts[path] = text.replace(_UNRELEASED, heading)
    return texts


def _notes(root: Path, version: str) -> str:
    """Return the version and what CHANGELOG.md says of it."""
    text = read_text(root / "CHANGELOG.md")
    section = text.partition(f"## {version}\n")[2].partition("\n## ")[0]
    return f"{version}\n\n{section.strip()}"


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ValueError(f"git {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()
