"""The command `nma-ae package`."""

import argparse
import shutil
import tempfile
from pathlib import Path

FOLDER = "dist"  # git ignores it


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line's parser."""
    parser = subparsers.add_parser(
        "package",
        help="build the wheel and the sdist, and try them as a stranger would",
        description="Build the package into dist/, and check what was built: its metadata, the "
        "page that the package index makes of README.md, whether anything is missing, and, in a "
        "fresh environment that has nothing else, a chapter's first cells and exercises. If a "
        "check fails, dist/ stays as it was. Run it in the root of a checkout.",
    )
    parser.add_argument(
        "--tag", metavar="TAG", help="refuse to build another version than this tag's, as v0.2.0"
    )
    add_options(parser)
    parser.set_defaults(run=run)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what a release lets its maker choose as well."""
    parser.add_argument(
        "--whole",
        metavar="CHAPTER",
        help="also execute this chapter, such as deep_mlp, in the fresh environment, to its end",
    )
    parser.add_argument(
        "--no-install",
        action="store_true",
        help="make no fresh environment, which needs the package index",
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the command.

    Args:
        arguments: `tag` and `whole`, texts or None, and `no_install`.

    Returns:
        0.

    Raises:
        ValueError: If this is not the root of a checkout, or not of that tag's version.
        NotPublishable: If a check fails.
    """
    from nma_ae.tools.package.build import require_tag

    root = Path.cwd()
    if arguments.tag:
        require_tag(root, arguments.tag)
    for path in built_and_checked(root, install=not arguments.no_install, whole=arguments.whole):
        print(path.relative_to(root))
    return 0


def built_and_checked(root: Path, *, install: bool = True, whole: str | None = None) -> list[Path]:
    """Build the wheel and the sdist of a checkout, check them, and lay them into `dist/`.

    Args:
        root: The root of the checkout.
        install: Whether to try the wheel in a fresh environment.
        whole: The chapter to execute there to its end; None tries the first cells of one.

    Returns:
        Their paths in `dist/`.

    Raises:
        ValueError: If there is no such chapter, or `root` is not the root of a checkout.
        NotPublishable: If a check fails; `dist/` is then as before.
    """
    from nma_ae.tools.package.build import build
    from nma_ae.tools.package.checks import check_files
    from nma_ae.tools.package.fresh import notebook_of, try_in_fresh_environment

    if whole is not None:
        notebook_of(root, whole)
    with tempfile.TemporaryDirectory(prefix="nma-ae-") as name:
        folder = Path(name)
        wheel, sdist = build(root, folder / FOLDER)
        check_files(root, wheel, sdist)
        if install:
            try_in_fresh_environment(root, wheel, folder, whole)
        (root / FOLDER).mkdir(exist_ok=True)
        return [Path(shutil.copy(path, root / FOLDER)) for path in (wheel, sdist)]
