import math
import sys
from itertools import chain

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.networks import build_deep_autoencoder, build_shallow_autoencoder
from nma_ae.seeds import generator, seeded
from nma_ae.training import fit, mean_loss, reconstruction_bce, train_epoch


@pytest.fixture
def images():
    return torch.rand(50, 12, generator=generator(0))


@pytest.fixture
def model():
    with seeded(0):
        return build_shallow_autoencoder(12, 2)


def train(model, images, **settings):
    settings = {"n_epochs": 2, "batch_size": 16, "progress": False} | settings
    return fit(model, reconstruction_bce, images, **settings)


def parameters(model):
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


def test_agrees_with_the_loop_written_out(model, images):
    with seeded(0):
        other = build_shallow_autoencoder(12, 2)
    optimizer, draws = torch.optim.Adam(other.parameters()), generator(5)
    expected = []
    for _ in range(3):
        expected += train_epoch(other, images, optimizer, torch.randperm(50, generator=draws), 16)
    history = train(model, images, n_epochs=3, generator=generator(5))
    assert history.batch_losses == pytest.approx(expected, rel=1e-5)
    assert torch.allclose(parameters(model), parameters(other), atol=1e-5)


def test_trains_any_model_on_any_objective():
    """Gradient descent on squared errors ends where NumPy's least squares does."""
    rng = np.random.default_rng(0)
    predictors = rng.normal(size=(60, 3))
    targets = predictors @ [1.0, -2.0, 0.5] + rng.normal(size=60)
    expected, *_ = np.linalg.lstsq(predictors, targets, rcond=None)
    model = nn.Linear(3, 1, bias=False).double()

    def squared_error(model, batch):
        return F.mse_loss(model(batch[:, :3])[:, 0], batch[:, 3])

    rows = torch.from_numpy(np.column_stack([predictors, targets]))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
    settings = {"batch_size": 60, "optimizer": optimizer, "progress": False}
    fit(model, squared_error, rows, n_epochs=200, **settings)
    np.testing.assert_allclose(model.weight.detach()[0], expected, atol=1e-6)


def test_every_input_once_an_epoch_in_another_order_each_time(model):
    inputs = torch.arange(10.0)[:, None].expand(10, 12) / 10
    seen = []

    def objective(model, batch):
        seen.append((batch[:, 0] * 10).round().int().tolist())
        return reconstruction_bce(model, batch)

    fit(model, objective, inputs, n_epochs=2, batch_size=4, progress=False)
    assert [len(batch) for batch in seen] == [4, 4, 2, 4, 4, 2]
    first, second = list(chain(*seen[:3])), list(chain(*seen[3:]))
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second


def test_same_generator_same_training(images):
    results = []
    for seed in (1, 1, 2):
        with seeded(0):
            model = build_deep_autoencoder(12, 1)
        train(model, images, generator=generator(seed))
        results.append(parameters(model))
    assert torch.equal(results[0], results[1])
    assert not torch.equal(results[0], results[2])


def test_a_given_generator_leaves_the_global_state_alone(model, images):
    state = torch.get_rng_state()
    train(model, images, generator=generator(1), evaluate={"train": images})
    assert torch.equal(torch.get_rng_state(), state)


def test_learns(model, images):
    history = train(model, images[:4], n_epochs=300, batch_size=4)
    assert history.batch_losses[-1] < history.batch_losses[0] - 0.05


def test_history_has_every_batch_and_every_epoch(model, images):
    history = train(model, images, n_epochs=3, evaluate={"train": images, "some": images[:5]})
    assert len(history.batch_losses) == 3 * 4
    assert (history.steps_per_epoch, history.n_epochs) == (4, 3)
    assert {name: len(losses) for name, losses in history.evaluations.items()} == {
        "train": 3,
        "some": 3,
    }
    after = reconstruction_bce(model, images).item()
    assert history.evaluations["train"][-1] == pytest.approx(after, rel=1e-6)


def test_mean_loss_over_parts_is_the_loss_of_the_whole(model):
    many = torch.rand(2345, 12, generator=generator(1))
    expected = reconstruction_bce(model, many).item()
    assert mean_loss(model, reconstruction_bce, many) == pytest.approx(expected, rel=1e-6)


