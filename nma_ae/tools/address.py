"""``nma-ae address``: make everything that names the repository follow ``_config.yml``."""

import argparse
import re
from pathlib import Path

from nma_ae import __version__

_NAME = r"[\w.-]+/[\w-]+(?:\.[\w-]+)*?"
# What comes before the repository's owner and name, and what after. Other repositories on GitHub
# may be named in a text: only these forms are ours.
_FORMS = [
    re.compile(rf"(?P<before>git\+https://github\.com/){_NAME}(?P<behind>@v[\w.]+|(?=\"))"),
    re.compile(
        rf"(?P<before>https://colab\.research\.google\.com/github/){_NAME}(?P<behind>/blob/)"
    ),
    re.compile(
        rf"(?P<before>kaggle\.com/kernels/welcome\?src=https://github\.com/){_NAME}(?P<behind>/blob/)"
    ),
    re.compile(rf"(?P<before>repository-code: \"https://github\.com/){_NAME}(?P<behind>\")"),
]
_FILES = (
    "README.md",
    "CONTRIBUTING.md",
    "CITATION.cff",
    "book/**/*.ipynb",
    "book/**/*.md",
    "book/**/*.po",
    "tests/site/fixture/*.ipynb",
)


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line's parser."""
    parser = subparsers.add_parser(
        "address",
        help="make badges, set-up cells and papers follow the repository's address",
        description="Write the repository's address of _config.yml, and the package's version, "
        "wherever they stand: badges, set-up cells, README.md, CITATION.cff. Run it in the root of "
        "a checkout.",
    )
    parser.add_argument("--set", metavar="URL", help="write this address into _config.yml first")
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 if they differ"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command.

    Args:
        arguments: `set`, an address or None, and `check`.

    Returns:
        0, or 1 if `check` found a difference.

    Raises:
        ValueError: If an address is not that of a repository on GitHub, or there is no
            `_config.yml` that names one.
    """
    root = Path.cwd()
    if arguments.set:
        set_address(root, arguments.set)
    differing = follow(root, write=not arguments.check)
    for path in differing:
        print(f"{path.relative_to(root)}: {'differs' if arguments.check else 'changed'}")
    return 1 if arguments.check and differing else 0


def address(root: Path) -> str:
    """Give the repository's address, as `_config.yml` has it.

    Raises:
        ValueError: If there is none.
    """
    return _entry(root)["url"]


def set_address(root: Path, url: str) -> None:
    """Write another address into `_config.yml`.

    Raises:
        ValueError: If it is not that of a repository on GitHub.
    """
    url = url.rstrip("/").removesuffix(".git")
    if not re.fullmatch(rf"https://github\.com/{_NAME}", url):
        raise ValueError(f"URL must be as https://github.com/OWNER/NAME, got {url!r}")
    found = _entry(root)
    text = found.string[: found.start("url")] + url + found.string[found.end("url") :]
    (root / "_config.yml").write_text(text, encoding="utf-8")


def follow(root: Path, *, write: bool) -> list[Path]:
    """Find the files that name another address or version, and correct them.

    Args:
        root: The root of a checkout.
        write: Whether to correct them.

    Returns:
        The files.
    """
    slug = address(root).removeprefix("https://github.com/")
    differing = []
    for path in sorted(path for pattern in _FILES for path in root.glob(pattern)):
        text = path.read_text(encoding="utf-8")
        corrected = text
        for form in _FORMS:
            corrected = form.sub(lambda found: _corrected(found, slug), corrected)
        if corrected != text:
            differing.append(path)
            if write:
                path.write_text(corrected, encoding="utf-8")
    return differing


def _corrected(found: re.Match, slug: str) -> str:
    behind = f"@v{__version__}" if found["behind"].startswith("@") else found["behind"]
    return found["before"] + slug + behind


def _entry(root: Path) -> re.Match:
    try:
        text = (root / "_config.yml").read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"run this in the root of a checkout: {error}") from error
    found = re.search(r"^repository:\n(?: .*\n)*? +url: (?P<url>\S+)$", text, re.MULTILINE)
    if found is None:
        raise ValueError("_config.yml must name the repository's url")
    return found
