"""``nma-ae data``: what is cached, from where, how large, and whether it is intact."""

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nma_ae.data.datasets import RemoteDataset


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line's parser."""
    parser = subparsers.add_parser(
        "data",
        help="show, fetch, verify or clear the downloaded data",
        description="Show what is cached, from where, how large, and whether it is intact. "
        "NMA_AE_CACHE names another cache folder; NMA_AE_OFFLINE=1 turns the network off.",
    )
    actions = parser.add_mutually_exclusive_group()
    for name, explanation in (
        ("list", "show the cache (the default)"),
        ("fetch", "download what is missing or damaged"),
        ("verify", "show the cache; exit with 1 if a file is damaged"),
        ("clear", "remove the downloaded files, and nothing else"),
    ):
        actions.add_argument(
            f"--{name}", dest="action", action="store_const", const=name, help=explanation
        )
    parser.set_defaults(run=run, action="list")


def run(arguments: argparse.Namespace) -> int:
    """Run the command.

    Args:
        arguments: ``action`` is ``list``, ``fetch``, ``verify`` or ``clear``.

    Returns:
        0, or 1 if ``verify`` found a damaged file, or 2 if data that the course needs, or the
        cache folder, could not be had.
    """
    from nma_ae.data import cache, datasets

    if arguments.action == "fetch" and not all([*map(_fetch, datasets.DATASETS)]):
        return 2
    if arguments.action == "clear":
        try:
            removed = sum(cache.clear(dataset) for dataset in datasets.DATASETS)
        except cache.CacheNotWritableError as error:
            print(f"{error}. {error.remedy}.", file=sys.stderr)
            return 2
        print(f"Removed {removed} files from {cache.cache_folder()}")
        return 0
    damaged = _print_inventory()
    return 1 if damaged and arguments.action == "verify" else 0


def _fetch(dataset: "RemoteDataset") -> bool:
    """Fetch a dataset and return whether the course has what it needs."""
    from nma_ae.data import download

    try:
        download.fetch_dataset(dataset)
    except download.DataUnavailableError as error:
        print(error, file=sys.stderr)
        if dataset.has_stand_in:
            print("The course goes on without these: drawings stand in.", file=sys.stderr)
        return dataset.has_stand_in
    return True


def _print_inventory() -> int:
    """Print a line for each file and a summary; return how many files are damaged."""
    from nma_ae.data import cache, datasets

    entries = [
        cache.examine(dataset, file) for dataset in datasets.DATASETS for file in dataset.files
    ]
    print(f"Cache folder: {cache.cache_folder()}")
    names = max(len(entry.dataset) for entry in entries)
    width = max(len(entry.file) for entry in entries)
    for entry in entries:
        size = "" if entry.state == "missing" else f"{entry.size:,} bytes"
        line = f"{entry.dataset:{names}}  {entry.file:{width}}  {entry.state:7}  {size:>16}"
        print(f"{line}  {entry.source}".rstrip())
        if entry.problem:
            print(f"  {entry.problem}")
    count = {
        state: sum(entry.state == state for entry in entries)
        for state in ("intact", "damaged", "missing")
    }
    print(", ".join(f"{number} {state}" for state, number in count.items()))
    if count["damaged"] or count["missing"]:
        print("`nma-ae data --fetch` brings what is damaged or missing.")
    return count["damaged"]
