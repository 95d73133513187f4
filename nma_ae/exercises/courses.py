"""Finds exercises and their solutions by name: `chapter.exercise`.

A course is a package of chapters. It registers itself in its own pyproject.toml:

    [project.entry-points."nma_ae.courses"]
    my_course = "my_course.chapters"

A chapter is a package in it. Its module `solutions` has a table SOLUTIONS, which maps the names of
its exercises, in the order of the chapter, to the dotted paths of their solutions; and each
exercise has a module of its name with an object `exercise`. What an exercise says is translated by
gettext catalogues `my_course/locale/LANGUAGE/LC_MESSAGES/my_course.mo`.
"""

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module, metadata

from nma_ae.exercises.definition import Exercise, resolved
from nma_ae.exercises.messages import _

GROUP = "nma_ae.courses"


class UnknownExercise(ValueError):
    """No exercise or chapter is called so."""


def courses() -> list[str]:
    """Return the packages of chapters that are registered, in the order of their names."""
    return sorted({entry.value for entry in metadata.entry_points(group=GROUP)})


@cache
def chapters() -> dict[str, str]:
    """Return the package of each chapter, by the chapter's name, in alphabetical order.

    Raises:
        RuntimeError: two courses have chapters of the same name, or there is no course.
        ImportError: a course is registered, and cannot be imported.
    """
    found: dict[str, str] = {}
    for course in courses():
        for module in pkgutil.iter_modules(import_module(course).__path__):
            if module.ispkg and module.name in found:
                raise RuntimeError(
                    f"{course} and {found[module.name].rpartition('.')[0]} both have a chapter "
                    f"{module.name!r}; one has to be renamed."
                )
            if module.ispkg:
                found[module.name] = f"{course}.{module.name}"
    if not found:
        raise RuntimeError(
            f"No course is registered: expected an entry point of the group {GROUP!r} of some "
            "installed package. Install the course by pip (a checkout by `pip install -e .`)."
        )
    return dict(sorted(found.items()))


@cache
def names(chapter: str | None = None) -> tuple[str, ...]:
    """Return the full names of all exercises, or of one chapter's, in the order of the chapter.

    The order is that of the chapter's table of solutions.

    Raises:
        ValueError: there is no such chapter.
    """
    if chapter is None:
        return tuple(name for each in chapters() for name in names(each))
    if chapter not in chapters():
        raise UnknownExercise(
            _("There is no chapter {chapter!r}. The chapters are: {chapters}.").format(
                chapter=chapter, chapters=", ".join(chapters())
            )
        )
    return tuple(f"{chapter}.{short}" for short in _solutions(chapter))


def forget() -> None:
    """Look for courses anew, as after another one has been installed."""
    for remembered in (chapters, names, load):
        remembered.cache_clear()


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
    """Return what follows the chapter in a full name."""
    return name.rpartition(".")[2]


@cache
def load(name: str) -> Exercise:
    """Return the exercise of that full name, its misconceptions made.

    Raises:
        ValueError: an edit does not fit what it edits.
    """
    chapter, short = name.split(".")
    exercise = import_module(f"{chapters()[chapter]}.{short}").exercise
    return resolved(exercise, solution=lambda: reference(name))


def reference(name: str) -> Callable:
    """Return the solution, a function or a class, of the exercise of that full name."""
    chapter, short = name.split(".")
    module, _dot, own_name = _solutions(chapter)[short].rpartition(".")
    return getattr(import_module(module), own_name)


def _solutions(chapter: str) -> dict[str, str]:
    return import_module(f"{chapters()[chapter]}.solutions").SOLUTIONS
