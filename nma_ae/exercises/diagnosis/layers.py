"""Says how the layers of a network that an answer built differ from those that were expected."""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from nma_ae.exercises.messages import _
from nma_ae.exercises.snapshot import Layer, Thing

MOST_DIFFERENCES = 3
"""That are told one by one; with more, nobody knows what was meant."""


def layer_differences(expected: Any, got: Any) -> str:
    """Return how the networks in two snapshots differ, "" where they do not or nobody can tell.

    Args:
        expected: a snapshot of what the solution returned: a network, or a tuple of networks.
        got: that of what the answer returned.
    """
    return " ".join(
        _("In `{name}`: {text}").format(name=name, text=text) if name else text
        for name, one, other in _pairs(expected, got)
        if (text := _difference(one, other, not name or name.endswith("]")))
    )


def _pairs(expected: Any, got: Any) -> Iterator[tuple[str, Sequence[Layer], Sequence[Layer]]]:
    """Yield what can be compared, layer by layer, under the name of the part."""
    if isinstance(expected, tuple) and isinstance(got, tuple) and len(expected) == len(got):
        for index, (one, other) in enumerate(zip(expected, got, strict=True)):
            for name, right, mine in _pairs(one, other):
                yield f"[{index}]{name and '.' + name}", right, mine
    elif isinstance(expected, Thing) and isinstance(got, Thing):
        if expected.layers and got.layers:
            yield "", expected.layers, got.layers
        # In a network of one's own, what has no weights may be a function in `forward`.
        for name in [each for each in expected.parts if each in got.parts]:
            one, other = expected.parts[name].layers, got.parts[name].layers
            yield name, [e for e in one if e.has_weights], [e for e in other if e.has_weights]


def _difference(expected: Sequence[Layer], got: Sequence[Layer], is_whole: bool) -> str:
    """Return how two sequences differ.

    Args:
        expected: the layers that were expected.
        got: those that came.
        is_whole: whether these are all layers, so that their places can be told.
    """
    shared = Counter(layer.first for layer in got)
    place, n_places = max(shared.items(), key=lambda item: item[1], default=(0, 0))
    if n_places > 1 and len({layer.first for layer in expected}) == len(expected):
        text = _("One and the same {layer} stands in {n} places, and they share its weights.")
        layer = next(each for each in got if each.first == place)
        if layer.has_weights:
            return text.format(layer=layer.text, n=n_places)
    right, mine = [each.text for each in expected], [each.text for each in got]
    if right == mine:
        return ""
    if sorted(right) == sorted(mine):
        return _("The layers are the right ones, in another order: {layers}.").format(
            layers=", ".join(mine)
        )
    found = [*_differences(right, mine, is_whole)]
    if len(found) <= MOST_DIFFERENCES:
        return " ".join(text for _what, text in found)
    kinds = {what for what, _text in found}
    if len(kinds) == 1:  # the same everywhere
        text = _("{text} The same {n} times in all.")
        return text.format(text=found[0][1], n=len(found))
    return ""


def _differences(
    expected: Sequence[str], got: Sequence[str], is_whole: bool
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each difference: what it consists of, and in words."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, expected, got, False).get_opcodes():
        if tag == "equal":
            continue
        n_both = min(i2 - i1, j2 - j1)
        for i, j in zip(range(i1, i1 + n_both), range(j1, j1 + n_both), strict=True):
            text = _("{got} takes the place of {expected}.")
            if is_whole:
                text = _("At [{place}] stands {got}, where {expected} was expected.")
            yield (
                (expected[i], got[j]),
                text.format(place=j, got=got[j], expected=expected[i]),
            )
        for i in range(i1 + n_both, i2):
            before = expected[i - 1] if i else ""
            text = _("{layer} is missing after {before}.") if before else ""
            text = text or _("{layer} is missing at the start.")
            yield (expected[i], ""), text.format(layer=expected[i], before=before)
        for j in range(j1 + n_both, j2):
            before = got[j - 1] if j else ""
            text = _("{layer} after {before} is too many.") if before else ""
            text = text or _("{layer} at the start is too many.")
            yield ("", got[j]), text.format(layer=got[j], before=before)
