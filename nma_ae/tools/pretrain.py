"""`nma-ae pretrain`: make the weights that the package ships from their recorded recipes."""

import argparse


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line's parser."""
    parser = subparsers.add_parser(
        "pretrain",
        help="train a network again and store its weights",
        description="Train a network from its recorded settings and seed, and write its weights "
        "and the card that says how they were made. A training that was stopped goes on when it is "
        "asked for again. Without a name, show what there is.",
    )
    parser.add_argument("name", nargs="?", help="the network, such as deep_autoencoder")
    parser.add_argument("--folder", help="where to write; by default the package's own folder")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command.

    Args:
        arguments: `name`, or None to list the recipes, and `folder`, or None for the package's.

    Returns:
        0; errors are raised.
    """
    from pathlib import Path

    from nma_ae.experiments import RECIPES, pretrain
    from nma_ae.weights import FOLDER

    if arguments.name is None:
        for name, recipe in RECIPES.items():
            print(f"{name}: {recipe}")
        return 0
    folder = Path(arguments.folder) if arguments.folder else FOLDER
    card = pretrain(arguments.name, folder=folder)
    measured = ", ".join(
        f"{key.removesuffix('_as_stored').replace('_', ' ')} {value:.4f}"
        for key, value in card.items()
        if key.endswith("_as_stored")
    )
    print(f"{arguments.name}: {measured}, written to {folder}")
    return 0
