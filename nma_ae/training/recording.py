"""What was measured while networks were trained, kept as their weights are."""

from typing import TYPE_CHECKING

import torch
from torch import nn

FILM_UPDATES = (0, 5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 469, 700, 938, 1407, 1876, 2814, 4690)
"""After how many updates the film has a picture: close together at first. An epoch has 469."""
FILM_CODES = 400  # of the first test images
FILM_ROWS, FILM_SIDE = 8, 14  # of the decoder's grid: images along a side, and their pixels
CODE_SIZES = (1, 2, 3, 4, 8, 16, 32, 64)
"""Numbers in the codes of the networks whose losses are recorded."""
BUDGETS = (100,)
BUDGET_DEPTHS = (1, 2, 3, 4, 5)
BUDGET_EPOCHS = (100, 400)
"""Parameters, hidden layers and epochs of the classifiers of spirals that are recorded."""
TWO_NEGATIVES_EPOCHS = 60
ENCODER_SEEDS = (2021, 0, 1)
"""Of encoders of which three were trained; the first is that of the one that is shipped."""
LABEL_FRACTIONS = (0.01, 0.05, 0.1, 0.2, 0.4, 0.75, 1.0)
"""Of the training images, those with a label when the shape is learned."""
LABEL_IMAGES = ("train", "control", "biased")
LABEL_ENCODERS = ("supervised", "random", "VAE", "SimCLR")
"""The images and the encoders of which the accuracies by labelled fraction are recorded."""


class Recording(nn.Module):
    """Tensors by name, such as the losses of networks of several sizes.

    As a module they are stored and verified as trained weights are: `trained(name)` gives them.

    Args:
        tensors: What was measured. Each becomes an attribute of its name.

    Example:
        >>> Recording(losses=torch.tensor([0.2, 0.1])).losses
        tensor([0.2000, 0.1000])
    """

    def __init__(self, **tensors: torch.Tensor):
        super().__init__()
        for name, tensor in tensors.items():
            self.register_buffer(name, tensor)

    if TYPE_CHECKING:  # nn.Module says of its attributes only that each is a tensor or a module

        def __getattr__(self, name: str) -> torch.Tensor: ...

    def extra_repr(self) -> str:
        """List the tensors with their shapes."""
        return ", ".join(f"{name}: {tuple(each.shape)}" for name, each in self.named_buffers())


def build_film() -> Recording:
    """Make room for the recorded training of the deep autoencoder."""
    n, side = len(FILM_UPDATES), FILM_ROWS * FILM_SIDE
    return Recording(
        codes=torch.zeros(n, FILM_CODES, 2, dtype=torch.float16),
        limits=torch.zeros(n, 2, 2),
        losses=torch.zeros(n),
        pictures=torch.zeros(n, side, side, dtype=torch.uint8),
        updates=torch.zeros(n, dtype=torch.int64),
    )


def build_code_sizes() -> Recording:
    """Make room for the losses of autoencoders with codes of several sizes."""
    n = len(CODE_SIZES)
    return Recording(
        bce=torch.zeros(n), mse=torch.zeros(n), sizes=torch.zeros(n, dtype=torch.int64)
    )


def build_sphere_controls(n_epochs: int = 10) -> Recording:
    """Make room for what was measured on spheres and their controls, a row for each of three seeds.

    Args:
        n_epochs: Of each training.
    """

    def losses() -> torch.Tensor:
        return torch.zeros(3, n_epochs)

    def evenness(name: str) -> dict[str, torch.Tensor]:
        return {f"{name}_leaning": torch.zeros(3), f"{name}_share_in_use": torch.zeros(3)}

    return Recording(
        plane_losses=losses(),
        free_losses=losses(),
        **evenness("free"),
        free_direction_loss=torch.zeros(3),
        free_direction_loss_retrained=torch.zeros(3),
        free_loss_retrained=torch.zeros(3),
        sphere_losses=losses(),
        **evenness("sphere"),
        sphere_desert=torch.zeros(3),
        sphere_degrees_off=torch.zeros(3, 2),
        sphere_grey=torch.zeros(3, 2),
        sphere_poorest_stops=torch.zeros(3, 10, 10, dtype=torch.int64),
        without_prelu_losses=losses(),
        **evenness("without_prelu"),
        three_angles_losses=losses(),
    )


def build_family_controls() -> Recording:
    """Make room for the controls of the autoencoder family: a number for each of three seeds."""
    names = (
        *("equal_split", "equal_split_dead", "leaky", "uneven_split", "uneven_split_dead"),
        *("kaiming_600", "torch_start", "plain", "plain_groups", "plain_neighbours"),
        *("kaiming", "kaiming_groups", "kaiming_neighbours", "kaiming_groups_even"),
        *("residual", "residual_erased", "denoising", "denoising_erased"),
        *("sparse", "sparse_dead"),
    )
    return Recording(**{name: torch.zeros(3) for name in names})


def build_spiral_budgets() -> Recording:
    """Make room for the accuracies of classifiers of spirals, twenty of each form."""
    shape = len(BUDGETS), len(BUDGET_DEPTHS), len(BUDGET_EPOCHS)
    return Recording(
        accuracies=torch.zeros(*shape, 20),
        budgets=torch.zeros(shape[0], dtype=torch.int64),
        depths=torch.zeros(shape[1], dtype=torch.int64),
        epochs=torch.zeros(shape[2], dtype=torch.int64),
        widths=torch.zeros(*shape[:2], dtype=torch.int64),
    )


def build_two_negatives(n_epochs: int = TWO_NEGATIVES_EPOCHS) -> Recording:
    """Make room for what was seen after each epoch of SimCLR with two negatives, by seed.

    Args:
        n_epochs: Of each training.
    """
    shape = len(ENCODER_SEEDS), n_epochs
    return Recording(
        accuracies=torch.zeros(shape),
        losses=torch.zeros(shape),
        seeds=torch.zeros(shape[0], dtype=torch.int64),
        shares=torch.zeros(*shape, 3),
        test_accuracies=torch.zeros(shape[0]),
    )


def build_label_fractions() -> Recording:
    """Make room for accuracies by images, encoder and labelled fraction, in training and test."""
    n = len(LABEL_FRACTIONS)
    return Recording(
        accuracies=torch.zeros(len(LABEL_IMAGES), len(LABEL_ENCODERS), n, 2),
        fractions=torch.zeros(n),
        two_negatives=torch.zeros(n, 2),
    )


def build_label_views() -> Recording:
    """Make room for accuracies by images and labelled fraction, in training and test."""
    n = len(LABEL_FRACTIONS)
    return Recording(accuracies=torch.zeros(len(LABEL_IMAGES), n, 2), fractions=torch.zeros(n))


def build_encoder_seeds(n_epochs: int) -> Recording:
    """Make room for what an encoder reaches that was trained from three seeds.

    Args:
        n_epochs: Of the encoder.
    """
    n = len(ENCODER_SEEDS)
    return Recording(
        losses=torch.zeros(n, n_epochs),
        seeds=torch.zeros(n, dtype=torch.int64),
        test_accuracies=torch.zeros(n),
    )
