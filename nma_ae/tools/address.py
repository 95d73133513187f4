"""``nma-ae address``: make everything that names the repository follow ``_config.yml``."""

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

from nma_ae import __version__
from nma_ae.files import read_text, write_whole

_NAME = r"[\w.-]+/[\w-]+(?:\.[\w-]+)*?"
_REF = r"[\w.-]+"
_SITE = r"https://[\w.-]+/(?:[\w.-]+/)*"
# Other repositories on GitHub may be named in a text: only these forms are ours. {slug} is the
# repository's owner and name, {ref} the branch or tag, {site} the address of the site.
_FORMS = (
    "https://github.com/{slug}/archive/{ref}.zip",
    "https://colab.research.google.com/github/{slug}/blob/{ref}/book/",
    "kaggle.com/kernels/welcome?src=https://github.com/{slug}/blob/{ref}/book/",
    "https://mybinder.org/v2/gh/{slug}/{ref}?",
    "https://codespaces.new/{slug}/tree/{ref}",
    'repository-code: "https://github.com/{slug}"',
    'Homepage = "https://github.com/{slug}"',
    'Issues = "https://github.com/{slug}/issues"',
    'Changelog = "https://github.com/{slug}/blob/{ref}/',
    'Documentation = "{site}"',
    'SITE = "{site}"',
)
# The package index shows this page, and has none of the files that it leads to.
_FORMS_OF_README = ("https://github.com/{slug}/blob/{ref}/", "https://github.com/{slug}/raw/{ref}/")
_VERSION = re.compile(r'(?<=made_for=\\")[\w.]+(?=\\")')  # in a notebook's file
_FILES = (
    "README.md",
    "CONTRIBUTING.md",
    "CITATION.cff",
    "pyproject.toml",
    "nma_ae/notebook/moving_figures.py",
    "book/**/*.ipynb",
    "book/**/*.md",
    "book/**/*.po",
    "tests/site/fixture/*.ipynb",
)


@dataclass(frozen=True)
class Repository:
    """Where the course lives.

    Attributes:
        url: Its address, as in "https://github.com/OWNER/NAME".
        branch: The branch from which notebooks are opened and the package is installed; in a
            release its tag.
    """

    url: str
    branch: str

    @property
    def slug(self) -> str:
        """Owner and name."""
        return self.url.removeprefix("https://github.com/")

    @property
    def archive(self) -> str:
        """The address that pip installs: what the branch holds, so that nobody needs git."""
        return f"{self.url}/archive/{self.branch}.zip"


def pages_of(slug: str) -> str:
    """Return where GitHub publishes a repository's site; "" where `slug` is no owner and name."""
    owner, _, name = slug.partition("/")
    host = f"{owner.lower()}.github.io"
    if not name:
        return ""
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line's parser."""
    parser = subparsers.add_parser(
        "address",
        help="make badges, set-up cells and papers follow the repository's address",
        description="Write the repository's address and branch of _config.yml, and the package's "
        "version, wherever they stand: badges, set-up cells, README.md, CITATION.cff, "
        "pyproject.toml. Run it in the root of a checkout.",
    )
    parser.add_argument("--set", metavar="URL", help="write this address into _config.yml first")
    parser.add_argument(
        "--branch", metavar="NAME", help="write this branch, or tag, into _config.yml first"
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 if they differ"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command.

    Args:
        arguments: `set`, an address or None, `branch`, a name or None, and `check`.

    Returns:
        0, or 1 if `check` found a difference.

    Raises:
        ValueError: If an address is not that of a repository on GitHub, a branch cannot be one,
            or there is no `_config.yml` that names both.
    """
    root = Path.cwd()
    if arguments.set:
        set_address(root, arguments.set)
    if arguments.branch:
        set_branch(root, arguments.branch)
    differing = follow(root, write=not arguments.check)
    for path in differing:
        print(f"{path.relative_to(root)}: {'differs' if arguments.check else 'changed'}")
    return 1 if arguments.check and differing else 0


def repository(root: Path) -> Repository:
    """Give the repository's address and branch, as `_config.yml` has them.

    Raises:
        ValueError: If they are missing there.
    """
    return Repository(_entry(root, "url")["value"], _entry(root, "branch")["value"])


def site(root: Path) -> str:
    """Give the site's address, as `_config.yml` has it or as it follows from the repository's.

    Raises:
        ValueError: If the repository is missing there.
    """
    slug = repository(root).slug
    text = read_text(root / "_config.yml")
    own = re.search(r"^ +course_address: [\"']?(https://[^\s\"']+)", text, re.MULTILINE)
    return f"{own[1].rstrip('/')}/" if own else pages_of(slug)


def set_address(root: Path, url: str) -> None:
    """Write another address into `_config.yml`.

    Raises:
        ValueError: If it is not that of a repository on GitHub.
    """
    url = url.rstrip("/").removesuffix(".git")
    if not re.fullmatch(rf"https://github\.com/{_NAME}", url):
        raise ValueError(f"URL must be as https://github.com/OWNER/NAME, got {url!r}")
    _replace(root, "url", url)


def set_branch(root: Path, branch: str) -> None:
    """Write another branch, or tag, into `_config.yml`.

    Raises:
        ValueError: If none can have that name.
    """
    if not re.fullmatch(_REF, branch):
        raise ValueError(
            f"NAME must be that of a branch or tag, such as main, without a slash; got {branch!r}"
        )
    _replace(root, "branch", branch)


def follow(root: Path, *, write: bool, version: str = __version__) -> list[Path]:
    """Find the files that name another address, branch or version, and correct them.

    Args:
        root: The root of a checkout.
        write: Whether to correct them.
        version: The package's.

    Returns:
        The files.
    """
    here, address = repository(root), site(root)
    chapters = [path.stem for path in sorted(root.glob("book/*.ipynb"))]
    differing = []
    for path in sorted(path for pattern in _FILES for path in root.glob(pattern)):
        text = read_text(path)
        corrected = _VERSION.sub(version, text)
        for form in (
            *_FORMS,
            *(_FORMS_OF_README if path.name == "README.md" else ()),
            *(f"{{site}}{chapter}.html" for chapter in chapters),  # beside figures that move
        ):
            right = form.format(slug=here.slug, ref=here.branch, site=address)
            corrected = _pattern(form).sub(right, corrected)
        if corrected != text:
            differing.append(path)
            if write:
                write_whole(path, corrected.encode())
    return differing


def _pattern(form: str) -> re.Pattern:
    text = re.escape(form)
    for place, pattern in (("slug", _NAME), ("ref", _REF), ("site", _SITE)):
        text = text.replace(rf"\{{{place}\}}", pattern)
    return re.compile(text)


def _replace(root: Path, key: str, value: str) -> None:
    found = _entry(root, key)
    text = found.string[: found.start("value")] + value + found.string[found.end("value") :]
    write_whole(root / "_config.yml", text.encode())


def _entry(root: Path, key: str) -> re.Match:
    try:
        text = read_text(root / "_config.yml")
    except OSError as error:
        raise ValueError(f"run this in the root of a checkout: {error}") from error
    found = re.search(rf"^repository:\n(?: .*\n)*? +{key}: (?P<value>\S+)$", text, re.MULTILINE)
    if found is None:
        raise ValueError(f"_config.yml must name the repository's {key}")
    return found
