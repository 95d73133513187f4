from nma_ae.weights.shipped import BUILDERS, FOLDER, card, trained
from nma_ae.weights.store import BrokenWeightsError, check_writable, save

__all__ = ["BUILDERS", "FOLDER", "BrokenWeightsError", "card", "check_writable", "save", "trained"]
