import os
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

from nma_ae.weights import check_writable, save
from nma_ae.weights.store import load_card, load_weights


def test_what_is_saved_comes_back(tmp_path):
    model = nn.Sequential(nn.Linear(3, 2), nn.PReLU())
    given = save(tmp_path, "small", model, {"seed": 4, "note": "é"})
    weights = load_weights(tmp_path, "small")
    for key, tensor in model.state_dict().items():
        assert torch.equal(weights[key], tensor)
    assert load_card(tmp_path, "small") == given
    assert given["name"] == "small"
    assert given["note"] == "é"


def test_half_precision_comes_back_as_float32(tmp_path):
    model = nn.Linear(3, 2).half()
    save(tmp_path, "small", model, {})
    weight = load_weights(tmp_path, "small")["weight"]
    assert weight.dtype == torch.float32
    assert torch.equal(weight, model.weight.detach().float())
    assert (tmp_path / "small.safetensors").stat().st_size < 250


def test_nothing_else_is_left_behind(tmp_path):
    save(tmp_path, "small", nn.Linear(3, 2), {})
    assert {path.name for path in tmp_path.iterdir()} == {"small.safetensors", "small.json"}


def test_a_failed_write_keeps_the_old_file(tmp_path, monkeypatch):
    save(tmp_path, "small", nn.Linear(3, 2), {"try": 1})
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(path, content):
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        save(tmp_path, "small", nn.Linear(3, 2), {"try": 2})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_weights_of_one_run_and_card_of_another_are_noticed(tmp_path):
    save(tmp_path, "small", nn.Linear(3, 2), {})
    card = (tmp_path / "small.json").read_bytes()
    save(tmp_path, "small", nn.Linear(3, 2), {})
    (tmp_path / "small.json").write_bytes(card)
    with pytest.raises(RuntimeError, match="the card says"):
        load_weights(tmp_path, "small")


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(RuntimeError, match=r"weights cannot be written to .*No such file"):
        check_writable(tmp_path / "nowhere")


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_folder_that_is_read_only(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(RuntimeError, match=r"weights cannot be written to .*Permission denied"):
        check_writable(tmp_path)


def test_a_folder_that_is_fine(tmp_path):
    check_writable(tmp_path)
    assert not list(tmp_path.iterdir())
