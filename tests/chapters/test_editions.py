"""Every chapter with its exercises solved, and with a misconception in each.

The quick tests execute the set-up, the exercises and what these need; the slow ones everything.
"""

from itertools import zip_longest
from pathlib import Path

import pytest
from nbformat import NotebookNode

from nma_ae.exercises import catalogue
from nma_ae.exercises.source import source
from nma_ae.tools.check.editions import exercise_name, only_exercises, verdicts, with_answers
from nma_ae.tools.check.kernel import run_notebook
from nma_ae.tools.check.notebooks import code_cells, read_notebook
from nma_ae.tools.check.outputs import disagreements

BOOK = Path(__file__).parents[2] / "book"
CHAPTERS = [path.stem for path in sorted(BOOK.glob("*.ipynb"))]


def solved(notebook: NotebookNode, chapter: str) -> NotebookNode:
    return with_answers(
        notebook,
        {
            name: source(catalogue.reference(name), name.split(".")[1])
            for name in catalogue.names(chapter)
        },
    )


def misconceived(notebook: NotebookNode, chapter: str, round_: int) -> NotebookNode:
    """Put one misconception into each exercise: the first in round 0, and so on."""
    answers = {}
    for name in catalogue.names(chapter):
        wrong = catalogue.load(name).misconceptions
        answer = wrong[round_ % len(wrong)].answer
        answers[name] = source(answer, name.split(".")[1])
    return with_answers(notebook, answers)


def exercise_cells(notebook: NotebookNode) -> list[str]:
    return [cell.id for cell in code_cells(notebook) if exercise_name(cell)]


def state_cells(notebook: NotebookNode) -> list[str]:
    """Return the cells that tell what is solved: rightly another table when all is."""
    return [cell.id for cell in code_cells(notebook) if cell.source.startswith("progress(")]


def assert_solved(executed: NotebookNode, chapter: str) -> None:
    said = verdicts(executed)
    assert list(said) == list(catalogue.names(chapter))
    for name, verdict in said.items():
        assert verdict.startswith("✓"), f"{name}: {verdict}"


def assert_hinted(executed: NotebookNode, chapter: str, round_: int) -> None:
    for name, verdict in verdicts(executed).items():
        wrong = catalogue.load(name).misconceptions
        assert wrong[round_ % len(wrong)].hint in verdict, f"{name}: {verdict}"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_exercises_stand_in_the_order_of_the_solutions(chapter):
    notebook = read_notebook(BOOK / f"{chapter}.ipynb")
    found = [name for cell in code_cells(notebook) if (name := exercise_name(cell))]
    assert found == list(catalogue.names(chapter))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_exercise_is_followed_by_its_folded_solution(chapter):
    notebook = read_notebook(BOOK / f"{chapter}.ipynb")
    cells = code_cells(notebook)
    for cell, following in zip_longest(cells, cells[1:]):
        if name := exercise_name(cell):
            assert following.source == f'solution("{name.split(".")[1]}")'


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_exercises_solved(chapter):
    stored = read_notebook(BOOK / f"{chapter}.ipynb")
    executed = run_notebook(only_exercises(solved(stored, chapter)), BOOK)
    assert_solved(executed, chapter)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_exercises_misunderstood(chapter):
    stored = read_notebook(BOOK / f"{chapter}.ipynb")
    executed = run_notebook(only_exercises(misconceived(stored, chapter, 0)), BOOK)
    assert_hinted(executed, chapter, 0)


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_whole_chapter_solved_shows_what_is_stored(chapter):
    stored = read_notebook(BOOK / f"{chapter}.ipynb")
    executed = run_notebook(solved(stored, chapter), BOOK)
    assert_solved(executed, chapter)
    left_out = [*exercise_cells(stored), *state_cells(stored)]
    assert disagreements(stored, executed, left_out) == []


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("round_", [0, 1, 2])
def test_the_whole_chapter_misunderstood_runs_and_shows_what_is_stored(chapter, round_):
    stored = read_notebook(BOOK / f"{chapter}.ipynb")
    executed = run_notebook(misconceived(stored, chapter, round_), BOOK)
    assert_hinted(executed, chapter, round_)
    left_out = [*exercise_cells(stored), *state_cells(stored)]
    assert disagreements(stored, executed, left_out) == []
