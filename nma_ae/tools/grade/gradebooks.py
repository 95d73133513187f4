"""The reports that other graders write, for what reads them: a point for each solved exercise."""

from collections.abc import Iterable, Sequence

from nma_ae.exercises import courses
from nma_ae.tools.grade.report import Row, csv_table, not_a_formula
from nma_ae.tools.grade.students import Submission, by_student

# nbgrader 0.9.6, nbgrader/plugins/export.py, CsvExportPlugin.
NBGRADER = [
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
]
# otter-grader 7.0.0, otter/grade/utils.py, merge_scores_to_df; the exercises stand between.
OTTER_FIRST = ("file",)
OTTER_LAST = ("total_points_earned", "percent_correct", "grading_status")
OTTER_POSSIBLE = "points-per-question"


def as_nbgrader(handed_in: Sequence[Submission]) -> str:
    """Return what `nbgrader export` writes: an assignment for each chapter.

    A student who has handed in nothing for a chapter has 0 points, as there. What is not known,
    such as dates and addresses, is empty.
    """
    students = by_student(handed_in)
    lines = []
    for chapter in chapters_of(students.values()):
        asked = courses.names(chapter)
        for student, rows in students.items():
            score = str(float(_points(rows, asked)))
            first = [chapter, "", "", not_a_formula(student), "", "", ""]
            lines.append([*first, score, "0.0", score, str(float(len(asked)))])
    return csv_table(NBGRADER, lines)


def as_otter(handed_in: Sequence[Submission]) -> str:
    """Return what `otter grade` writes: a line for each notebook, a column for each exercise.

    Where notebooks are of several chapters, the columns of the others are empty.
    """
    rows_of = [{row.exercise: row for row in each.graded.rows} for each in handed_in]
    chapters = chapters_of(rows_of)
    asked = sorted(name for chapter in chapters for name in courses.names(chapter))
    n = str(len(asked))
    lines = [[OTTER_POSSIBLE, *["1"] * len(asked), n, "1.0", "--"]] if asked else []
    for each, rows in sorted(zip(handed_in, rows_of, strict=True), key=lambda it: it[0].place):
        own = [name for name in asked if name in rows or not rows]
        points = _points(rows, own)
        scores = [str(_points(rows, [name])) if name in own else "" for name in asked]
        percent = str(round(points / len(own), 4)) if own else "0.0"
        graded = each.graded
        status = "Completed" if graded.status == "graded" else f"{graded.status}: {graded.reason}"
        lines.append([not_a_formula("/".join(each.place)), *scores, str(points), percent, status])
    return csv_table([*OTTER_FIRST, *asked, *OTTER_LAST], lines)


def chapters_of(found: Iterable[dict[str, Row]]) -> list[str]:
    """Return the chapters that have an exercise among those found, in the course's order."""
    names = {name for rows in found for name in rows}
    return [each for each in courses.chapters() if names.intersection(courses.names(each))]


def _points(rows: dict[str, Row], asked: Iterable[str]) -> int:
    return sum(name in rows and rows[name].status == "correct" for name in asked)
