"""Read from a loss curve after how many epochs it is flat."""

import random
from collections.abc import Sequence
from itertools import pairwise

from nma_ae.exercises import Case, Exercise, Misconception, edit


def epochs_until_flat(losses: Sequence[float], tolerance: float) -> int:
    """Read from a loss curve how many epochs of training are enough.

    Args:
        losses: The loss of each epoch; losses[i] is that of epoch i + 1.
        tolerance: By how much an epoch may lower the loss without being worth its time.

    Returns:
        The smallest number of epochs, at least 1, after which no single epoch lowers the loss,
        against that of the epoch before it, by more than `tolerance`. If the last epoch does, all
        of them: len(losses).

    Raises:
        ValueError: If there are no losses.
    """
    if len(losses) == 0:
        raise ValueError("losses must hold the loss of at least one epoch, got none")
    n_epochs = 1
    for epoch in range(2, len(losses) + 1):
        if losses[epoch - 2] - losses[epoch - 1] > tolerance:
            n_epochs = epoch
    return n_epochs


def from_the_end(losses, tolerance):
    n_epochs = len(losses)
    while n_epochs > 1 and losses[n_epochs - 2] - losses[n_epochs - 1] <= tolerance:
        n_epochs -= 1
    return n_epochs


def with_numpy(losses, tolerance):
    import numpy as np

    falls = -np.diff(losses)
    large = np.flatnonzero(falls > tolerance)
    return int(large[-1]) + 2 if len(large) else 1


def by_definition(losses, tolerance):
    for n_epochs in range(1, len(losses) + 1):
        later = range(n_epochs, len(losses))
        if all(losses[i - 1] - losses[i] <= tolerance for i in later):
            return n_epochs


def with_pairs(losses, tolerance):
    steps = enumerate(pairwise(losses), start=2)
    epochs = [epoch for epoch, (old, new) in steps if old - new > tolerance]
    return max(epochs, default=1)


def with_torch(losses, tolerance):
    import torch

    values = torch.tensor(losses, dtype=torch.float64)
    large = (values[:-1] - values[1:] > tolerance).nonzero().flatten()
    if large.numel() == 0:
        return 1
    return large.max().item() + 2


def place_of_the_first_small_step(losses, tolerance):
    small = (i for i, (old, new) in enumerate(pairwise(losses)) if old - new <= tolerance)
    return next(small, len(losses))


def of_the_lowest(losses, tolerance):
    return losses.index(min(losses)) + 1


def near_the_last(losses, tolerance):
    return next(i for i, loss in enumerate(losses, start=1) if loss - losses[-1] <= tolerance)


def near_the_lowest(losses, tolerance):
    return next(i for i, loss in enumerate(losses, start=1) if loss - min(losses) <= tolerance)


def loss_below_tolerance(losses, tolerance):
    small = (i for i, loss in enumerate(losses, start=1) if loss <= tolerance)
    return next(small, len(losses))


def steepest_step(losses, tolerance):
    falls = [old - new for old, new in pairwise(losses)]
    return falls.index(max(falls)) + 2 if falls else 1


# Halves and quarters and so on, so that all differences are exact.


def _case(losses, tolerance=0.125):
    return Case(inputs=lambda: {"losses": losses, "tolerance": tolerance})


def _generated(stream: random.Random) -> Case:
    tolerance = stream.choice([0, 1, 2, 3, 20]) / 16
    # Steps below, at and above the tolerance, rises among them; or all of one sort.
    steps = [-3.0, 0.0, tolerance / 2, tolerance, tolerance + 0.0625, 2 * tolerance + 1]
    steps = stream.sample(steps, stream.randint(1, len(steps)))
    losses = [stream.randint(-200, 800) / 16]
    for _epoch in range(stream.choice([0, 1, 2, 5, 10, 40])):
        losses.append(losses[-1] - stream.choice(steps))
    return _case(losses, tolerance)


