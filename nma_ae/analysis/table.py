"""A table that a notebook shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from nma_ae.exercises.tables import Rows, html_table, text_table


@dataclass(frozen=True, repr=False)
class Table:
    """Cells under titles; prints as a table.

    Attributes:
        header: One title per column.
        rows: The cells, already formatted; as many per row as there are titles.
    """

    header: Sequence[str]
    rows: Rows

    def __repr__(self) -> str:
        return text_table(self.header, self.rows)

    def _repr_html_(self) -> str:
        return html_table(self.header, self.rows)
