import hashlib
import json
import re
import shutil

import pytest
import torch
from safetensors import safe_open

from nma_ae.experiments import RECIPES, AutoencoderRecipe
from nma_ae.training import Recording
from nma_ae.weights import BUILDERS, FOLDER, card, shipped, trained

NAMES = sorted(path.stem for path in FOLDER.glob("*.safetensors"))
AUTOENCODERS = [name for name in NAMES if type(RECIPES[name]) is AutoencoderRecipe]


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """The shipped files in a folder where they can be spoiled."""
    for path in FOLDER.glob("*_autoencoder.*"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(shipped, "FOLDER", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_the_network_and_its_weights(name):
    model = trained(name)
    assert str(model) == str(BUILDERS[name]())
    assert not model.training
    with safe_open(FOLDER / f"{name}.safetensors", "pt") as stored:
        assert set(stored.keys()) == set(model.state_dict())
        for key, tensor in model.state_dict().items():
            assert torch.equal(tensor, stored.get_tensor(key).to(tensor.dtype))
            of_a_network = (torch.float32, torch.int64)
            of_a_recording = (*of_a_network, torch.float16, torch.uint8)
            recorded = isinstance(model, Recording)
            assert tensor.dtype in (of_a_recording if recorded else of_a_network)
            assert tensor.device.type == "cpu"


def test_every_network_has_a_recipe_and_files():
    assert set(BUILDERS) == set(RECIPES)
    assert {path.stem for path in FOLDER.glob("*.safetensors")} == set(BUILDERS)
    assert {path.stem for path in FOLDER.glob("*.json")} == set(BUILDERS)


@pytest.mark.parametrize("name", NAMES)
def test_the_card_agrees_with_the_file(name):
    facts = card(name)
    weights = (FOLDER / f"{name}.safetensors").read_bytes()
    assert facts["sha256"] == hashlib.sha256(weights).hexdigest()
    assert facts["command"] == f"nma-ae pretrain {name}"
    # Controls are measured on three seeds.
    seeds = getattr(RECIPES[name], "seeds", None)
    assert facts["seed"] == (seeds[0] if seeds else getattr(RECIPES[name], "seed", [0, 1, 2]))
    built = str(BUILDERS[name]()).splitlines()
    for line, other in zip(facts["architecture"], built, strict=True):
        assert agree(line, other), (line, other)


def agree(line: str, other: str) -> bool:
    """Return whether two versions of torch may print these of the same layer.

    It is the same layer in the same place, and what both print of its settings is the same: one
    version prints settings that another leaves out.
    """
    one, two = settings_of(line), settings_of(other)
    return all(one[name] == two[name] for name in {"layer"} | (one.keys() & two.keys()))


def settings_of(line: str) -> dict[str, str]:
    """Return a printed layer's place and kind as "layer", its settings by names or places."""
    found = re.fullmatch(r"(?P<layer>.*?\w)\((?P<settings>.*)\)", line)
    if found is None:  # the first or the last line of a layer with layers inside
        return {"layer": line}
    settings = re.findall(r"(?:(\w+)=)?((?:\([^()]*\)|[^,()])+)(?:, )?", found["settings"])
    named = {name or str(place): value for place, (name, value) in enumerate(settings)}
    return {"layer": found["layer"], **named}


LINEAR = "  (0): Linear(in_features=2, out_features=3, bias=True)"
CONVOLUTION = "(1-3): 3 x Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))"


@pytest.mark.parametrize(
    ("line", "other"),
    [
        (LINEAR, LINEAR.replace("bias=True", "bias=True, device=cpu")),
        (LINEAR, LINEAR.replace(", bias=True", "")),
        (CONVOLUTION, CONVOLUTION.replace("stride", "padding=(2, 2), stride")),
        ("  (0): PReLU()", "  (0): PReLU(num_parameters=1)"),
        ("Sequential(", "Sequential("),
    ],
)
def test_a_setting_that_one_version_of_torch_prints_makes_no_other_layer(line, other):
    assert agree(line, other)
    assert agree(other, line)


@pytest.mark.parametrize(
    ("line", "other"),
    [
        (LINEAR, LINEAR.replace("3", "4")),
        (LINEAR, LINEAR.replace("True", "False")),
        (LINEAR, LINEAR.replace("(0)", "(1)")),
        (LINEAR, LINEAR.replace("Linear", "Bilinear")),
        (CONVOLUTION, CONVOLUTION.replace("6", "7")),
        (CONVOLUTION, CONVOLUTION.replace("(5, 5)", "(5, 3)")),
        (CONVOLUTION, CONVOLUTION.replace("3 x", "2 x")),
        ("  (0): ReLU()", "  (0): PReLU()"),
        ("  (0): Sequential(", "  (0): ModuleList("),
    ],
)
def test_another_layer_is_seen_whatever_torch_prints(line, other):
    assert not agree(line, other)
    assert not agree(other, line)


@pytest.mark.parametrize("name", AUTOENCODERS)
def test_the_card_agrees_with_the_recipe(name):
    facts = card(name)
    recipe = RECIPES[name]
    assert (facts["n_epochs"], facts["batch_size"]) == (recipe.n_epochs, recipe.batch_size)
    assert (facts["learning_rate"], facts["seed"]) == (recipe.learning_rate, recipe.seed)
    assert len(facts["losses"]["test"]) == recipe.n_epochs


def test_the_losses_are_what_the_chapter_says():
    assert card("deep_autoencoder")["losses"]["test"][-1] == pytest.approx(0.174, abs=0.001)
    shallow = card("shallow_autoencoder")["losses"]["test"][-1]
    assert 0.20 < shallow < 0.24


@pytest.mark.parametrize("name", AUTOENCODERS)
def test_storing_changed_the_loss_by_less_than_a_reader_sees(name):
    facts = card(name)
    assert facts["test_loss_as_stored"] == pytest.approx(facts["losses"]["test"][-1], abs=5e-4)


def test_loading_draws_nothing_and_shares_nothing():
    state = torch.get_rng_state()
    first, second = trained("shallow_autoencoder"), trained("shallow_autoencoder")
    assert torch.equal(torch.get_rng_state(), state)
    with torch.no_grad():
        first[0].weight.zero_()
    assert second[0].weight.abs().max() > 0


def test_it_can_be_trained_on():
    model = trained("shallow_autoencoder")
    model(torch.rand(3, 784)).sum().backward()
    assert all(parameter.grad is not None for parameter in model.parameters())


@pytest.mark.parametrize("read", [trained, card])
def test_an_unknown_name_is_told_the_known_ones(read):
    with pytest.raises(ValueError, match=r"name must be one of .*deep_autoencoder.*got 'deep'"):
        read("deep")


def test_missing_weights(copied):
    (copied / "deep_autoencoder.safetensors").unlink()
    with pytest.raises(RuntimeError, match=r"deep_autoencoder.safetensors cannot be used.*again"):
        trained("deep_autoencoder")


def test_missing_card(copied):
    (copied / "deep_autoencoder.json").unlink()
    for read in (trained, card):
        with pytest.raises(RuntimeError, match=r"deep_autoencoder.json cannot be used"):
            read("deep_autoencoder")


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b""])
def test_damaged_card(copied, content):
    (copied / "deep_autoencoder.json").write_bytes(content)
    with pytest.raises(RuntimeError, match=r"deep_autoencoder.json cannot be used"):
        trained("deep_autoencoder")


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b"", lambda b: b[:-1] + b"\0"])
def test_damaged_weights(copied, damage):
    path = copied / "shallow_autoencoder.safetensors"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(RuntimeError, match=r"cannot be used: its SHA-256 is .*, the card says"):
        trained("shallow_autoencoder")


def test_weights_of_another_network(copied):
    for suffix in ("safetensors", "json"):
        shutil.copy(copied / f"shallow_autoencoder.{suffix}", copied / f"deep_autoencoder.{suffix}")
    for kind in (RuntimeError, ValueError):
        with pytest.raises(kind, match=r"(?s)cannot be used: .*Missing key.*nma-ae pretrain"):
            trained("deep_autoencoder")


def test_cards_are_plain_json():
    for path in FOLDER.glob("*.json"):
        text = path.read_text(encoding="utf-8")
        assert json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n" == text
