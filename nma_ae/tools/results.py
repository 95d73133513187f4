"""`nma-ae results`: published accuracies against those of the package's own weights."""

import argparse
import re
from pathlib import Path

from nma_ae.files import read_text, write_whole


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line's parser."""
    parser = subparsers.add_parser(
        "results",
        help="train the classifiers of dSprites and compare with the published figures",
        description="Train a classifier of the shape on each encoder of dSprites, and print "
        "published and own accuracies in percent, as a Markdown table. Exits with 1 if a test "
        "accuracy is not where it is expected.",
    )
    parser.add_argument(
        "--page",
        type=Path,
        metavar="PAGE",
        help="a Markdown page, such as book/about/results.md, whose table is replaced by this one",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command.

    Args:
        arguments: `page`, whose table is replaced, or None.

    Returns:
        0, or 1 if a test accuracy is out of its bounds.

    Raises:
        ValueError: If the page has no such table; said before anything is trained.
    """
    from nma_ae.experiments.results import markdown_table, shape_results

    if arguments.page is not None:
        with_table(arguments.page, "")
    results = list(shape_results())
    table = markdown_table(results)
    print(table)
    if arguments.page is not None:
        write_whole(arguments.page, with_table(arguments.page, table).encode())
    outside = [result.row.encoder for result in results if not result.is_within]
    if outside:
        print(f"\nNot where they are expected: {', '.join(outside)}.")
    return int(bool(outside))


def with_table(page: Path, table: str) -> str:
    """Give the text of a page with its table of results replaced.

    Args:
        page: A Markdown file with one table whose first column is headed "encoder".
        table: The new one.

    Raises:
        ValueError: If there is not exactly one such table.
    """
    text = read_text(page)
    changed, n_tables = re.subn(r"^\| encoder \|.*\n(?:\|.*\n)+", table + "\n", text, flags=re.M)
    if n_tables != 1:
        raise ValueError(
            f"{page.name} must have one table that begins with '| encoder |', it has {n_tables}"
        )
    return changed
