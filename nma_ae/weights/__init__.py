"""Trained weights and how each was made."""

from nma_ae.weights.shipped import BUILDERS, FOLDER, card, trained
from nma_ae.weights.store import check_writable, save

__all__ = ["BUILDERS", "FOLDER", "card", "check_writable", "save", "trained"]
