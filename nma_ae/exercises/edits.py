"""Wrong answers as small edits of right ones: what is replaced by what."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from nma_ae.exercises.source import (
    definition_text,
    module_of,
    remember_lines,
    remember_text,
    renamed,
)


@dataclass(frozen=True)
class Edit:
    """A named change of a right answer.

    Attributes:
        name: what the wrong answer is called.
        changes: pairs of an old text and the one that takes its place.
        of: the answer that is changed, or another edit; None for the solution.
    """

    name: str
    changes: tuple[tuple[str, str], ...]
    of: "Callable | Edit | None" = None


def edit(name: str, *changes: tuple[str, str], of: "Callable | Edit | None" = None) -> Edit:
    """Describe a wrong answer by what it has in the place of what.

    Args:
        name: what the wrong answer is called, a name as of a function or class.
        *changes: pairs of an old text and the one that takes its place, "" for none. Each old text
            occurs exactly once in the right answer, whose docstring does not count, and no two of
            them overlap.
        of: the right answer, a function or class at the top of a module; by default the
            exercise's solution. It may be an edit, which is then made first.

    Raises:
        ValueError: the name is none, or there is no change.

    Example:
        >>> edit("gradients_pile_up", ("optimizer.zero_grad()", ""), of=written_out)
    """
    if not isinstance(name, str) or not name.isidentifier():
        raise ValueError(f"name must be a name as of a function, got {name!r}")
    for change in changes:
        if not (isinstance(change, tuple) and len(change) == 2 and change[0] != change[1]):
            raise ValueError(
                f"edit {name!r}: changes must be pairs of an old text and another, got {change!r}"
            )
    if not changes:
        raise ValueError(f"edit {name!r}: changes must hold at least one pair, got none")
    return Edit(name, changes, of)


def make(edit: Edit, solution: Callable[[], Callable]) -> Callable:
    """Make the wrong answer that an edit describes.

    Args:
        edit: the edit.
        solution: gives the exercise's solution, which is asked for only if it is edited.

    Raises:
        ValueError: an old text does not occur exactly once, or the result is no Python.
    """
    return apply(edit, base_of(edit, solution))


def base_of(edit: Edit, solution: Callable[[], Callable]) -> Callable:
    """Return the answer that an edit changes, making that first where it is an edit itself."""
    if isinstance(edit.of, Edit):
        return make(edit.of, solution)
    return solution() if edit.of is None else edit.of


def apply(edit: Edit, answer: Callable) -> Callable:
    """Make an edit in an answer, be it the one that it was written for or another.

    Args:
        edit: the edit.
        answer: a function or class at the top of a module; it stays as it is.

    Returns:
        The function or class that the changed text defines, under the edit's name. What it does
        not define itself means what it means in the answer's module.

    Raises:
        ValueError: an old text does not occur exactly once, or the result is no Python.
    """
    text = definition_text(answer)
    places = [_place(edit, old, text, answer) for old, _new in edit.changes]
    changed = text
    for (start, end), (_old, new) in sorted(
        zip(places, edit.changes, strict=True), key=lambda pair: pair[0], reverse=True
    ):
        changed = changed[:start] + new + changed[end:]
    return _defined(edit, changed, answer)


def fits(edit: Edit, answer: Callable) -> bool:
    """Return whether each old text of an edit occurs exactly once in an answer."""
    text = definition_text(answer)
    return all(text.count(old) == 1 for old, _new in edit.changes)


def together(one: Edit, other: Edit, answer: Callable) -> Callable | None:
    """Make two edits in one answer; None where they touch the same place.

    Raises:
        ValueError: one of them does not fit the answer, or both together are no Python.
    """
    text = definition_text(answer)
    both = Edit(f"{one.name}_and_{other.name}", (*one.changes, *other.changes))
    places = sorted(_place(both, old, text, answer) for old, _new in both.changes)
    apart = all(end <= start for (_, end), (start, _) in pairwise(places))
    return apply(both, answer) if apart else None


def _place(edit: Edit, old: str, text: str, answer: Callable) -> tuple[int, int]:
    n_places = text.count(old)
    if n_places != 1:
        raise ValueError(
            f"edit {edit.name!r}: the old text {old!r} occurs {n_places} times in "
            f"{answer.__name__!r}; it must occur exactly once. Make it longer, or choose another "
            "answer by of=..."
        )
    start = text.index(old)
    return start, start + len(old)


def _defined(edit: Edit, text: str, answer: Callable) -> Callable:
    file = f"<edit {edit.name} of {answer.__module__}.{answer.__name__}>"
    # A copy: the answer's own module must not know of it.
    namespace: dict[str, Any] = dict(vars(module_of(answer)))
    try:
        code = renamed(text, answer.__name__, edit.name)
        exec(compile(code, file, "exec"), namespace)
    except SyntaxError as error:
        raise ValueError(
            f"edit {edit.name!r}: what it makes of {answer.__name__!r} is no Python "
            f"({error.msg}, line {error.lineno}):\n{text}"
        ) from error
    remember_lines(file, code)
    made = namespace[edit.name]
    remember_text(made, code)
    return made
