"""Finds exercises and their solutions by name: `chapter.exercise`."""

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from nma_ae.exercises.definition import Exercise
from nma_ae.exercises.messages import _


@cache
def names(chapter: str | None = None) -> tuple[str, ...]:
    """Return the full names of all exercises, or of one chapter's, in the order of the chapter.

    The order is that of the chapter's table of solutions.
    """
    if chapter is not None:
        return tuple(f"{chapter}.{short}" for short in _solutions(chapter))
    package = import_module("nma_ae.solutions")
    chapters = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(name for each in chapters for name in names(each))


def full_name(name: str) -> str:
    """Return the full name for a full or a short one.

    Raises:
        ValueError: no exercise is called so, or several are.
    """
    if not isinstance(name, str):
        raise ValueError(
            _("An exercise is named by a text such as {example!r}; {name!r} was given.").format(
                example=names()[0], name=name
            )
        )
    chapter, _dot, _short = name.rpartition(".")
    known = names(chapter or None)
    matches = [each for each in known if name in (each, each.split(".")[1])]
    if len(matches) != 1:
        raise ValueError(
            _("There is no exercise {name!r}. The exercises are: {names}.").format(
                name=name, names=", ".join(matches or known)
            )
        )
    return matches[0]


def load(name: str) -> Exercise:
    """Return the exercise of that full name."""
    chapter, short = name.split(".")
    return import_module(f"nma_ae.exercises.{chapter}.{short}").exercise


def reference(name: str) -> Callable:
    """Return the solution, a function or a class, of the exercise of that full name."""
    chapter, short = name.split(".")
    return _solutions(chapter)[short]


def _solutions(chapter: str) -> dict[str, Callable]:
    module = f"nma_ae.solutions.{chapter}"
    if find_spec(module) is None:
        raise ValueError(_("There is no chapter {chapter!r}.").format(chapter=chapter))
    return import_module(module).SOLUTIONS
