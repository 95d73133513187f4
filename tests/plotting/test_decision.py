import pytest
import torch

from nma_ae.analysis import decision_grid
from nma_ae.plotting import plot_decision_map

POINTS = torch.tensor([[1.0, 0.5], [-1.0, 0.5], [1.0, -0.5], [-1.0, -0.5]])


def quadrants(points):
    """Class 0 right, 1 left; 2 and 3 the same below."""
    right = (points[:, 0] > 0).float()
    up = (points[:, 1] > 0).float()
    return torch.stack([right + up, 1 - right + up, right + 1 - up, 2 - right - up], dim=1)


def test_x1_runs_across_and_x2_up():
    grid = decision_grid(quadrants, limit=1, n_cells=4)
    assert grid.dtype == torch.int64
    assert grid[0].tolist() == [3, 3, 2, 2]  # the lowest row: left, then right
    assert grid[3].tolist() == [1, 1, 0, 0]


def test_cells_are_classified_at_their_middles():
    seen = []

    def remember(points):
        seen.append(points)
        return points

    decision_grid(remember, limit=3, n_cells=3)
    expected = torch.tensor([[-2.0, -2], [0, -2], [2, -2], [-2, 0]])
    torch.testing.assert_close(torch.cat(seen)[:4], expected, atol=1e-5, rtol=0)


def test_no_more_is_classified_at_once_than_fits():
    sizes = []

    def remember(points):
        sizes.append(len(points))
        return points

    decision_grid(remember, n_cells=150)
    assert sum(sizes) == 150**2
    assert max(sizes) <= 4096


def test_the_ground_is_the_grid_and_lies_the_right_way():
    ax = plot_decision_map(quadrants, POINTS, torch.arange(4), limit=2, n_cells=50)
    (ground,) = ax.images
    assert (ground.get_array() == decision_grid(quadrants, 2, 50).numpy()).all()
    assert ground.origin == "lower"
    assert ground.get_extent() == [-2, 2, -2, 2]


def test_data_and_prediction_are_told_apart_without_colour():
    labels = torch.tensor([0, 1, 2, 0])  # the last is wrong
    ax = plot_decision_map(quadrants, POINTS, labels, n_cells=50)
    shapes = {str(c.get_paths()[0].vertices.round(2).tolist()) for c in ax.collections}
    assert len(shapes) == 4  # three marks for data, and the cross
    crossed = ax.collections[-1].get_offsets().tolist()
    assert crossed == [[-1.0, -0.5]]
    numbers = {text.get_text(): text.get_position() for text in ax.texts}
    assert set(numbers) == {"0", "1", "2", "3"}
    for number, (x, y) in numbers.items():  # each stands in its own region, inside the map
        said = quadrants(torch.tensor([[float(x), float(y)]])).argmax().item()
        assert said == int(number)
        assert max(abs(x), abs(y)) < 1.9


def test_it_draws_where_it_is_told_and_thins_the_data(figures):
    _, ax = figures.subplots()
    points = torch.randn(1000, 2)
    result = plot_decision_map(quadrants, points, torch.zeros(1000).long(), n_shown=100, ax=ax)
    assert result is ax
    assert len(ax.collections[0].get_offsets()) == 100


def test_gradients_are_not_asked_for():
    network = torch.nn.Linear(2, 3)
    plot_decision_map(network, POINTS, torch.tensor([0, 1, 2, 0]), n_cells=20)


def test_refuses():
    with pytest.raises(ValueError, match="limit"):
        decision_grid(quadrants, limit=0)
    with pytest.raises(ValueError, match="n_cells"):
        decision_grid(quadrants, n_cells=0)
    with pytest.raises(ValueError, match="labels must be one class for each of 4 points"):
        plot_decision_map(quadrants, POINTS, torch.arange(3))
    with pytest.raises(ValueError, match="at most 6"):
        plot_decision_map(lambda points: torch.eye(9)[[8] * len(points)], POINTS, torch.arange(4))
