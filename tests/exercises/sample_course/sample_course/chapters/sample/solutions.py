"""The exercises of the chapter in its order, each with the path of its solution."""

SOLUTIONS = {
    "mean_and_spread": "sample_course.answers.mean_and_spread",
    "Scale": "sample_course.answers.Scale",
    "plot_spread": "sample_course.answers.plot_spread",
    "train_line": "sample_course.answers.train_line",
    "factorial": "sample_course.answers.factorial",
}
