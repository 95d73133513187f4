import torch

from nma_ae.exercises import Case, Exercise, Misconception


def by_hand(values):
    m = sum(values) / len(values)
    return m, (sum((v - m) ** 2 for v in values) / len(values)) ** 0.5


def unbiased(values):
    return values.mean(), values.std()


def variance(values):
    return values.mean(), values.var(unbiased=False)


exercise = Exercise(
    cases=[
        Case(inputs=lambda: {"values": torch.tensor([1.0, 2.0, 6.0])}),
        Case(inputs=lambda: {"values": torch.arange(10.0)}),
    ],
    hints=["First hint.", "Second hint."],
    variants=[by_hand],
    misconceptions=[
        Misconception(unbiased, "You divided by n - 1."),
        Misconception(variance, "You forgot the square root."),
    ],
)
