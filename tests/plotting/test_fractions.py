import pytest

from nma_ae.plotting import plot_fractions

ACCURACIES = {"supervised": {1.0: 98.0, 0.1: 60.0}, "SimCLR": {0.05: 90.0, 0.1: 92.0, 1.0: 96.0}}


def test_what_is_drawn():
    ax = plot_fractions(ACCURACIES, chance=33.3)
    supervised, simclr, chance = ax.lines
    assert supervised.get_xydata().tolist() == [[0.1, 60.0], [1.0, 98.0]]
    assert simclr.get_xydata().tolist() == [[0.05, 90.0], [0.1, 92.0], [1.0, 96.0]]
    assert list(chance.get_ydata()) == [33.3, 33.3]
    assert [text.get_text() for text in ax.get_legend().texts] == ["supervised", "SimCLR", "chance"]


def test_the_axis_is_logarithmic_and_in_percent():
    ax = plot_fractions(ACCURACIES, chance=33.3)
    ax.figure.canvas.draw()
    assert ax.get_xscale() == "log"
    assert list(ax.get_xticks()) == [0.05, 0.1, 1.0]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["5", "10", "100"]


def test_the_curves_differ_not_by_colour_alone():
    many = {str(i): {0.1: 50 + i, 1.0: 60 + i} for i in range(6)}
    lines = plot_fractions(many, chance=50).lines[:6]
    assert len({line.get_marker() for line in lines}) == 6


def test_the_points_of_a_single_fraction_stand_beside_each_other():
    ax = plot_fractions({name: {0.1: 50.0} for name in "abcd"}, chance=33.3)
    places = [line.get_xdata()[0] for line in ax.lines[:4]]
    assert places == sorted(set(places))
    assert places[0] * places[-1] == pytest.approx(0.1**2)  # as far to the left as to the right
    low, high = ax.get_xlim()
    assert low < places[0] < places[-1] < high
    assert list(ax.get_xticks()) == [0.1]


def test_everything_is_in_sight():
    ax = plot_fractions({"worse than chance": {0.5: 20.0}}, chance=33.3)
    low, high = ax.get_ylim()
    assert low < 20
    assert high > 100


def test_draws_into_given_axes(figures):
    ax = figures.figure().add_subplot()
    assert plot_fractions(ACCURACIES, chance=33.3, ax=ax) is ax
    assert len(figures.get_fignums()) == 1


@pytest.mark.parametrize("fraction", [0.0, -0.1, 1.5, 5])
def test_refuses_a_fraction_that_is_none(fraction):
    with pytest.raises(ValueError, match=r"fractions in accuracies must be above 0 and at most 1"):
        plot_fractions({"a": {fraction: 50.0, 1.0: 60.0}}, chance=33.3)


@pytest.mark.parametrize("accuracies", [{}, {"a": {}}])
def test_refuses_nothing_to_draw(accuracies):
    with pytest.raises(ValueError, match="accuracies must hold at least one encoder"):
        plot_fractions(accuracies, chance=33.3)
