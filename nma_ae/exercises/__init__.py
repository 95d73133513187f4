"""The exercise engine: checks an answer as its cell runs, and says something useful about it."""

from nma_ae.exercises.definition import Case, Exercise, Misconception
from nma_ae.exercises.edits import edit
from nma_ae.exercises.messages import languages, set_language
from nma_ae.exercises.record import progress
from nma_ae.exercises.session import attempt, exercise, hint, solution, verdicts

__all__ = [
    "Case",
    "Exercise",
    "Misconception",
    "attempt",
    "edit",
    "exercise",
    "hint",
    "languages",
    "progress",
    "set_language",
    "solution",
    "verdicts",
]
