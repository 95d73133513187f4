import torch
from matplotlib.axes import Axes

from nma_ae.exercises import Case, Exercise

exercise = Exercise(
    cases=[
        Case(
            inputs=lambda: {"values": torch.tensor([1.0, 2.0, 6.0])},
            look=lambda ax, inputs: {
                "heights of the bars": [bar.get_height() for bar in ax.patches],
                "label of the y axis": ax.get_ylabel(),
            },
            returns=Axes,
        )
    ],
    hints=["Only hint."],
)
