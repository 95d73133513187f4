"""What a training was like: its losses."""

from dataclasses import dataclass, field
from statistics import fmean

from nma_ae.exercises.tables import html_table, text_table


@dataclass(frozen=True, repr=False)
class History:
    """The losses of a training; prints as a table of its epochs.

    Attributes:
        batch_losses: The loss of each batch before its step, n_epochs * steps_per_epoch of them.
        steps_per_epoch: Batches in an epoch.
        evaluations: For each evaluated set its loss after each epoch.
        seconds: How long it took, evaluations included; of a training that was stopped and went
            on, all its parts together.
    """

    batch_losses: list[float]
    steps_per_epoch: int
    evaluations: dict[str, list[float]]
    seconds: float = field(default=0.0, compare=False)

    @property
    def n_epochs(self) -> int:
        """The number of epochs."""
        return len(self.batch_losses) // self.steps_per_epoch

    @property
    def epoch_means(self) -> list[float]:
        """The mean over the batches of each epoch."""
        starts = range(0, len(self.batch_losses), self.steps_per_epoch)
        return [fmean(self.batch_losses[i : i + self.steps_per_epoch]) for i in starts]

    def __repr__(self) -> str:
        return text_table(*self._cells())

    def _repr_html_(self) -> str:
        return html_table(*self._cells())

    def _cells(self) -> tuple[list[str], list[list[str]]]:
        columns = self.evaluations or {"mean of batches": self.epoch_means}
        header = ["epoch", *columns]
        losses = zip(*columns.values(), strict=True)
        rows = [
            [f"{epoch}/{self.n_epochs}", *(f"{loss:.4f}" for loss in row)]
            for epoch, row in enumerate(losses, start=1)
        ]
        return header, rows
