"""The exercises of the chapter in its order, each with the path of its solution."""

SOLUTIONS = {
    "plot_similarity_histogram": "nma_ae.plotting.plot_similarity_histogram",
}
