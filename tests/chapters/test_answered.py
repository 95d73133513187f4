"""Every chapter with its exercises solved, and with a misconception in each.

The quick test executes the set-up, the exercises and what these need; the slow ones everything.
"""

import copy
import re
from pathlib import Path

import pytest
from answered_notebooks import only_exercises, with_answers
from nbformat import NotebookNode

from nma_ae.exercises import courses, solution
from nma_ae.exercises.source import source
from nma_ae.tools.compare.outputs import disagreements
from nma_ae.tools.notebooks.cells import code_cells, named_code_cells
from nma_ae.tools.notebooks.exercises import exercise_cells, exercises_in, verdicts
from nma_ae.tools.notebooks.files import read_notebook
from nma_ae.tools.notebooks.kernel import run_notebook

BOOK = Path(__file__).parents[2] / "book"
CHAPTERS = [path.stem for path in sorted(BOOK.glob("*.ipynb"))]


def solved(notebook: NotebookNode, chapter: str) -> NotebookNode:
    """Put the solutions into the exercises, as they are shown: without checks of arguments."""
    return with_answers(notebook, {name: str(solution(name)) for name in courses.names(chapter)})


def misconceived(notebook: NotebookNode, chapter: str, round_: int) -> NotebookNode:
    """Put one misconception into each exercise: the first in round 0, and so on."""
    answers = {}
    for name in courses.names(chapter):
        wrong = courses.load(name).misconceptions
        answer = wrong[round_ % len(wrong)].answer
        answers[name] = source(answer, name.split(".")[1])
    return with_answers(notebook, answers)


def one_after_the_other(first: NotebookNode, then: NotebookNode) -> NotebookNode:
    """Return a notebook in which each exercise is answered twice, as a student does."""
    both, earlier = copy.deepcopy(then), exercise_cells(copy.deepcopy(first))
    for name, cell in exercise_cells(both).items():
        earlier[name].metadata["answer"], cell.metadata["answer"] = "first", "then"
        both.cells.insert(both.cells.index(cell), earlier[name])
    return both


def only_answers(notebook: NotebookNode, which: str) -> NotebookNode:
    """Return a notebook with the first answers alone, or with those that follow."""
    part = copy.copy(notebook)
    part.cells = [each for each in part.cells if each.metadata.get("answer", which) == which]
    return part


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_is_shown_of_a_solution_begins_with_the_idea(chapter):
    for name in courses.names(chapter):
        assert not re.search(r"\b_?(require|check|fitting)\w*\(|raise \w", str(solution(name)))


def assert_shows_what_is_stored(executed: NotebookNode, stored: NotebookNode) -> None:
    """Compare all cells but those that tell what is solved, which rightly differ."""
    telling = [
        cell.id
        for cell in code_cells(stored)
        if exercises_in(cell.source) or cell.source.startswith("progress(")
    ]
    assert disagreements(named_code_cells(stored), named_code_cells(executed), telling) == []


def assert_solved(executed: NotebookNode, chapter: str) -> None:
    said = verdicts(executed)
    assert list(said) == list(courses.names(chapter))
    for name, verdict in said.items():
        assert verdict.startswith("✓"), f"{name}: {verdict}"


def assert_hinted(executed: NotebookNode, chapter: str, round_: int) -> None:
    for name, verdict in verdicts(executed).items():
        wrong = courses.load(name).misconceptions
        assert wrong[round_ % len(wrong)].hint in verdict, f"{name}: {verdict}"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_exercises_stand_in_the_order_of_the_solutions(chapter):
    notebook = read_notebook(BOOK / f"{chapter}.ipynb")
    found = [each.name for cell in code_cells(notebook) for each in exercises_in(cell.source)]
    assert found == list(courses.names(chapter))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_exercise_is_followed_by_its_folded_solution(chapter):
    notebook = read_notebook(BOOK / f"{chapter}.ipynb")
    cells = code_cells(notebook)
    for name, cell in exercise_cells(notebook).items():
        following = cells[cells.index(cell) + 1]
        assert following.source == f'solution("{name.split(".")[1]}")'


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_exercises_misunderstood_and_then_solved(chapter):
    stored = read_notebook(BOOK / f"{chapter}.ipynb")
    wrong = only_exercises(misconceived(stored, chapter, 0))
    right = only_exercises(solved(stored, chapter))
    executed = run_notebook(one_after_the_other(wrong, right), BOOK)
    assert_hinted(only_answers(executed, "first"), chapter, 0)
    assert_solved(only_answers(executed, "then"), chapter)


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_whole_chapter_solved_shows_what_is_stored(chapter):
    stored = read_notebook(BOOK / f"{chapter}.ipynb")
    executed = run_notebook(solved(stored, chapter), BOOK)
    assert_solved(executed, chapter)
    assert_shows_what_is_stored(executed, stored)


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("round_", [0, 1, 2])
def test_the_whole_chapter_misunderstood_runs_and_shows_what_is_stored(chapter, round_):
    stored = read_notebook(BOOK / f"{chapter}.ipynb")
    executed = run_notebook(misconceived(stored, chapter, round_), BOOK)
    assert_hinted(executed, chapter, round_)
    assert_shows_what_is_stored(executed, stored)
