from nma_ae.exercises import Case, Exercise

exercise = Exercise(
    cases=[Case(inputs=lambda: {"n": 1}), Case(inputs=lambda: {"n": 6})],
    hints=["Only hint."],
)
