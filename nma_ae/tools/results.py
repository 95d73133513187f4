"""`nma-ae results`: published accuracies against those of the package's own weights."""

import argparse


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line's parser."""
    parser = subparsers.add_parser(
        "results",
        help="train the classifiers of dSprites and compare with the published figures",
        description="Train a classifier of the shape on each encoder of dSprites, and print "
        "published and own accuracies in percent, as a Markdown table. Exits with 1 if a test "
        "accuracy is not where it is expected.",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command.

    Returns:
        0, or 1 if a test accuracy is out of its bounds.
    """
    from nma_ae.experiments.results import markdown_table, shape_results

    results = list(shape_results())
    print(markdown_table(results))
    outside = [result.row.encoder for result in results if not result.is_within]
    if outside:
        print(f"\nNot where they are expected: {', '.join(outside)}.")
    return int(bool(outside))
