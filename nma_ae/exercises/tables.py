"""Tables that print as text in a terminal and as HTML in a notebook."""

import unicodedata
from collections.abc import Sequence
from html import escape

Rows = Sequence[Sequence[str]]


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
    widths = [max(map(_width, column)) for column in columns]
    right = [_is_numeric(column[1:]) for column in columns]

    def line(cells: Sequence[str]) -> str:
        padded = (
            _space(cell, width) + cell if to_right else cell + _space(cell, width)
            for cell, width, to_right in zip(cells, widths, right, strict=True)
        )
        return "  ".join(padded).rstrip()

    return "\n".join(map(line, lines))


def html_table(header: Sequence[str], rows: Rows, code: Sequence[int] = ()) -> str:
    """Set the same table in HTML; every cell is escaped.

    Args:
        header: One title per column.
        rows: The cells, already formatted; as many per row as there are titles.
        code: The columns, counted from 0, whose cells are names in code.

    Returns:
        A `<table>` element.
    """
    columns = list(zip(header, *rows, strict=True))
    align = ["right" if _is_numeric(column[1:]) else "left" for column in columns]

    def line(tag: str, cells: Sequence[str]) -> str:
        name = tag.partition(" ")[0]
        filled = (
            f'<{tag} style="text-align: {side}">{cell}</{name}>'
            for cell, side in zip(cells, align, strict=True)
        )
        return f"<tr>{''.join(filled)}</tr>"

    def cells(row: Sequence[str]) -> list[str]:
        escaped = map(escape, row)
        return [f"<code>{cell}</code>" if i in code else cell for i, cell in enumerate(escaped)]

    head = line('th scope="col"', list(map(escape, header)))
    body = "".join(line("td", cells(row)) for row in rows)
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"


def _space(cell: str, width: int) -> str:
    return " " * (width - _width(cell))


def _width(cell: str) -> int:
    """Return how many columns of a terminal a text fills: Japanese letters take two each."""
    signs = (each for each in cell if not unicodedata.combining(each))
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in signs)


def _is_numeric(cells: Sequence[str]) -> bool:
    return all(_is_number(cell) for cell in cells if cell)


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", ""))
    except ValueError:
        return False
    return True
