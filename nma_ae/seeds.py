"""One place where randomness starts: a seed becomes a generator that is handed on."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from nma_ae.arguments import is_integer, shown


def generator(seed: int) -> torch.Generator:
    """Make a random generator of its own; torch's global state stays as it is.

    Args:
        seed: Any integer from 0 to 2**63 - 1. The same seed gives the same draws.

    Returns:
        A CPU generator for the `generator` argument of this package and of torch.

    Raises:
        ValueError: If `seed` is not such an integer.

    Example:
        >>> order = torch.randperm(4, generator=generator(0))
    """
    return torch.Generator().manual_seed(_checked(seed))


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Let torch's global draws start from `seed` inside a `with` block, and only there.

    torch's layers draw their first weights from the global state and take no generator. This
    makes them repeatable; afterwards the global state is what it was before.

    Args:
        seed: Any integer from 0 to 2**63 - 1.

    Raises:
        ValueError: If `seed` is not such an integer.

    Example:
        >>> with seeded(0):
        ...     layer = torch.nn.Linear(2, 1)
    """
    seed = _checked(seed)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        yield


def _checked(seed: int) -> int:
    if not is_integer(seed) or not 0 <= seed < 2**63:
        raise ValueError(f"seed must be an integer from 0 to 2**63 - 1, got {shown(seed)}")
    return int(seed)  # torch takes no NumPy integer
