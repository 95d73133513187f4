"""``nma-ae maps``: compute the maps of the latent explorer anew."""

import argparse


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line's parser."""
    parser = subparsers.add_parser(
        "maps",
        help="compute where the shipped networks put the test images, for the latent explorer",
        description="Write nma_ae/explorers/maps/ from the shipped weights and MNIST's test "
        "images. Needed when weights have changed, or a network joins them.",
    )
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Run the command; returns 0."""
    from torch import Tensor

    from nma_ae.data import load_mnist
    from nma_ae.explorers.spaces import make_maps

    def load_images() -> tuple[Tensor, Tensor]:
        mnist = load_mnist(flatten=True)
        return mnist.test_images, mnist.test_labels

    for path in make_maps(load_images):
        print(f"{path.name}: {path.stat().st_size:,} bytes")
    return 0
