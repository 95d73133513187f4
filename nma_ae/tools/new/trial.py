"""Adds an exercise to a copy of the checkout, which is the current folder, and tries it there.

Started by `nma_ae.tools.new.exercise` in a process of its own, which imports the copy.
"""

import inspect
import json
import sys
import textwrap
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path

import nbformat

import nma_ae
from nma_ae.exercises.definition import Exercise, Misconception
from nma_ae.exercises.verdict import Verdict
from nma_ae.files import read_text
from nma_ae.tools.new.cells import add_cells
from nma_ae.tools.new.draft import Draft, read_draft
from nma_ae.tools.new.style import style_problems, tidy
from nma_ae.tools.new.table import with_solution

FEWEST_VARIANTS = 4
FEWEST_MISCONCEPTIONS = 5


def main(name: str, draft: str, result: str) -> None:
    """Write the exercise into the copy and report what is wrong with it.

    Args:
        name: full name of the exercise.
        draft: path of the author's file.
        result: path of the file that takes the list of problems, as JSON.
    """
    if Path(nma_ae.__file__).resolve().parent.parent != Path.cwd().resolve():
        raise RuntimeError(f"{nma_ae.__file__} was imported in place of the copy of the checkout")
    short = name.split(".")[1]
    try:
        given = read_draft(read_text(Path(draft)), short)
        written = _write_modules(name, given)
        problems = [*_refused_by_lint(written), *_problems(name)] or _write_notebook(name, given)
    except ValueError as error:
        problems = [str(error)]
    Path(result).write_text(json.dumps([f"- {each}" for each in problems]), encoding="utf-8")


def _write_modules(name: str, draft: Draft) -> list[Path]:
    """Write the exercise, and its line in the table; return the paths of the two modules."""
    chapter, short = name.split(".")
    exercise = Path(f"nma_ae/chapters/{chapter}/{short}.py")
    exercise.write_text(tidy(draft.module, exercise), encoding="utf-8")
    solutions = Path(f"nma_ae/chapters/{chapter}/solutions.py")
    path = draft.solution or f"nma_ae.chapters.{name}.{short}"
    text = with_solution(read_text(solutions), short, path)
    solutions.write_text(tidy(text, solutions), encoding="utf-8")
    return [exercise, solutions]


def _refused_by_lint(modules: list[Path]) -> Iterator[str]:
    for found in style_problems(modules):
        yield f"`make lint` would refuse it:\n{textwrap.indent(found, '    ')}"


def _problems(name: str) -> Iterator[str]:
    """Yield what is wrong with an exercise, as far as the engine can tell."""
    from nma_ae.exercises import courses

    try:
        given = import_module(f"nma_ae.chapters.{name}").exercise
        if not isinstance(given, Exercise):
            yield f"`exercise` must be an Exercise; it is a {type(given).__name__}."
            return
        exercise = courses.load(name)  # with its edits made
        reference = courses.reference(name)
    except Exception as error:
        yield f"it cannot be imported: {type(error).__name__}: {error}"
        return
    yield from _missing_parts(exercise)
    yield from _not_accepted(name, "the solution", reference)
    for variant in exercise.variants:
        yield from _not_accepted(name, f"the variant {variant.__name__}", variant)
    for misconception in exercise.misconceptions:
        yield from _not_recognised(name, misconception)
    yield from _let_through(name)


MOST_HOLES = 5


def _let_through(name: str) -> Iterator[str]:
    """Yield small changes of right answers that no case tells apart, and a generated input does."""
    from nma_ae.exercises.mutation import survivors

    holes = (each for each in survivors(name) if each.input)
    for each in islice(holes, MOST_HOLES):
        yield (
            f"no case tells apart a change of {each.answer}: `{each.before}` becomes "
            f"`{each.after}` in `{each.line}`. It is wrong for {each.input}: {each.wrong}"
        )


def _missing_parts(exercise: Exercise) -> Iterator[str]:
    if not exercise.cases:
        yield "it has no cases."
    if not exercise.hints or not all(exercise.hints):
        yield "it needs hints, from a nudge to nearly the answer."
    for what, given, fewest in (
        ("variants", exercise.variants, FEWEST_VARIANTS),
        ("misconceptions", exercise.misconceptions, FEWEST_MISCONCEPTIONS),
    ):
        if len(given) < fewest:
            yield f"it needs at least {fewest} {what}; it has {len(given)}."
    said = [each.hint.strip() for each in exercise.misconceptions]
    if "" in said or len(set(said)) < len(said):
        yield "each misconception needs a hint of its own."
    functions = [each.name for each in exercise.misconceptions]
    if len(set(functions)) < len(functions):
        yield "each misconception needs a name of its own: define its function with `def`."


def _not_accepted(name: str, what: str, answer: Callable) -> Iterator[str]:
    verdict = _check(name, answer)
    if verdict.status != "correct":
        yield f"{what} is not accepted:\n{textwrap.indent(str(verdict), '    ')}"


def _not_recognised(name: str, misconception: Misconception) -> Iterator[str]:
    answer = misconception.made
    own = answer.__name__
    verdict = _check(name, answer)
    if verdict.status == "correct":
        yield f"the misconception {own} is accepted as correct: no case tells it apart."
    elif verdict.misconception != own:
        other = verdict.misconception or "none"
        yield (
            f"the misconception {own} is not recognised as itself, but as {other}:\n"
            + textwrap.indent(str(verdict), "    ")
        )


def _check(name: str, answer: Callable) -> Verdict:
    from nma_ae.exercises.check import check

    return check(name, answer, vars(sys.modules[answer.__module__]), search=False)


def _write_notebook(name: str, draft: Draft) -> list[str]:
    """Add the cells; return what is wrong with the stub when it runs in its notebook."""
    from nma_ae.exercises import courses
    from nma_ae.tools.grade.process import grade
    from nma_ae.tools.notebooks.files import read_notebook
    from nma_ae.tools.notebooks.normal import normalised

    path = Path(f"book/{name.split('.')[0]}.ipynb")
    notebook = read_notebook(path)
    source = textwrap.dedent(inspect.getsource(courses.reference(name)))
    add_cells(notebook, name, draft, source)
    path.write_text(nbformat.writes(normalised(notebook)) + "\n", encoding="utf-8")
    graded = grade(str(path), seconds=120, megabytes=4096)
    row = next((row for row in graded.rows if row.exercise == name), None)
    if row is not None and row.status == "open":
        return []
    found = f"{row.headline} {row.details}".strip() if row else graded.reason
    return [
        f"its stub does not run in the notebook: {found} What the signature uses, the notebook has "
        "to import above."
    ]
