import numpy as np
import pytest

from nma_ae.plotting import plot_history
from nma_ae.training import History


@pytest.fixture
def history():
    losses = list(0.2 + 0.5 * np.exp(-np.arange(4690) / 50))
    return History(losses, 469, {"train": list(np.linspace(0.24, 0.2, 10)), "test": [0.21] * 10})


def test_batches_are_thinned_evenly(history):
    batches = plot_history(history).lines[0]
    epochs, losses = batches.get_data()
    assert len(losses) <= 500
    np.testing.assert_allclose(np.diff(epochs), 10 / 469)
    np.testing.assert_array_equal(losses, history.batch_losses[::10])


def test_a_short_training_is_shown_in_full():
    epochs, losses = plot_history(History([0.7, 0.5, 0.4], 3, {})).lines[0].get_data()
    np.testing.assert_allclose(epochs, [0, 1 / 3, 2 / 3])
    np.testing.assert_array_equal(losses, [0.7, 0.5, 0.4])


def test_evaluated_sets_stand_at_the_end_of_their_epochs(history):
    _, *sets = plot_history(history).lines
    assert [line.get_label() for line in sets] == ["train", "test"]
    for line, losses in zip(sets, history.evaluations.values(), strict=True):
        np.testing.assert_array_equal(line.get_xdata(), np.arange(1, 11))
        np.testing.assert_array_equal(line.get_ydata(), losses)


def test_the_first_steep_steps_do_not_flatten_the_rest(history):
    ax = plot_history(history)
    bottom, top = ax.get_ylim()
    assert bottom < min(history.batch_losses)
    assert 0.24 < top < 0.4


def test_every_evaluation_is_inside_the_axes():
    history = History([0.2] * 1000, 100, {"noisy": [0.9] + [0.2] * 9})
    assert plot_history(history).get_ylim()[1] > 0.9


def test_draws_into_given_axes(figures, history):
    ax = figures.figure().add_subplot()
    assert plot_history(history, ax) is ax
    assert len(figures.get_fignums()) == 1
