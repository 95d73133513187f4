"""``nma-ae claims``: which output or test holds each claim of a page, and what nothing holds."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from nma_ae.tools.claims.ledger import Claim, Ledger, pages, read_ledger


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line's parser."""
    parser = subparsers.add_parser(
        "claims",
        help="list what the pages claim, and the outputs and tests that hold it",
        description="List the sentences of a page that give a number, a cause or a comparison, and "
        "what holds each: a number that code or an output beside it shows; a test that quotes the "
        "sentence, for a cause with a control; or the reason why it is no finding. Exit 1 while "
        "something is open, or a test quotes what the page does not say.",
    )
    parser.add_argument("page", nargs="*", help="as in deep_mlp or about/checks; by default all")
    parser.add_argument("--open", action="store_true", help="only what nothing holds")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command in the root of a checkout.

    Args:
        arguments: `page` and `open`.

    Returns:
        0 if everything is held, otherwise 1.

    Raises:
        ValueError: If there is no checkout, or no such page.
    """
    root = Path()
    if not (root / "book").is_dir() or not (root / "tests").is_dir():
        raise ValueError("expected the root of a checkout, with the folders book and tests")
    ledgers = [read_ledger(page, root) for page in arguments.page or pages(root)]
    for ledger in ledgers:
        print("\n".join(_lines(ledger, arguments.open)))
    return int(any(ledger.open or ledger.broken for ledger in ledgers))


def _lines(ledger: Ledger, only_open: bool) -> Iterator[str]:
    yield f"{ledger.page}: {len(ledger.claims)} claims, {len(ledger.open)} open"
    yield from (f"  broken: {each}" for each in ledger.broken)
    for title, claims in ledger.sections:
        shown = [claim for claim in claims if claim.open or not only_open]
        if shown:
            yield f"  {title}"
        for claim in shown:
            yield f"    {'○' if claim.open else '✓'} {claim.sentence}"
            yield from (f"        {line}" for line in support(claim))


def support(claim: Claim) -> Iterator[str]:
    """Yield a line for each thing that holds a claim, and for what nothing holds."""
    yield from (f"open: {each}" for each in claim.open)
    if claim.shown:
        yield f"shown beside it: {', '.join(claim.shown)}"
    for test in claim.tests:
        parts = [f"{test.file}, {test.name}"]
        parts += [f"{test.n_seeds} seeds"] if test.n_seeds > 1 else []
        parts += [f"control: {test.control}"] if test.control else []
        yield "; ".join(parts)
        yield from (f"  {bound}" for bound in test.bounds)
    yield from (f"no finding: {kind}" for kind in claim.given)
