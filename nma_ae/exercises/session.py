"""What a notebook imports: the decorator, and what a student can ask for."""

import contextlib
import functools
import inspect
import os
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from nma_ae.exercises import courses
from nma_ae.exercises.adapters import ipython, page
from nma_ae.exercises.check import check
from nma_ae.exercises.courses import short_name
from nma_ae.exercises.diagnosis.words import whole
from nma_ae.exercises.messages import _
from nma_ae.exercises.record import record
from nma_ae.exercises.source import source, with_short_docstring, without_checks
from nma_ae.exercises.verdict import Verdict


@dataclass
class _Attempt:
    answer: Callable
    names: set[str]
    namespace: dict[str, Any]
    verdict: Verdict
    stands_in: bool


_attempts: dict[str, _Attempt] = {}
_hints_given: dict[str, int] = {}


def exercise(name: str, *, stand_in: bool | None = None) -> Callable[[Callable], Callable]:
    """Check what is defined below, print a verdict, and keep the notebook going.

    Use it as a decorator over a function or class. A correct one stays. For any other, the
    reference takes the name, so that the cells below run; `attempt(name)` still calls yours.

    Args:
        name: `chapter.exercise`, such as "deep_autoencoder.count_parameters".
        stand_in: False leaves your own code in place whatever the verdict. None asks the
            environment variable NMA_AE_STAND_IN (0 for False), and means True where it is not set.

    Raises:
        ValueError: there is no such exercise.
    """
    name = _name_to_check(name)
    if stand_in is None:
        # As nma_ae.switches reads its own; the engine needs nothing of the course.
        switch = os.environ.get("NMA_AE_STAND_IN", "1").strip().lower()
        stand_in = switch not in ("", "0", "no", "false", "off")

    def decorate(answer: Callable) -> Callable:
        namespace = sys._getframe(1).f_globals
        names = _names(name, answer)
        reference = _reference_or_none(name) if stand_in else None
        output = _Output(stands_in=reference is not None)
        with _references_of_others(namespace), _bound(namespace, names, answer):
            verdict = check(name, answer, namespace, before_search=output.show_first)
        kept = reference if reference is not None and verdict.status != "correct" else answer
        verdict = output.show(verdict)
        _attempts[name] = _Attempt(answer, names, namespace, verdict, kept is not answer)
        record(verdict)
        namespace[short_name(name)] = kept  # so the cells below know it, whatever you called it
        return kept

    return decorate


def attempt(name: str) -> Callable:
    """Return your own function or class for an exercise, even where the reference stands in.

    Args:
        name: full or short name of an exercise whose cell has run.

    Raises:
        ValueError: no cell of that exercise has run in this session.
    """
    name = _full_name(name)
    if name not in _attempts:
        raise ValueError(
            _("The exercise {name!r} has not been run yet: run its cell first.").format(name=name)
        )
    made = _attempts[name]
    if not made.stands_in:
        return made.answer
    if isinstance(made.answer, type):
        return _class_under_its_own_name(made.answer, made)
    return _under_its_own_name(made.answer, made)


def hint(name: str) -> None:
    """Show the next hint of an exercise; after the last, the first again.

    Where the latest check found the change that makes your code right, that is the last hint.

    Args:
        name: full or short name of an exercise.

    Raises:
        ValueError: there is no such exercise.
    """
    name = _full_name(name)
    hints = [_(each) for each in courses.load(name).hints]
    repairs = _attempts[name].verdict.repairs if name in _attempts else ()
    hints += [" ".join(map(whole, repairs))] if repairs else []
    given = _hints_given.get(name, 0) % len(hints)
    _hints_given[name] = given + 1
    text = _("Hint {number} of {all}: {hint}")
    print(text.format(number=given + 1, all=len(hints), hint=hints[given]))


@dataclass(frozen=True)
class FoldedCode:
    """Source code, folded in a notebook, plain in a terminal.

    Attributes:
        summary: what stands on the fold.
        code: the source.
    """

    summary: str
    code: str

    def __str__(self) -> str:
        return self.code

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return (
            f'<details class="nma-solution"><summary>{escape(self.summary)}</summary>'
            f'<pre tabindex="0"><code class="language-python">{escape(self.code)}</code></pre>'
            "</details>"
        )


def solution(name: str) -> FoldedCode:
    """Return the source of the reference solution of an exercise, without checks of arguments.

    Args:
        name: full or short name of an exercise.

    Raises:
        ValueError: there is no such exercise.
    """
    name = _full_name(name)
    code = source(courses.reference(name), short_name(name), checks=False)
    summary = _("Solution of {name}").format(name=short_name(name))
    return FoldedCode(summary, with_short_docstring(code, short_name(name)))


