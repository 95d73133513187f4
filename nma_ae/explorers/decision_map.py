"""Decision maps to play with: ready-made ones on a slider, and new ones where a kernel runs."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import plotly.graph_objects as go
import torch
from torch import nn

from nma_ae.analysis import decision_grid
from nma_ae.analysis.grids import Classifier
from nma_ae.arguments import (
    require_callables,
    require_floats,
    require_kinds,
    require_labels,
    require_mappings,
    require_positive_integers,
    under_name,
)
from nma_ae.data import Spirals
from nma_ae.explorers.animation import named_slider
from nma_ae.explorers.demo import FigureDemo
from nma_ae.networks import build_mlp, count_mlp_parameters
from nma_ae.plotting.decision import COLOURS, PALE, plot_decision_map
from nma_ae.seeds import generator, seeded
from nma_ae.training import fit_together

SYMBOLS = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")
DEMO_ACTIVATIONS = {"ReLU": nn.ReLU(), "Tanh": nn.Tanh(), "LeakyReLU(0.1)": nn.LeakyReLU(0.1)}


def decision_slider(
    classifiers: Mapping[str, Classifier],
    points: torch.Tensor,
    labels: torch.Tensor,
    *,
    limit: float = 1.6,
    n_cells: int = 64,
    n_shown: int = 200,
) -> go.Figure:
    """Show the decision maps of several classifiers under a slider that needs no kernel.

    Args:
        classifiers: By the names of the slider's stops; each gives logits (n, classes) for points
            (n, 2), at most six classes.
        points: Data to draw over the maps, (n, 2).
        labels: Their classes, (n,) int64.
        limit: The maps reach from -limit to limit on both axes.
        n_cells: Cells of a map along each side.
        n_shown: At most so many points are drawn, evenly chosen.

    Returns:
        A figure with one frame for each classifier; the first is shown.

    Raises:
        ValueError: If there is no classifier, or as `decision_grid`.
    """
    require_mappings(object, classifiers=classifiers)
    if not classifiers:
        raise ValueError("classifiers must hold at least one, got none")
    require_floats("(n, 2)", least=1, points=points)
    require_labels(len(points), of="points", n_classes=len(COLOURS), labels=labels)
    require_positive_integers(n_shown=n_shown)
    points = points.detach()
    grids = [_grid(name, each, limit, n_cells) for name, each in classifiers.items()]
    middles = limit * ((2 * torch.arange(n_cells) + 1) / n_cells - 1)
    maps = [_ground(grid, middles) for grid in grids]
    # Only the ground changes from frame to frame; the data stay.
    frames = [go.Frame(data=[each], name=str(i), traces=[0]) for i, each in enumerate(maps)]
    chosen = slice(None, None, -(-len(points) // n_shown))
    marks = _marks(points[chosen], labels[chosen])
    figure = go.Figure(data=[maps[0], *marks], frames=frames)
    figure.update_layout(
        sliders=[named_slider(classifiers, [frame.name for frame in frames], pad={"t": 52})],
        width=380,
        height=520,
        margin={"l": 44, "r": 10, "t": 10, "b": 20},
        plot_bgcolor="white",
        showlegend=False,
        xaxis={"title": {"text": "x<sub>1</sub>"}, "range": [-limit, limit], "constrain": "domain"},
        yaxis={"title": {"text": "x<sub>2</sub>"}, "range": [-limit, limit], "scaleanchor": "x"},
    )
    return figure


def _grid(name: str, classify: Classifier, limit: float, n_cells: int) -> torch.Tensor:
    require_callables(**under_name(f"classifiers[{name!r}]", classify))
    try:
        return decision_grid(classify, limit, n_cells)
    except ValueError as error:
        raise ValueError(f"the map of classifiers[{name!r}] cannot be drawn: {error}") from error


def _ground(grid: torch.Tensor, middles: torch.Tensor) -> go.Heatmap:
    n_classes = len(PALE)
    steps = [(i / n_classes, (i + 1) / n_classes) for i in range(n_classes)]
    scale = [(end, colour) for pair, colour in zip(steps, PALE, strict=True) for end in pair]
    return go.Heatmap(
        z=grid.to(torch.uint8).numpy(),
        x=middles.numpy(),
        y=middles.numpy(),
        zmin=-0.5,
        zmax=n_classes - 0.5,
        colorscale=scale,
        showscale=False,
        hovertemplate="says class %{z}<extra></extra>",
    )


def _marks(points: torch.Tensor, labels: torch.Tensor) -> list[go.Scatter]:
    marks = []
    for label in labels.unique().tolist():
        own = points[labels == label]
        marker = {"symbol": SYMBOLS[label], "color": COLOURS[label], "size": 6}
        marker["line"] = {"color": "white", "width": 0.5}
        marks.append(
            go.Scatter(
                x=own[:, 0].numpy(),
                y=own[:, 1].numpy(),
                mode="markers",
                marker=marker,
                hovertemplate=f"class {label}<extra></extra>",
            )
        )
    return marks


class DecisionDemo(FigureDemo):
    """Sliders for width, depth and activation; each change trains a network and draws its map.

    Attributes:
        controls: The sliders by name: "width", "layers", "activation", "epochs".
        network: The network that was trained last.
    """

    _needs = "Sliders for width, layers, activation and epochs: they need a kernel."

    def __init__(self, data: Spirals) -> None:
        """Make the sliders; nothing is trained before the demo is shown or a slider moves."""
        import ipywidgets as widgets

        require_kinds(Spirals, data=data)
        self.data = data
        self.network: nn.Sequential | None = None
        # A change counts when the hand leaves the slider, not on the way.
        slow = {"continuous_update": False}
        controls = {
            "width": widgets.IntSlider(8, min=1, max=32, description="width", **slow),
            "layers": widgets.IntSlider(2, min=0, max=5, description="layers", **slow),
            "activation": widgets.Dropdown(options=list(DEMO_ACTIVATIONS), description="bend"),
            "epochs": widgets.IntSlider(40, min=5, max=200, step=5, description="epochs", **slow),
        }
        super().__init__(controls)

    def train(self) -> float:
        """Train a network of the chosen form from seed 0.

        Returns:
            The share of test points that it gets right.
        """
        chosen = {name: control.value for name, control in self.controls.items()}
        widths = [2, *[chosen["width"]] * chosen["layers"], 4]
        with seeded(0):
            network = build_mlp(widths, DEMO_ACTIVATIONS[chosen["activation"]])
        fit_together(
            [network],
            self.data.train_points,
            self.data.train_labels,
            n_epochs=chosen["epochs"],
            generators=[generator(0)],
            progress=False,
        )
        with torch.no_grad():
            said = network(self.data.test_points).argmax(dim=1)
        self.network = network
        return (said == self.data.test_labels).float().mean().item()

    def draw(self) -> plt.Figure:
        """Train, and draw the map with its accuracy above it."""
        accuracy = self.train()
        assert self.network is not None  # trained just now
        figure, axes = plt.subplots(figsize=(5, 5))
        test = self.data.test_points, self.data.test_labels
        plot_decision_map(self.network, *test, limit=1.6, n_cells=120, ax=axes)
        widths = [self.controls["width"].value] * self.controls["layers"].value
        n_parameters = count_mlp_parameters([2, *widths, 4])
        axes.set_title(f"{n_parameters:,} parameters, {accuracy:.0%} right")
        return figure