def test_sets_are_evaluated_in_eval_mode_without_gradients(images):
    modes = []

    class Observed(nn.Sequential):
        def forward(self, batch):
            modes.append((self.training, torch.is_grad_enabled(), len(batch)))
            return super().forward(batch)

    model = Observed(nn.Linear(12, 12), nn.Dropout(0.5), nn.Sigmoid())
    train(model, images, n_epochs=1, batch_size=50, evaluate={"test": images[:7]})
    assert modes == [(True, True, 50), (False, False, 7)]


@pytest.mark.parametrize("mode", [True, False])
def test_the_mode_is_restored(model, images, mode):
    model.train(mode)
    train(model, images)
    assert model.training is mode
    with pytest.raises(ValueError, match="images must lie"):
        train(model, images + 1)
    assert model.training is mode


def test_autocast_trains_in_bfloat16_and_evaluates_in_float32(images):
    dtypes = []

    class Observed(nn.Sequential):
        def forward(self, batch):
            output = super().forward(batch)
            dtypes.append(output.dtype)
            return output

    def observed():
        with seeded(0):
            return Observed(nn.Linear(12, 12), nn.Sigmoid())

    settings = {"n_epochs": 1, "batch_size": 50, "evaluate": {"test": images}}
    plain = train(observed(), images, **settings)
    cast = train(observed(), images, autocast=torch.bfloat16, **settings)
    assert dtypes == [torch.float32, torch.float32, torch.bfloat16, torch.float32]
    assert cast.batch_losses == pytest.approx(plain.batch_losses, rel=0.01)
    assert cast.evaluations["test"] == pytest.approx(plain.evaluations["test"], rel=0.01)


def test_progress_is_one_bar_on_stderr_that_ends_full(model, images, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    train(model, images, progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "Training: 100%" in err
    assert "8/8" in err


def test_without_progress_nothing_is_printed(model, images, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    train(model, images, evaluate={"test": images})
    assert capsys.readouterr() == ("", "")


def test_where_nobody_watches_nothing_is_printed(model, images, capsys):
    train(model, images, progress=True)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n_epochs": 0}, "n_epochs must be a positive integer, got 0"),
        ({"n_epochs": 1.5}, "n_epochs must be a positive integer, got 1.5"),
        ({"batch_size": 0}, "batch_size must be a positive integer, got 0"),
        ({"batch_size": None}, "batch_size must be a positive integer, got None"),
        ({"evaluate": torch.rand(3, 12)}, "evaluate must name its sets.*got Tensor"),
        ({"evaluate": {"test": torch.rand(0, 12)}}, r"evaluate\['test'\] must hold at least one"),
        ({"evaluate": {"test": [1, 2]}}, r"evaluate\['test'\] must be a tensor, got list"),
    ],
)
def test_bad_arguments(model, images, settings, message):
    before = parameters(model)
    with pytest.raises(ValueError, match=message):
        train(model, images, **settings)
    assert torch.equal(parameters(model), before)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (torch.rand(0, 12), r"inputs must hold at least one input, got shape \(0, 12\)"),
        (torch.tensor(1.0), "inputs must hold at least one input"),
        (np.random.default_rng(0).random((5, 12)), "inputs must be a tensor, got ndarray"),
    ],
)
def test_bad_inputs(model, inputs, message):
    with pytest.raises(ValueError, match=message):
        train(model, inputs)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_loss_that_is_not_finite_stops_at_its_step(model, images, value):
    steps = []

    def objective(model, batch):
        steps.append(parameters(model))
        loss = reconstruction_bce(model, batch)
        return loss if len(steps) < 3 else loss * value

    with pytest.raises(ValueError, match=r"step 3 of 8: the loss is .*smaller learning rate"):
        fit(model, objective, images, n_epochs=2, batch_size=16, progress=False)
    assert torch.equal(parameters(model), steps[-1])  # the last step was not taken


def test_divergence_names_its_step_and_a_remedy(model, images):
    optimizer = torch.optim.SGD(model.parameters(), lr=math.inf)
    with pytest.raises(ValueError, match=r"step 2 of 8: .*got NaN.*smaller learning rate"):
        train(model, images, optimizer=optimizer)


def test_a_loss_for_each_image_is_no_scalar(model, images):
    def objective(model, batch):
        return F.mse_loss(model(batch), batch, reduction="none").mean(1)

    with pytest.raises(ValueError, match=r"objective must give a scalar, got shape \(16,\)"):
        fit(model, objective, images, n_epochs=1, batch_size=16, progress=False)
