"""Solution of the chapter ssl_rsm_bonus. It is a function that the package uses."""

from nma_ae.plotting import plot_similarity_histogram

SOLUTIONS = {"plot_similarity_histogram": plot_similarity_histogram}
