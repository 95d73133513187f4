"""No public function ends in an error from deep inside, or in a wrong answer, for odd arguments.

`shared/odd_calls.py` has the arguments, and what has to come of each.
"""

import random
from collections import Counter

import matplotlib
import odd_calls
import pytest
import torch
from odd_calls import BY_NAME, Call, Callee, outcome, valid_call

from nma_ae.arguments import require_floats
from nma_ae.data import load_animal_faces, load_mnist

matplotlib.use("Agg")

CALLEES = odd_calls.public_callables()
N_SAMPLED = 3  # of each function, in `make test`


def complaints(calls):
    """List the calls that end badly, under how many ended how."""
    found = {str(call): said for call in calls if (said := outcome(call))}
    counts = Counter(said.split(":")[0] for said in found.values())
    lines = [f"{call}: {said}" for call, said in found.items()]
    return [f"of {len(calls)} calls: {dict(counts)}", *lines] if found else []


@pytest.mark.parametrize("name", CALLEES)
def test_a_sample_of_odd_calls_of_each_function_ends_well(name):
    calls = odd_calls.odd_calls(CALLEES[name])
    odd_calls.made(CALLEES[name], valid_call(CALLEES[name]))
    chosen = random.Random(name).sample(calls, min(N_SAMPLED, len(calls)))
    assert complaints(chosen) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLEES)
def test_every_odd_call_of_each_function_ends_well(name):
    assert complaints(odd_calls.odd_calls(CALLEES[name])) == []


@pytest.mark.parametrize(
    ("name", "argument", "label"),
    [
        ("analysis.alignment", "second", "NaN in it"),
        ("analysis.compute_accuracy", "inputs", "NaN in it"),
        ("analysis.neighbour_accuracy", "known", "NaN in it"),
        ("analysis.similarity_blocks", "block_size", "negative"),
        ("analysis.uniformity", "features", "zeros"),
        ("analysis.uniformity", "temperature", "huge"),
        ("data.random_transformations", "rotation", "infinity"),
        ("data.rotate", "angles", "infinity in it"),
        ("networks.PlainAutoencoder", "relu_code", "text"),
        ("plotting.latent_limits", "margin", "infinity"),
        ("training.contrastive_loss", "temperature", "infinity"),
        ("training.draw_latents", "log_variances", "a dimension less"),
        ("training.negative_elbo", "means", "a dimension less"),
        ("training.relative_squared_error", "output", "a dimension more"),
    ],
)
def test_what_once_was_a_silent_wrong_answer_is_none(name, argument, label):
    assert outcome(Call(CALLEES[name], argument, label)) is None


@pytest.mark.parametrize(("load", "name"), [(load_mnist, "flatten"), (load_animal_faces, "drawn")])
def test_a_flag_is_looked_at_before_a_data_set_is_loaded(load, name):
    with pytest.raises(ValueError, match=f"{name} must be .*, got 'no'"):
        load(**{name: "no"})


def test_functions_and_methods_of_all_rooms_are_found():
    assert {name.split(".")[0] for name in CALLEES} == set(odd_calls.ROOMS)
    assert {"analysis.k_means", "analysis.PCA.project", "networks.TopK"} <= set(CALLEES)
    assert set(odd_calls.LEFT_OUT).isdisjoint(CALLEES)


def test_what_is_written_down_is_of_functions_that_exist():
    records = {callee.owner for callee in CALLEES.values()}
    assert set(odd_calls.SPECIAL) <= set(CALLEES) | records
    for name, arguments in odd_calls.TAKEN.items():
        labels = {(call.argument, call.label) for call in odd_calls.odd_calls(CALLEES[name])}
        for argument, taken in arguments.items():
            assert {(argument, label) for label in taken} & labels, (name, argument)


def test_a_function_of_unknown_arguments_is_named_with_what_to_add():
    def new_function(unheard_of, also=None):
        return unheard_of

    with pytest.raises(LookupError, match=r"'unheard_of' of analysis\.new is: add .* to BY_NAME"):
        valid_call(Callee("analysis.new", new_function))


def careless(features: torch.Tensor) -> torch.Tensor:
    return features @ features.T


def of_other_names(features: torch.Tensor) -> torch.Tensor:
    require_floats("(n, n_features)", numbers=features)
    return features


def careful(features: torch.Tensor) -> torch.Tensor:
    require_floats("(n, n_features)", least=1, features=features)
    return features


def rounding(features: torch.Tensor) -> torch.Tensor:
    careful(features)
    return features if features.requires_grad else features + 1


@pytest.mark.parametrize(
    ("function", "label", "start"),
    [
        (careless, "text", "raw: AttributeError"),
        (careless, "NaN in it", "silent: it was taken"),
        (careless, "huge", "silent: NaN or infinity"),
        (of_other_names, "text", "unnamed: numbers must be a tensor"),
        (rounding, "with a gradient", "silent: another answer"),
    ],
)
def test_calls_that_end_badly_are_seen(function, label, start):
    assert outcome(Call(Callee("analysis.toy", function), "features", label)).startswith(start)


def test_a_careful_function_has_no_complaint():
    calls = odd_calls.odd_calls(Callee("analysis.toy", careful))
    assert len(calls) > 20
    assert complaints(calls) == []


def test_a_legitimate_value_must_not_be_refused():
    def picky(n: int) -> int:
        if type(n) is not int:
            raise ValueError(f"n must be an integer, got {n}")
        return n

    call = Call(Callee("analysis.toy", picky), "n", "int64")
    assert outcome(call).startswith("refused: a legitimate value")


def test_a_call_that_takes_too_long_is_stopped(monkeypatch):
    def endless(n: int) -> None:
        while n:
            pass

    monkeypatch.setattr(odd_calls, "LONGEST", 0.1)
    assert outcome(Call(Callee("analysis.toy", endless), "n", "huge")).startswith(
        "raw: took longer"
    )


def test_valid_values_are_made_anew_for_each_call():
    assert BY_NAME["generator"]() is not BY_NAME["generator"]()
