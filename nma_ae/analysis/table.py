"""Tables that print as text in a terminal and as HTML in a notebook."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

Rows = Sequence[Sequence[str]]


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


def text_table(header: Sequence[str], rows: Rows) -> str:
    """Set a table in plain text, numbers to the right and words to the left.

    Args:
        header: One title per column.
        rows: The cells, already formatted; as many per row as there are titles.

    Returns:
        Lines of equal columns, joined by newlines, without trailing spaces.
    """
    lines = [header, *rows]
    columns = list(zip(*lines, strict=True))
    widths = [max(map(len, column)) for column in columns]
    right = [_is_numeric(column[1:]) for column in columns]

    def line(cells: Sequence[str]) -> str:
        padded = (
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(cells, widths, right, strict=True)
        )
        return "  ".join(padded).rstrip()

    return "\n".join(map(line, lines))


def html_table(header: Sequence[str], rows: Rows) -> str:
    """Set the same table in HTML; every cell is escaped.

    Args:
        header: One title per column.
        rows: The cells, already formatted; as many per row as there are titles.

    Returns:
        A `<table>` element.
    """
    columns = list(zip(header, *rows, strict=True))
    align = ["right" if _is_numeric(column[1:]) else "left" for column in columns]

    def line(tag: str, cells: Sequence[str]) -> str:
        filled = (
            f'<{tag} style="text-align: {side}">{escape(cell)}</{tag}>'
            for cell, side in zip(cells, align, strict=True)
        )
        return f"<tr>{''.join(filled)}</tr>"

    body = "".join(line("td", row) for row in rows)
    return f"<table><thead>{line('th', header)}</thead><tbody>{body}</tbody></table>"


def _is_numeric(cells: Sequence[str]) -> bool:
    return all(_is_number(cell) for cell in cells if cell)


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", ""))
    except ValueError:
        return False
    return True
