"""The exercise engine: checks an answer as its cell runs, and says something useful about it."""

from nma_ae.exercises.definition import Case, Exercise, Misconception
from nma_ae.exercises.edits import edit
from nma_ae.exercises.messages import languages, set_language
from nma_ae.exercises.record import progress
from nma_ae.exercises.session import (
    FoldedCode,
    attempt,
    exercise,
    hint,
    show_source,
    solution,
    verdicts,
)

__all__ = [
    "Case",
    "Exercise",
    "FoldedCode",
    "Misconception",
    "attempt",
    "edit",
    "exercise",
    "hint",
    "languages",
    "progress",
    "set_language",
    "show_source",
    "solution",
    "verdicts",
]
