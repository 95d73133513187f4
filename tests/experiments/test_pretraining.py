import argparse
import sys

import pytest
import torch

from nma_ae.data import MNIST
from nma_ae.experiments import RECIPES, AutoencoderRecipe, pretrain
from nma_ae.networks import build_shallow_autoencoder
from nma_ae.seeds import generator, seeded
from nma_ae.tools import pretrain as command
from nma_ae.training import reconstruction_bce, train_epoch
from nma_ae.weights.store import load_card, load_weights

NAME = "shallow_autoencoder"
module = sys.modules["nma_ae.experiments.autoencoder_recipe"]


@pytest.fixture
def data(monkeypatch):
    """A few images in MNIST's place, and a short recipe."""
    images = torch.rand(40, 784, generator=generator(0)).round()
    labels = torch.zeros(40, dtype=torch.int64)
    data = MNIST(images[:30], labels[:30], images[30:], labels[30:])

    def load_mnist(*, flatten=False):
        assert flatten
        return data

    monkeypatch.setattr(module, "load_mnist", load_mnist)
    short = {"n_epochs": 2, "batch_size": 8, "learning_rate": 0.1, "seed": 7}
    monkeypatch.setitem(RECIPES, NAME, AutoencoderRecipe(build_shallow_autoencoder, **short))
    return data


def test_agrees_with_the_loop_written_out(data, tmp_path):
    pretrain(NAME, folder=tmp_path)
    with seeded(7):
        model = build_shallow_autoencoder()
    optimizer, draws = torch.optim.Adam(model.parameters(), lr=0.1), generator(7)
    for _ in range(2):
        train_epoch(model, data.train_images, optimizer, torch.randperm(30, generator=draws), 8)
    for key, tensor in load_weights(tmp_path, NAME).items():
        assert torch.allclose(tensor, model.state_dict()[key], atol=2e-3)


def test_the_card_says_how(data, tmp_path):
    card = pretrain(NAME, folder=tmp_path)
    assert card == load_card(tmp_path, NAME)
    assert card["command"] == f"nma-ae pretrain {NAME}"
    assert (card["n_epochs"], card["batch_size"], card["learning_rate"]) == (2, 8, 0.1)
    assert card["seed"] == 7
    assert card["data"].startswith("MNIST, 30 training images")
    assert card["torch"] == torch.__version__
    assert card["threads"] == torch.get_num_threads()
    assert [len(losses) for losses in card["losses"].values()] == [2, 2]


def test_the_same_recipe_gives_the_same_file(data, tmp_path):
    first = pretrain(NAME, folder=tmp_path)
    torch.rand(3)  # whatever the global state
    assert pretrain(NAME, folder=tmp_path)["sha256"] == first["sha256"]


def test_float16_only_where_it_is_harmless(data, tmp_path, monkeypatch):
    card = pretrain(NAME, folder=tmp_path)
    size = (tmp_path / f"{NAME}.safetensors").stat().st_size
    monkeypatch.setattr(module, "HALF_PRECISION_COST", 0)
    exact = pretrain(NAME, folder=tmp_path)
    assert (tmp_path / f"{NAME}.safetensors").stat().st_size > 1.8 * size
    assert exact["test_loss_as_stored"] == exact["losses"]["test"][-1]
    assert card["test_loss_as_stored"] == pytest.approx(exact["test_loss_as_stored"], abs=5e-4)
    model = build_shallow_autoencoder()
    model.load_state_dict(load_weights(tmp_path, NAME))
    loss = reconstruction_bce(model, data.test_images).item()
    assert exact["test_loss_as_stored"] == pytest.approx(loss, abs=1e-4)


def test_an_unknown_name(tmp_path):
    with pytest.raises(ValueError, match="name must be one of shallow_autoencoder, deep_auto"):
        pretrain("deepest", folder=tmp_path)


def test_a_bad_folder_is_said_before_the_training(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "fit", None)
    with pytest.raises(RuntimeError, match="cannot be written"):
        pretrain(NAME, folder=tmp_path / "nowhere")


def parse(*words):
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    return parser.parse_args(["pretrain", *words])


def test_the_command_trains_and_writes(data, tmp_path, capsys):
    arguments = parse(NAME, "--folder", str(tmp_path))
    assert arguments.run(arguments) == 0
    out, _ = capsys.readouterr()
    loss = load_card(tmp_path, NAME)["test_loss_as_stored"]
    assert out == f"{NAME}: test loss {loss:.4f}, written to {tmp_path}\n"


def test_the_command_without_a_name_lists_the_recipes(capsys):
    arguments = parse()
    assert arguments.run(arguments) == 0
    out, _ = capsys.readouterr()
    assert [line.split(":")[0] for line in out.splitlines()] == list(RECIPES)
