import random
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.networks import build_shallow_autoencoder
from nma_ae.seeds import generator, seeded
from nma_ae.training import fit, reconstruction_bce

RUN = Path(__file__).parent / "stopped_run.py"
N_STEPS = 60  # of that run


def start(folder, name):
    command = [sys.executable, str(RUN), str(folder / f"{name}.checkpoint"), str(folder / name)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def killed_at(process, n_steps):
    """Let it take so many steps, then SIGKILL. Gives how many it had taken when it died."""
    with process:
        for _ in range(n_steps):
            assert process.stdout.readline()
        process.kill()
        return n_steps + len(process.stdout.readlines())


@pytest.mark.slow
def test_killed_three_times_at_random_it_ends_with_the_same_weights(tmp_path):
    with start(tmp_path, "whole") as process:
        assert len(process.stdout.readlines()) == N_STEPS
    draws = random.Random(0)
    taken = [killed_at(start(tmp_path, "stopped"), draws.randint(1, 20)) for _ in range(3)]
    with start(tmp_path, "stopped") as process:
        last = len(process.stdout.readlines())
    # Said is a step that begins: the first checkpoint is written after the fifth.
    assert last < N_STEPS or max(taken) <= 5, "it began afresh"
    assert (tmp_path / "stopped").read_bytes() == (tmp_path / "whole").read_bytes(), taken


@pytest.fixture
def images():
    return torch.rand(20, 12, generator=generator(0))


def train(images, path, n_epochs=4, objective=reconstruction_bce, draws=None, **settings):
    with seeded(0):
        model = build_shallow_autoencoder(12, 2)
    settings = {"batch_size": 8, "evaluate": {"all": images}, "progress": False} | settings
    history = fit(model, objective, images, n_epochs=n_epochs, generator=draws, checkpoint=path,
                  **settings)  # fmt: skip
    return history, torch.cat([p.detach().flatten() for p in model.parameters()])


def test_goes_on_from_the_last_epoch(images, tmp_path):
    whole, expected = train(images, None, draws=generator(3))
    path = tmp_path / "state"
    train(images, path, n_epochs=2, draws=generator(3))
    n_steps = 0

    def counted(model, batch):
        nonlocal n_steps
        n_steps += torch.is_grad_enabled()
        return reconstruction_bce(model, batch)

    history, found = train(images, path, objective=counted, draws=generator(99))
    assert n_steps == 2 * 3
    assert history == whole
    assert torch.equal(found, expected)
    assert history.seconds > 0


def test_of_a_finished_training_nothing_is_left_to_do(images, tmp_path):
    history, expected = train(images, tmp_path / "state")

    def unused(model, batch):
        raise AssertionError("nothing was left to do")

    again, found = train(images, tmp_path / "state", objective=unused)
    assert again == history
    assert torch.equal(found, expected)


def test_without_a_generator_the_global_state_goes_on(images, tmp_path):
    with seeded(5):
        _, expected = train(images, None)
    with seeded(5):
        train(images, tmp_path / "state", n_epochs=1)
    _, found = train(images, tmp_path / "state")
    assert torch.equal(found, expected)


def test_moments_lie_in_memory_as_their_weights_do(tmp_path):
    """A fused Adam walks through both side by side, whatever the strides say."""
    results = []
    images = torch.rand(12, 3, 8, 8, generator=generator(0))
    for stops in ([3], [1, 3]):
        path = tmp_path / f"{len(stops)}"
        for n_epochs in stops:
            with seeded(0):
                model = nn.Conv2d(3, 4, 3).to(memory_format=torch.channels_last)
            fit(model, lambda model, x: model(x).square().mean(), images, n_epochs=n_epochs,
                generator=generator(1), checkpoint=path)  # fmt: skip
        results.append(model.weight.detach())
    assert torch.equal(*results)


def test_nothing_else_is_left_behind_and_nothing_is_pickled(images, tmp_path):
    train(images, tmp_path / "state")
    assert [path.name for path in tmp_path.iterdir()] == ["state"]
    assert b"pickle" not in (tmp_path / "state").read_bytes()
    assert not (tmp_path / "state").read_bytes().startswith(b"PK")


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b"", lambda b: b[:20]])
def test_a_damaged_checkpoint(images, tmp_path, damage):
    path = tmp_path / "state"
    train(images, path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match=r"checkpoint state cannot be read: .*Delete it"):
        train(images, path)


def test_a_checkpoint_that_is_a_folder(images, tmp_path):
    with pytest.raises(ValueError, match=r"cannot be read: .*Delete it"):
        train(images, tmp_path)


@pytest.mark.parametrize(
    "settings", [{"batch_size": 5}, {"evaluate": None}, {"evaluate": {"some": torch.rand(2, 12)}}]
)
def test_a_checkpoint_of_another_training(images, tmp_path, settings):
    train(images, tmp_path / "state")
    with pytest.raises(ValueError, match=r"state is of another training: it says .*Delete it"):
        train(images, tmp_path / "state", **settings)


def test_a_checkpoint_of_another_network(images, tmp_path):
    train(images, tmp_path / "state")
    model = build_shallow_autoencoder(12, 3)
    with pytest.raises(ValueError, match=r"state is of another training.*Delete it"):
        fit(model, reconstruction_bce, images, n_epochs=4, batch_size=8,
            evaluate={"all": images}, checkpoint=tmp_path / "state")  # fmt: skip


def test_a_checkpoint_that_is_further_than_asked(images, tmp_path):
    train(images, tmp_path / "state")
    with pytest.raises(ValueError, match=r"state has 4 epochs already, n_epochs asks for 3"):
        train(images, tmp_path / "state", n_epochs=3)


def test_several_inputs_and_a_scheduler():
    """Labels stay with their images, and the step size follows its curve once an epoch."""
    images, labels = torch.eye(6), torch.arange(6)
    model = nn.Linear(6, 6)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
    rates = []

    def objective(model, images, labels):
        if model.training:
            rates.append(optimizer.param_groups[0]["lr"])
        assert torch.equal(images.argmax(1), labels)
        return F.cross_entropy(model(images), labels)

    fit(model, objective, (images, labels), n_epochs=3, batch_size=4, optimizer=optimizer,
        scheduler=scheduler, evaluate={"some": (images[1:4], labels[1:4])})  # fmt: skip
    assert rates == [0.5, 0.5, 0.25, 0.25, 0.125, 0.125]


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ((), "inputs must hold at least one tensor"),
        ((torch.rand(4, 2), torch.rand(3)), r"inputs must hold tensors of equal length.*\[4, 3\]"),
        ((torch.rand(4, 2), [1, 2]), r"inputs\[1\] must be a tensor, got list"),
    ],
)
def test_bad_inputs(inputs, message):
    with pytest.raises(ValueError, match=message):
        fit(nn.Linear(2, 1), reconstruction_bce, inputs, n_epochs=1)


def test_a_scheduler_of_another_optimizer():
    model = nn.Linear(2, 1)
    other = torch.optim.SGD(model.parameters())
    scheduler = torch.optim.lr_scheduler.ConstantLR(other)
    with pytest.raises(ValueError, match="scheduler must be made from the optimizer"):
        fit(model, reconstruction_bce, torch.rand(3, 2), n_epochs=1, scheduler=scheduler)