def show_source(helper: Callable) -> FoldedCode:
    """Return the source of a function or class, read from where it was imported.

    What it uses of its own module is not shown with it, nor are checks of arguments, and of its
    docstring the first sentence.

    Args:
        helper: defined at the top level of a module.

    Raises:
        ValueError: it is not, or its module has no source.

    Example:
        >>> show_source(fit)
    """
    name = getattr(helper, "__name__", "")
    try:
        code = without_checks(inspect.getsource(helper).rstrip())
        code = with_short_docstring(code, name)
    except (TypeError, OSError, SyntaxError, StopIteration) as error:
        raise ValueError(
            "helper: expected a function or class that is defined at the top of a module, got "
            f"{name or type(helper).__name__}"
        ) from error
    return FoldedCode(_("Source of {name}").format(name=name), code)


def verdicts() -> dict[str, Verdict]:
    """Return the latest verdict of this session by the exercise's full name."""
    return {name: made.verdict for name, made in _attempts.items()}


def _name_to_check(name: str) -> str:
    try:
        return courses.full_name(name)
    except courses.UnknownExercise:
        raise
    except Exception:  # a chapter that cannot be imported: the check will say so, and stop nothing
        return name


def _full_name(name: str) -> str:
    """Complete a short name, with what this session has met before what the course has."""
    met = [full for full in _attempts if short_name(full) == name]
    return met[0] if len(met) == 1 else courses.full_name(name)


def _names(name: str, answer: Any) -> set[str]:
    """Return the names by which code may know an answer: the exercise's, and its own."""
    has_name = issubclass(type(answer), types.FunctionType | type)  # not asking a stranger's class
    return {short_name(name), answer.__name__} if has_name else {short_name(name)}


def _closing(verdict: Verdict, stands_in: bool) -> str:
    if verdict.status == "correct":
        return ""
    if not stands_in:
        text = _('Your own code stays in place. `hint("{name}")` helps.')
    elif verdict.status == "open":
        text = _(
            "The reference solution stands in, so the cells below run. "
            '`hint("{name}")` gives a hint.'
        )
    else:
        text = _(
            "The reference solution stands in under this name, so the cells below run; "
            '`attempt("{name}")(...)` calls yours, `hint("{name}")` gives a hint.'
        )
    return f"{verdict.closing} {text.format(name=short_name(verdict.exercise))}".strip()


class _Output:
    """Where a verdict appears: at once in a notebook, and there again when more is found out."""

    def __init__(self, stands_in: bool):
        self.stands_in = stands_in
        self.place = ipython.Changing() if ipython.shell() is not None else page.place

    def show_first(self, verdict: Verdict) -> None:
        """Show a verdict that may still change; a terminal gets the last one alone."""
        if self.place is not None:
            self.place.show(self._closed(verdict))

    def show(self, verdict: Verdict) -> Verdict:
        """Show a verdict with what happens next at its end, and return that."""
        verdict = self._closed(verdict)
        if self.place is None:
            print(verdict)
        else:
            self.place.show(verdict)
            for each in verdict.figures:
                ipython.show(each)
        return verdict

    def _closed(self, verdict: Verdict) -> Verdict:
        if self.place is page.place is not None:  # it has buttons, and no cells below
            return verdict
        return replace(verdict, closing=_closing(verdict, self.stands_in))


def _reference_or_none(name: str) -> Callable | None:
    try:
        return courses.reference(name)
    except Exception:  # the verdict has already said that the check failed, and why
        return None


@contextlib.contextmanager
def _bound(namespace: dict[str, Any], names: set[str], value: Any) -> Iterator[None]:
    """Bind names for a while: an answer may call itself, or name its class in `super`."""
    before = {name: namespace[name] for name in names if name in namespace}
    namespace.update(dict.fromkeys(names, value))
    try:
        yield
    finally:
        for name in names - before.keys():
            namespace.pop(name, None)
        namespace.update(before)


@contextlib.contextmanager
def _references_of_others(namespace: dict[str, Any]) -> Iterator[None]:
    """Give an answer the references of exercises that it may call, where wrong ones were left."""
    with contextlib.ExitStack() as stack:
        for name, made in _attempts.items():
            names = {each for each in made.names if namespace.get(each) is made.answer}
            if names and made.verdict.status != "correct":
                reference = _reference_or_none(name)
                if reference is not None:
                    stack.enter_context(_bound(namespace, names, reference))
        yield


def _under_its_own_name(function: Callable, made: _Attempt) -> Callable:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        with _bound(made.namespace, made.names, made.answer):
            return function(*args, **kwargs)

    vars(call)["finds_itself"] = True
    return call


def _class_under_its_own_name(answer: type, made: _Attempt) -> type:
    """Return the class with methods that find it under its name, as `super(Name, self)` needs."""
    for key, value in list(vars(answer).items()):
        if isinstance(value, types.FunctionType) and not hasattr(value, "finds_itself"):
            setattr(answer, key, _under_its_own_name(value, made))
    return answer
