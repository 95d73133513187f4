"""Finds exercises and their solutions by name: `chapter.exercise`."""

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module

import nma_ae.solutions
from nma_ae.exercises.definition import Exercise
from nma_ae.exercises.messages import _


class UnknownExercise(ValueError):
    """No exercise or chapter is called so."""


@cache
def names(chapter: str | None = None) -> tuple[str, ...]:
    """Return the full names of all exercises, or of one chapter's, in the order of the chapter.

    The order is that of the chapter's table of solutions.

    Raises:
        ValueError: there is no such chapter.
    """
    chapters = sorted(module.name for module in pkgutil.iter_modules(nma_ae.solutions.__path__))
    if chapter is None:
        return tuple(name for each in chapters for name in names(each))
    if chapter not in chapters:
        raise UnknownExercise(
            _("There is no chapter {chapter!r}. The chapters are: {chapters}.").format(
                chapter=chapter, chapters=", ".join(chapters)
            )
        )
    return tuple(f"{chapter}.{short}" for short in _solutions(chapter))


def full_name(name: str) -> str:
    """Return the full name for a full or a short one.

    Raises:
        ValueError: no exercise is called so, or several are.
    """
    if not isinstance(name, str):
        raise UnknownExercise(
            _("An exercise is named by a text such as {example!r}; {name!r} was given.").format(
                example=names()[0], name=name
            )
        )
    chapter = name.rpartition(".")[0]
    known = names(chapter or None)
    matches = [each for each in known if name in (each, short_name(each))]
    if len(matches) != 1:
        raise UnknownExercise(
            _("There is no exercise {name!r}. The exercises are: {names}.").format(
                name=name, names=", ".join(matches or known)
            )
        )
    return matches[0]


def short_name(name: str) -> str:
    """Return what stands behind the chapter in a full name."""
    return name.rpartition(".")[2]


def load(name: str) -> Exercise:
    """Return the exercise of that full name."""
    return import_module(f"nma_ae.exercises.{name}").exercise


def reference(name: str) -> Callable:
    """Return the solution, a function or a class, of the exercise of that full name."""
    return _solutions(name.rpartition(".")[0])[short_name(name)]


def _solutions(chapter: str) -> dict[str, Callable]:
    return import_module(f"nma_ae.solutions.{chapter}").SOLUTIONS
