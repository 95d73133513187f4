"""Whole experiments that a command or a page runs."""

from nma_ae.experiments.pretrain import RECIPES, Recipe, pretrain

__all__ = ["RECIPES", "Recipe", "pretrain"]
