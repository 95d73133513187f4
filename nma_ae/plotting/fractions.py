"""Accuracy against how many of the images are labelled."""

from collections.abc import Mapping
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from nma_ae.arguments import is_number, require_mappings, require_numbers
from nma_ae.plotting.axes import axes_or_new

MARKERS = "os^vDPX"
CLOSE = 1.4  # the factor between two fractions up to which they are
BESIDE = 1.06  # from an encoder to the next, where all have the same single fraction


def plot_fractions(
    accuracies: Mapping[str, Mapping[float, float]], *, chance: float, ax: Axes | None = None
) -> Axes:
    """Draw the test accuracy of several encoders against the fraction of labelled images.

    Args:
        accuracies: By encoder and labelled fraction, in (0, 1]: the accuracy in percent. Encoders
            may have different fractions.
        chance: The accuracy of guessing, in percent: a dashed line.
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes: a line with markers for each encoder, then that of chance. The axis of the
        fractions is logarithmic. With a single fraction, the encoders are beside each other.

    Raises:
        ValueError: If there is no encoder, one has no accuracy, or a fraction is not in (0, 1].
    """
    require_mappings(Mapping, accuracies=accuracies)
    require_numbers(least=0, most=100, chance=chance)
    if not accuracies or not all(accuracies.values()):
        raise ValueError(
            f"accuracies must hold at least one encoder and a fraction for each, got {accuracies}"
        )
    found = list({fraction for each in accuracies.values() for fraction in each})
    if not all(is_number(fraction) and 0 < fraction <= 1 for fraction in found):
        raise ValueError(f"fractions in accuracies must be above 0 and at most 1, got {found}")
    fractions = sorted(found)
    for name, each in accuracies.items():
        percents = {f"accuracies[{name!r}][{key}]": percent for key, percent in each.items()}
        require_numbers(least=0, most=100, **percents)
    ax = axes_or_new(ax, (7, 4.4))
    # The factor between encoders: nothing tells points of one fraction apart but their markers.
    apart = BESIDE if len(fractions) == 1 else 1
    for i, (name, each) in enumerate(accuracies.items()):
        moved = apart ** (i - (len(accuracies) - 1) / 2)
        x, y = zip(*sorted(each.items()), strict=True)
        ax.plot(
            [moved * fraction for fraction in x],
            y,
            label=name,
            color=f"C{i}",
            marker=MARKERS[i % len(MARKERS)],
            markersize=8,
        )
    ax.axhline(chance, color="#2B2F36", linestyle="dashed", linewidth=1.2, label="chance")
    lowest = min(chance, *(percent for each in accuracies.values() for percent in each.values()))
    ax.set_xscale("log")
    if len(fractions) == 1:
        reach = BESIDE ** (len(accuracies) + 2)
        ax.set_xlim(fractions[0] / reach, fractions[0] * reach)
    # Of fractions that are close, the largest has a number: two would lie on one another.
    named = [each for each, next_ in pairwise(fractions) if next_ / each > CLOSE] + fractions[-1:]
    ax.xaxis.set_major_locator(FixedLocator(named))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda fraction, _: f"{100 * fraction:g}"))
    ax.set(xlabel="labelled images (%)", ylabel="test accuracy (%)", ylim=(lowest - 5, 103))
    ax.grid()
    # Above, where it hides no curve.
    ax.legend(ncols=3, loc="lower left", bbox_to_anchor=(0, 1))
    return ax
