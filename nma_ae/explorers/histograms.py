"""Histograms of the numbers in a network, layer by layer, under a slider that needs no kernel."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import torch
from plotly.subplots import make_subplots

from nma_ae.arguments import (
    is_number,
    require_floats,
    require_integers,
    require_items,
    require_mappings,
    require_positive_integers,
    under_name,
)
from nma_ae.explorers.animation import DIGIT_COLOURS, INK, named_slider

MOST_BARS = 10_000  # more are not told apart
Panels = Mapping[str, Sequence[torch.Tensor]]


def histogram_slider(
    stops: Mapping[str, Panels],
    rows: Sequence[str],
    *,
    limits: Sequence[float],
    n_bars: int = 41,
    start: int = 0,
) -> go.Figure:
    """Show histograms, a row for each layer and a column for each kind of network.

    The bars at both ends hold everything beyond, so that no number is missing. The highest bar of
    each histogram fills its panel: shapes can be compared, heights between panels cannot.

    Args:
        stops: By the names of the slider's stops; each has, by the title of the column, the numbers
            of each row, of any shape. All stops have the same columns.
        rows: The names of the rows, from the top.
        limits: For each column, where its bars end: they reach from -limit to limit.
        n_bars: In each histogram. An odd number puts one around zero.
        start: Number of the stop that is shown at first.

    Returns:
        A figure with one frame for each stop.

    Raises:
        ValueError: If there is no stop, stops have other columns than the first or not as many
            rows as there are names, or `limits` are not one positive number for each column.
    """
    require_positive_integers(most=MOST_BARS, n_bars=n_bars)
    columns = _columns(stops, rows, limits)
    require_integers(0, len(stops) - 1, start=start)
    frames = []
    for number, panels in enumerate(stops.values()):
        bars = [
            _bars(panels[column][row], limit, n_bars, DIGIT_COLOURS[c])
            for row in range(len(rows))
            for c, (column, limit) in enumerate(zip(columns, limits, strict=True))
        ]
        frames.append(go.Frame(data=bars, name=str(number), traces=list(range(len(bars)))))
    figure = make_subplots(
        rows=len(rows),
        cols=len(columns),
        column_titles=columns,
        shared_xaxes=True,
        vertical_spacing=0.03,
        horizontal_spacing=0.08,
    )
    for place, bar in enumerate(frames[start].data):
        row, column = divmod(place, len(columns))
        figure.add_trace(bar, row=row + 1, col=column + 1)
    figure.update(frames=frames)
    figure.update_xaxes(fixedrange=True, zeroline=False, showgrid=False, linecolor=INK)
    figure.update_yaxes(fixedrange=True, range=[0, 1.06], showticklabels=False, showgrid=False)
    for column, limit in enumerate(limits, start=1):
        figure.update_xaxes(range=[-limit, limit], col=column)
    for row, name in enumerate(rows, start=1):
        figure.update_yaxes(title={"text": name, "standoff": 4}, row=row, col=1)
    figure.update_layout(
        sliders=[
            named_slider(stops, [frame.name for frame in frames], active=start, pad={"t": 30})
        ],
        width=380,
        height=90 * len(rows) + 150,
        margin={"l": 34, "r": 10, "t": 30, "b": 20},
        bargap=0,
        plot_bgcolor="#F4F5F7",
        font={"color": INK},
        showlegend=False,
    )
    figure.update_annotations(font={"size": 14})
    return figure


def _columns(
    stops: Mapping[str, Panels], rows: Sequence[str], limits: Sequence[float]
) -> list[str]:
    require_mappings(Mapping, stops=stops)
    require_items(str, rows=rows)
    require_items(object, limits=limits)
    if not stops:
        raise ValueError("stops must hold at least one, got none")
    columns = list(next(iter(stops.values())))
    for name, panels in stops.items():
        if list(panels) != columns:
            raise ValueError(f"stops must all have the columns {columns}, got {list(panels)}")
        for column, numbers in panels.items():
            place = f"stops[{name!r}][{column!r}]"
            require_items(torch.Tensor, **under_name(place, numbers))
            for i, each in enumerate(numbers):
                require_floats(**under_name(f"{place}[{i}]", each))
        lengths = {len(numbers) for numbers in panels.values()}
        if lengths != {len(rows)}:
            raise ValueError(
                f"stops must have {len(rows)} rows in each column, got {sorted(lengths)} in {name}"
            )
    proper = all(is_number(limit) and limit > 0 for limit in limits)
    if len(limits) != len(columns) or not proper:
        raise ValueError(
            f"limits must be {len(columns)} positive numbers, one a column, got {list(limits)}"
        )
    return columns


def _bars(numbers: torch.Tensor, limit: float, n_bars: int, colour: str) -> go.Bar:
    counts = torch.histc(numbers.float().clamp(-limit, limit), n_bars, -limit, limit)
    heights = counts / counts.max()
    width = 2 * limit / n_bars
    middles = width * torch.arange(n_bars) + (width / 2 - limit)
    return go.Bar(
        x0=middles[0].item(),
        dx=width,
        y=heights.numpy(),
        marker={"color": colour, "line": {"width": 0}},
        hoverinfo="skip",
    )