exercise = Exercise(
    cases=[
        _case([2.0, 1.0, 0.75, 0.6875, 0.65625]),
        _case([2.0, 1.5, 1.4375, 1.4375, 1.40625, 1.0, 0.96875, 0.9375]),
        _case([4.0, 3.0, 2.0, 1.0], 0.5),
        _case([1.0, 1.0, 0.9375, 1.0]),
        _case([2.0, 1.0, 0.75, 1.25, 1.0, 1.0, 1.5, 1.4375]),
        _case([1.0, 0.5, 0.25, 0.125], 0.25),
        _case([2.375, 1.375, 0.375, 0.125, -0.125, -0.375, -0.5, -0.625], 0.1875),
        _case([0.5]),
    ],
    generated=_generated,
    hints=[
        "Look at the steps of the curve: epoch 2 lowers the loss by `losses[0] - losses[1]`, epoch "
        "3 by `losses[1] - losses[2]`, and so on. A rise is a negative number and never more than "
        "`tolerance`.",
        "A small step may be followed by a large one. So ask for the *last* epoch that lowers the "
        "loss by more than `tolerance`: all after it are not worth their time.",
        "Start with `n_epochs = 1`; for each epoch from 2 to `len(losses)`, if "
        "`losses[epoch - 2] - losses[epoch - 1] > tolerance`, set `n_epochs = epoch`.",
    ],
    variants=[from_the_end, with_numpy, by_definition, with_pairs, with_torch],
    misconceptions=[
        Misconception(
            edit(
                "until_the_first_small_step",
                ("(n_epochs, len(losses))", "(n_epochs, len(losses))[:1]"),
                of=by_definition,
            ),
            "You stopped at the first small step. A large one may follow: ask for the last step "
            "that is larger than `tolerance`.",
        ),
        Misconception(
            edit(
                "with_the_first_small_step",
                ("> tolerance", "<= tolerance"),
                ("n_epochs = epoch", "return epoch"),
                ("return n_epochs", "return len(losses)"),
            ),
            "You returned the first epoch with a small step. A large step may follow, and the "
            "small one itself is not needed: ask for the last step larger than `tolerance`.",
        ),
        Misconception(
            place_of_the_first_small_step,
            "You returned the place of the first small step in the list. Epochs are counted from "
            "1, and a large step may follow: ask for the last step larger than `tolerance`.",
        ),
        Misconception(
            edit("rises_count", ("old - new", "abs(old - new)"), of=with_pairs),
            "You count a rise of the loss like a fall. Only a fall is worth an epoch.",
        ),
        Misconception(
            edit("only_rises_count", ("old - new", "new - old"), of=with_pairs),
            "You look for rises of the loss. By how much an epoch lowers it is the earlier loss "
            "minus the later.",
        ),
        Misconception(
            edit("one_too_few", ("return n_epochs", "return n_epochs - 1")),
            "One epoch too few: places in the list are counted from 0, epochs from 1. `losses[i]` "
            "is the loss of epoch i + 1.",
        ),
        Misconception(
            edit("one_too_many", ("n_epochs = epoch", "n_epochs = min(epoch + 1, len(losses))")),
            "One epoch too many: the last large step itself is needed, none after it.",
        ),
        Misconception(
            edit("in_proportion", ("old - new", "(old - new) / old"), of=with_pairs),
            "You compared the fall with the loss itself. `tolerance` is a difference of losses, "
            "not a share.",
        ),
        Misconception(
            of_the_lowest,
            "That is the epoch with the lowest loss. The curve may creep down for long; ask where "
            "its steps become small.",
        ),
        Misconception(
            near_the_last,
            "You compared each loss with the last one. The question is what a single epoch still "
            "brings, against the epoch before it.",
        ),
        Misconception(
            near_the_lowest,
            "You compared each loss with the lowest one. The question is what a single epoch still "
            "brings, against the epoch before it.",
        ),
        Misconception(
            loss_below_tolerance,
            "You compared the loss itself with `tolerance`. Compare what each epoch lowers it by.",
        ),
        Misconception(
            edit("equal_counts_too", ("> tolerance", ">= tolerance")),
            "You count a step of exactly `tolerance` as large. It has to be more than `tolerance`.",
        ),
        Misconception(
            edit(
                "number_of_large_steps",
                ("max(epochs, default=1)", "1 + len(epochs)"),
                of=with_pairs,
            ),
            "You counted the large steps. Between them may be small ones, which have to be trained "
            "through as well: return the epoch of the last large step.",
        ),
        Misconception(
            steepest_step,
            "That is the epoch with the largest step, whatever `tolerance` is. Ask for the last "
            "step that is larger than `tolerance`.",
        ),
        Misconception(
            edit("all_where_none_is_large", ("n_epochs = 1", "n_epochs = len(losses)")),
            "Where no step is large, the curve was flat from the start, and 1 epoch is enough.",
        ),
        Misconception(
            edit("total_still_to_come", ("losses[n_epochs - 1]", "min(losses)"), of=from_the_end),
            "You asked how much all later epochs together lower the loss. The question is what a "
            "single epoch still brings.",
        ),
    ],
)
