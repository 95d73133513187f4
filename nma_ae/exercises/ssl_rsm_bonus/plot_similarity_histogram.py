"""In the making."""

from nma_ae.exercises.definition import Exercise

exercise = Exercise(cases=[], hints=[])
