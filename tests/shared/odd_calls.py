"""Calls of every public function with one argument replaced by an odd one, and how each ends.

`public_callables` finds the functions and classes by itself; `valid_call` puts a call together that
works, from `SPECIAL`, the defaults and `BY_NAME`; `odd_values` says what to put in a valid value's
place, and what has to come of it. Only the values that a call needs are written down here.
"""

import contextlib
import dataclasses
import functools
import inspect
import linecache
import math
import numbers
import re
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn

import nma_ae
from nma_ae.data import DSprites, Spirals, draw_dsprites, latent_classes
from nma_ae.networks import VAE, Encoder, build_mlp, build_stacked_autoencoder
from nma_ae.seeds import generator
from nma_ae.training import History, Recording

ROOMS = ("analysis", "data", "networks", "training", "plotting", "explorers", "weights", "seeds")
HUGE = 10**15  # numbers of which no memory is large enough, so that asking for it fails at once
LONGEST = 5.0  # seconds of the processor that a call may take

# What is not called, and why.
LEFT_OUT = {
    "data.load_animal_faces": "loads or draws 16,130 images",
    "data.load_mnist": "downloads 70,000 images",
    "training.Recording": "keeps any tensors by any names",
    "explorers.LatentExplorer.markup": "takes nothing; latent_explorer makes what it is called on",
}
# Where a number says how often something is done, a huge one takes as long as was asked for.
REPEATED = {"n_epochs", "n_starts", "limit"}


def _floats(*shape: int) -> torch.Tensor:
    return torch.rand(shape, generator=generator(1))


def _sphere(n: int = 6) -> torch.Tensor:
    return nn.functional.normalize(_floats(n, 3) - 0.5, dim=1)


def _labels(n_classes: int = 3) -> torch.Tensor:
    return torch.arange(6) % n_classes


def _seeded(build: Callable[[], nn.Module]) -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return build()


def _classifier() -> nn.Module:
    return _seeded(lambda: nn.Linear(5, 3))


def _flat_classifier() -> nn.Module:
    return _seeded(lambda: nn.Sequential(nn.Flatten(), nn.Linear(16, 3)))


def _decoder(n_codes: int = 2, n_pixels: int = 16) -> nn.Module:
    return _seeded(lambda: nn.Sequential(nn.Linear(n_codes, n_pixels), nn.Sigmoid()))


def _stack() -> nn.Sequential:
    return _seeded(lambda: build_stacked_autoencoder([16, 8, 4], kaiming=True))


def _autoencoder(n_pixels: int = 16, n_codes: int = 2) -> nn.Sequential:
    return _seeded(
        lambda: nn.Sequential(
            nn.Linear(n_pixels, n_codes), nn.PReLU(), nn.Linear(n_codes, n_pixels), nn.Sigmoid()
        )
    )


def _sgd(*models: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.SGD([p for model in models for p in model.parameters()], lr=0.01)


def _film() -> Recording:
    return Recording(
        codes=_floats(2, 6, 2),
        limits=torch.tensor([[0.0, 1.0], [0.0, 1.0]]).expand(2, 2, 2).clone(),
        losses=_floats(2),
        pictures=torch.zeros(2, 4, 4, dtype=torch.uint8),
        updates=torch.tensor([0, 5]),
    )


def _sprites() -> torch.Tensor:
    return torch.tensor([0, 1000, 250_000, 300_000, 500_000, 700_000])


def _dsprites() -> DSprites:
    indices = _sprites()
    return DSprites(draw_dsprites(indices).float(), latent_classes(indices), indices)


def _axes() -> plt.Axes:
    return plt.figure().add_subplot()


def _scaled_sum(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    return (first - second).square().mean()


def _with_optimizer(model: Callable[[], nn.Module], **more: Any) -> dict[str, Any]:
    """A model and an optimizer that holds its parameters."""
    made = model()
    return {"model": made, "optimizer": _sgd(made), **more}


def _pair() -> dict[str, Any]:
    encoder, decoder = _seeded(lambda: nn.Linear(16, 4)), _seeded(lambda: nn.Linear(4, 16))
    return {
        "encoder": encoder,
        "decoder": decoder,
        "features": _floats(6, 16),
        "optimizer": _sgd(encoder, decoder),
    }


# Valid arguments by name, for all functions that `SPECIAL` does not give others.
BY_NAME: dict[str, Callable[[], Any]] = {
    "accuracies": lambda: {"a": {0.1: 50.0, 1.0: 90.0}, "b": {0.1: 40.0}},
    "activation": nn.Tanh,
    "angles": lambda: _floats(6, 2),
    "assignment": _labels,
    "autocast": lambda: torch.bfloat16,
    "ax": _axes,
    "budget": lambda: 100,
    "chance": lambda: 33.3,
    "classes": lambda: latent_classes(_sprites()),
    "classifier": _classifier,
    "classify": lambda: _seeded(lambda: nn.Linear(2, 3)),
    "degree": lambda: 3,
    "decoder": _decoder,
    "end": lambda: _sphere()[1],
    "evaluate": lambda: {"test": _floats(6, 5)},
    "facts": lambda: {"data": "none"},
    "features": lambda: _floats(6, 5),
    "film": _film,
    "first": lambda: _floats(6, 5),
    "folder": lambda: Path(tempfile.gettempdir()),
    "fraction": lambda: 0.5,
    "generator": lambda: generator(0),
    "history": lambda: History([0.5, 0.4], 1, {"test": [0.5, 0.4]}),
    "images": lambda: _floats(6, 16),
    "indices": _sprites,
    "inputs": lambda: _floats(6, 5),
    "kernel": lambda: 3,
    "known": lambda: _floats(5, 5),
    "known_labels": lambda: torch.arange(5) % 3,
    "labels": _labels,
    "latent": lambda: _floats(6, 2),
    "layer": lambda: nn.Linear(4, 3),
    "limits": lambda: ((0.0, 1.0), (0.0, 1.0)),
    "log_variances": lambda: _floats(6, 4),
    "logits": lambda: _floats(6, 16),
    "make_optimizer": lambda: functools.partial(torch.optim.SGD, lr=0.01),
    "means": lambda: _floats(6, 4),
    "model": lambda: _autoencoder(),
    "generators": lambda: [generator(0), generator(1)],
    "n": lambda: 6,
    "n_classes": lambda: 3,
    "n_clusters": lambda: 2,
    "n_epochs": lambda: 1,
    "n_images": lambda: 3,
    "n_layers": lambda: 2,
    "n_negatives": lambda: 2,
    "negative_slope": lambda: 0.1,
    "networks": lambda: [_seeded(lambda: build_mlp([5, 4, 3])) for _ in range(2)],
    "objective": lambda: lambda model, batch: model(batch).square().mean(),
    "order": lambda: torch.randperm(6, generator=generator(0)),
    "part": lambda: torch.arange(6).flip(0),
    "places": lambda: _floats(6, 2),
    "points": lambda: _floats(6, 5),
    "second": lambda: _floats(6, 5).flip(0),
    "seed": lambda: 3,
    "size": lambda: 8,
    "start": lambda: _sphere()[0],
    "title": lambda: "a title",
    "widths": lambda: [16, 8, 2],
    "xlim": lambda: (0.0, 1.0),
    "ylim": lambda: (0.0, 1.0),
}

# Valid arguments of single functions, where those by name or the defaults do not fit or take long.
SPECIAL: dict[str, Callable[[], dict[str, Any]]] = {
    "analysis.PCA": lambda: {"mean": _floats(16), "components": _floats(2, 16)},
    "analysis.PCA.reconstruct": lambda: {"codes": _floats(6, 2)},
    "analysis.compute_features": lambda: {
        "encoder": _flat_classifier(),
        "images": _floats(6, 1, 4, 4),
    },
    "analysis.decision_grid": lambda: {"n_cells": 4},
    "analysis.decode_grid": lambda: {"n_rows": 2, "image_shape": (4, 4)},
    "analysis.equal_area_to_sphere": lambda: {"places": _floats(6, 2)},
    "analysis.gradient_moments": lambda: {
        "weights": [_floats(4, 5), _floats(3, 4)],
        "output_gradients": _floats(6, 3),
    },
    "analysis.k_means": lambda: {"n_starts": 2},
    "analysis.multiply_adds": lambda: {"example": _floats(2, 16)},
    "analysis.resultant_length": lambda: {"points": _sphere()},
    "analysis.second_moments": lambda: {"weights": [_floats(4, 5), _floats(3, 4)]},
    "analysis.sphere_to_angles": lambda: {"points": _sphere()},
    "analysis.sphere_to_equal_area": lambda: {"points": _sphere()},
    "analysis.used_fraction": lambda: {"points": _sphere(40), "angle": 1.0},
    "data.DSprites": lambda: _dsprites()._asdict(),
    "data.DSprites.labels": lambda: {"latent": "posX"},
    "data.DSprites.part": lambda: {"chosen": torch.tensor([3, 1])},
    "data.augment": lambda: {
        "images": _floats(6, 1, 4, 4),
        "flips": torch.arange(6) % 2 == 0,
        "angles": 90 * _floats(6),
    },
    "data.biased_part": lambda: {"data": _dsprites()},
    "data.draw_spirals": lambda: {"n_per_arm": 5},
    "data.latent_column": lambda: {"latent": "posX"},
    "data.load_dsprites": lambda: {"n_images": 3},
    "data.load_spirals": lambda: {"n_per_arm": 5},
    "data.polynomial_features": lambda: {"points": _floats(6, 2)},
    "data.random_views": lambda: {"images": _floats(6, 1, 4, 4)},
    "data.rotate": lambda: {"images": _floats(6, 1, 4, 4), "angles": 90 * _floats(6)},
    "data.split_images": lambda: {"n_images": 10},
    "data.transform_images": lambda: {
        "images": _floats(6, 1, 4, 4),
        "transformations": torch.eye(2, 3).expand(6, 2, 3) + 0.1 * _floats(6, 2, 3),
    },
    "explorers.DecisionDemo": lambda: {
        "data": Spirals(_floats(6, 2), _labels(), _floats(6, 2), _labels())
    },
    "explorers.ViewsDemo": lambda: {"images": _floats(2, 1, 4, 4)},
    "explorers.contrast_explorer": lambda: {
        "views": _floats(6, 1, 4, 4),
        "temperatures": (0.5, 1.0),
    },
    "explorers.decision_slider": lambda: {
        "classifiers": {"a": _seeded(lambda: nn.Linear(2, 3))},
        "points": _floats(6, 2),
        "n_cells": 4,
    },
    "explorers.decoded_sphere": lambda: {
        "decoder": _decoder(3),
        "n_images": 4,
        "image_shape": (4, 4),
        "margin": 1,
        "resolution": 2,
    },
    "explorers.feature_plane_explorer": lambda: {
        "features": {"a": _floats(6, 5)},
        "values": {"more": _labels()},
    },
    "explorers.histogram_slider": lambda: {
        "stops": {"first": {"a": [_floats(9), _floats(9)]}},
        "rows": ["one", "two"],
        "limits": [1.0],
        "n_bars": 5,
    },
    "explorers.latent_explorer": lambda: {"model": _autoencoder(784), "images": _floats(6, 784)},
    "explorers.latent_space_3d": lambda: {
        "spaces": {"a": _sphere(), "b": _floats(6, 3)},
        "opens_with": "b",
    },
    "explorers.latent_walk": lambda: {
        "path": _floats(3, 2),
        "stops": ["a", "b", "c"],
        "image_shape": (4, 4),
    },
    "explorers.rsm_explorer": lambda: {"features": {"a": _floats(6, 5)}},
    "explorers.views_slider": lambda: {"images": _floats(2, 1, 4, 4)},
    "networks.CodesAndDecoder": lambda: {"codes": _floats(6, 2)},
    "networks.ConvolutionalAutoencoder": lambda: {"embedding_size": 2, "channels": (2, 3, 4)},
    "networks.PlainAutoencoder": lambda: {"input_size": 16, "embedding_size": 4},
    "networks.Residual": lambda: {"block": nn.Linear(4, 2)},
    "networks.SpiralForm": lambda: {"activation": "ReLU", "n_layers": 1, "width": 4},
    "networks.TopK": lambda: {"k": 2},
    "networks.build_convolutional_autoencoder": lambda: {
        "embedding_size": 2,
        "channels": (2, 3, 4),
    },
    "networks.build_deep_autoencoder": lambda: {"input_size": 16},
    "networks.build_shallow_autoencoder": lambda: {"input_size": 16},
    "networks.build_sparse_autoencoder": lambda: {"input_size": 16, "embedding_size": 12},
    "networks.build_spherical_autoencoder": lambda: {"input_size": 16},
    "networks.build_thick_codes_and_decoder": lambda: {"n_codes": 5},
    "networks.calibrate_batch_statistics": lambda: {
        "encoder": _seeded(Encoder),
        "images": _floats(2, 1, 64, 64),
    },
    "networks.calibrate_vae": lambda: {"vae": _seeded(VAE), "images": _floats(2, 1, 64, 64)},
    "networks.layer_pairs": lambda: {"model": _stack()},
    "plotting.draw_similarities": lambda: {"matrix": _floats(6, 6)},
    "plotting.plot_convolutional_network": lambda: {
        "sides": [8, 4, 1],
        "channels": [1, 4, 2],
    },
    "plotting.plot_decision_map": lambda: {"points": _floats(6, 2), "n_cells": 4},
    "plotting.plot_decoder_grid": lambda: {"n_rows": 2, "image_shape": (4, 4)},
    "plotting.plot_dsprites": lambda: {
        "images": _dsprites().images,
        "marks": "intervals",
        "n_columns": 3,
    },
    "plotting.plot_image_rows": lambda: {
        "rows": [_floats(3, 16), _floats(3, 16)],
        "labels": ["a", "b"],
        "image_shape": (4, 4),
    },
    "plotting.plot_latent": lambda: {"n_shown": 4},
    "plotting.plot_latent_generative": lambda: {
        "n_rows": 2,
        "image_shape": (4, 4),
        "axes": tuple(plt.figure().subplots(1, 2)),
    },
    "plotting.plot_pretraining_orders": lambda: {"n_pairs": 2},
    "plotting.plot_rsm": lambda: {"names": ["a", "b", "c"]},
    "plotting.plot_similarity_histogram": lambda: {
        "features": [_floats(6, 5), _floats(6, 5)],
        "names": ["a", "b"],
    },
    "plotting.plot_sphere_grid": lambda: {"n_rows": 2, "image_shape": (4, 4)},
    "plotting.plot_sphere_map": lambda: {"n_shown": 4},
    "plotting.sorted_rsm": lambda: {"n_pixels": 4},
    "training.classification_loss": lambda: {"model": _classifier()},
    "training.draw_negatives": lambda: {"n_images": 3},
    "training.fast_dtype": lambda: {"device": "cpu"},
    "training.fit": lambda: _with_optimizer(_classifier, **_fit_more()),
    "training.fit_together": lambda: {"progress": False},
    "training.mean_loss": lambda: {"model": _classifier()},
    "training.pretrain_from_both_ends": lambda: {"model": _stack()},
    "training.pretrain_from_input": lambda: {"model": _stack()},
    "training.pretrain_pair": lambda: {**_pair(), "loss": _scaled_sum},
    "training.relative_squared_error": lambda: {
        "output": _floats(6, 5),
        "target": _floats(6, 5).flip(0),
    },
    "training.train_classifier": lambda: {"encoder": None, "autocast": None, "progress": False},
    "training.train_epoch": lambda: _with_optimizer(_autoencoder),
    "weights.card": lambda: {"name": "shallow_autoencoder"},
    "weights.save": lambda: {"name": "odd_calls", "model": nn.Linear(2, 1)},
    "weights.trained": lambda: {"name": "shallow_autoencoder"},
}


def _fit_more() -> dict[str, Any]:
    return {"scheduler": None, "checkpoint": None, "progress": False, "autocast": None}


# Calls that end in an error of torch or Python, and stay so, by function and argument. Wrong
# answers of this exercise are edits of the function, and are known by their very errors.
RAW = {
    "training.pretrain_pair": {
        "encoder": ("another", "an empty one", "one that gives NaN"),
        "decoder": ("another", "an empty one", "one that gives NaN"),
        "features": ("a column less", "double", "half"),
        "loss": (
            "one that gives nothing",
            "one that gives a number",
            "one that gives NaN",
            "one that gives too few",
        ),
    },
}


class Callee(NamedTuple):
    """A public function, constructor or method, under the name of its room and its own."""

    name: str
    function: Callable[..., Any]
    owner: str | None = None  # of a method: the class, whose valid call makes the object

    def parameters(self) -> dict[str, inspect.Parameter]:
        parameters = list(inspect.signature(self.function).parameters.values())
        named = [
            each for each in parameters if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
        ]
        return {each.name: each for each in (named[1:] if self.owner else named)}


def public_callables() -> dict[str, Callee]:
    """Find every public function, every constructor that does more than keep, every method."""
    found = {}
    for room in ROOMS:
        module = import_module(f"nma_ae.{room}")
        own = [
            k for k, v in vars(module).items() if getattr(v, "__module__", "") == module.__name__
        ]
        names = getattr(module, "__all__", None) or [name for name in own if name[0] != "_"]
        for name in names:
            thing = getattr(module, name)
            if callable(thing):
                found |= _callees(f"{room}.{name}", thing)
    return {name: callee for name, callee in sorted(found.items()) if name not in LEFT_OUT}


def _callees(name: str, thing: Any) -> dict[str, Callee]:
    if not inspect.isclass(thing):
        return {name: Callee(name, thing)}
    methods = {
        f"{name}.{key}": Callee(f"{name}.{key}", value, name)
        for key, value in vars(thing).items()
        # A network's forward runs for every batch, and its layers say what they want.
        if inspect.isfunction(value) and key[0] != "_" and not issubclass(thing, nn.Module)
    }
    keeps = dataclasses.is_dataclass(thing) or issubclass(thing, tuple | Exception)
    return methods if keeps else {name: Callee(name, thing), **methods}


def valid_call(callee: Callee) -> dict[str, Any]:
    """Put arguments together with which a function works.

    Raises:
        LookupError: If nothing here says how; the message says what to add.
    """
    special = SPECIAL.get(callee.name, dict)()
    arguments = {}
    for name, parameter in callee.parameters().items():
        plain = parameter.default if parameter.default is not parameter.empty else None
        if name in special:
            arguments[name] = special[name]
        elif plain is not None:
            arguments[name] = plain
        elif name in BY_NAME:
            arguments[name] = BY_NAME[name]()
        elif parameter.default is parameter.empty:
            raise LookupError(
                f"nothing says what a valid {name!r} of {callee.name} is: add {name!r} to BY_NAME "
                f"in {Path(__file__).name}, or a call to SPECIAL"
            )
        else:
            raise LookupError(
                f"{name!r} of {callee.name} is None by default: add another valid value to BY_NAME "
                f"in {Path(__file__).name}, or a call to SPECIAL"
            )
    return arguments


class Odd(NamedTuple):
    """What is put in an argument's place.

    Attributes:
        label: What it is.
        value: The thing itself.
        expected: "wrong" has to be refused, "same" to give what the valid value gives; of "either"
            the one or the other is right, but no raw error and no NaN.
    """

    label: str
    value: Any
    expected: str = "wrong"


def odd_values(valid: Any, parameter: inspect.Parameter) -> list[Odd]:
    """Say what to put in a valid value's place."""
    others = [Odd("None", None), Odd("an object", object())]
    for kinds, make in ODD_BY_KIND:
        if isinstance(valid, kinds):
            others += make(valid)
            break
    else:
        others += [Odd("text", "text"), Odd("a number", 3), Odd("a list", [1, 2])]
    optional = parameter.default is None or "None" in str(parameter.annotation)
    return [odd for odd in others if not (optional and odd.value is None)]


def _odd_tensors(valid: torch.Tensor) -> list[Odd]:
    first = (0,) * valid.ndim
    odd = [
        Odd("text", "text"),
        Odd("a number", 3.0),
        Odd("a list", valid.tolist()),
        Odd("an array", valid.numpy()),
        Odd("no dimension", torch.tensor(1.0).to(valid.dtype)),
        Odd("a dimension less", valid[0]),
        Odd("a dimension more", valid[None]),
        Odd("complex", valid.to(torch.complex64)),
        Odd("empty", valid[:0], "either"),
        Odd("a row less", valid[:-1], "either"),
        Odd("a column less", valid[..., :-1], "either"),
        Odd("not contiguous", valid.repeat_interleave(2, dim=0)[::2], "same"),
    ]
    if valid.is_floating_point():
        for name, value in (
            ("NaN", math.nan),
            ("infinity", math.inf),
            ("minus infinity", -math.inf),
        ):
            changed = valid.clone()
            changed[first] = value
            odd.append(Odd(f"{name} in it", changed))
        return [
            *odd,
            Odd("integers", (10 * valid).long(), "either"),
            Odd("booleans", valid > 0.5, "either"),
            Odd("double", valid.double(), "either"),
            Odd("half", valid.half(), "either"),
            Odd("negative", -valid, "either"),
            Odd("huge", 1e30 * valid, "either"),
            Odd("zeros", 0 * valid, "either"),
            Odd("with a gradient", valid.clone().requires_grad_(), "same"),
        ]
    if valid.dtype == torch.bool:
        return [*odd, Odd("floats", valid.float()), Odd("integers", valid.long())]
    return [
        *odd,
        Odd("floats", valid.float()),
        Odd("booleans", valid > 0),
        Odd("negative", valid - 10**6),
        Odd("huge", valid + HUGE, "either"),
        Odd("int32", valid.int(), "either"),
    ]


def _odd_integers(valid: int) -> list[Odd]:
    return [
        Odd("text", str(valid)),
        Odd("a boolean", True),
        Odd("NaN", math.nan),
        Odd("infinity", math.inf),
        Odd("a fraction", valid + 0.5),
        Odd("a float", float(valid)),
        Odd("a list", [valid]),
        Odd("a tensor of two", torch.tensor([valid, valid])),
        Odd("negative", -5),
        Odd("zero", 0, "either"),
        Odd("huge", HUGE, "either"),
        Odd("beyond int64", 10**30, "either"),
        Odd("int64", np.int64(valid), "same"),
        Odd("int32", np.int32(valid), "same"),
    ]


def _odd_numbers(valid: float) -> list[Odd]:
    return [
        Odd("text", str(valid)),
        Odd("a boolean", True),
        Odd("NaN", math.nan),
        Odd("infinity", math.inf),
        Odd("minus infinity", -math.inf),
        Odd("complex", 1j),
        Odd("a list", [valid]),
        Odd("a tensor of two", torch.tensor([valid, valid])),
        Odd("negative", -5.0, "either"),
        Odd("zero", 0.0, "either"),
        Odd("an integer", 1, "either"),
        Odd("huge", 1e300, "either"),
        Odd("float64", np.float64(valid), "same"),
        Odd("float32", np.float32(valid), "same"),
    ]


def _odd_flags(valid: bool) -> list[Odd]:
    return [
        Odd("text", "no"),
        Odd("NaN", math.nan),
        Odd("a list", [valid]),
        Odd("a tensor of two", torch.tensor([valid, valid])),
        Odd("NumPy's", np.bool_(valid), "same"),
    ]


def _odd_texts(valid: str) -> list[Odd]:
    return [
        Odd("a number", 3),
        Odd("bytes", valid.encode()),
        Odd("a list", [valid]),
        Odd("empty", "", "either"),
        Odd("another", "no such thing", "either"),
    ]


def _odd_sequences(valid: list | tuple) -> list[Odd]:
    """Numbers, tensors, pairs, modules: the whole replaced, or one element of it."""
    kind = type(valid) if type(valid) in (list, tuple) else list
    odd = [
        Odd("a number", 3),
        Odd("empty", kind(), "either"),
        Odd("one less", valid[:-1], "either"),
        Odd("one more", valid + valid[:1], "either"),
        Odd("text", "text"),
        Odd("a mapping", {"a": 1}),
    ]
    if all(isinstance(each, numbers.Real) for each in valid):
        odd.append(Odd("an array", np.array(valid), "either"))
    for each in [Odd("None", None), *_odd_like(valid[0])]:
        # Broken in one place: the rest stays valid.
        odd.append(Odd(f"{each.label} first", kind([each.value, *valid[1:]]), each.expected))
    return odd


def _odd_mappings(valid: Mapping) -> list[Odd]:
    key, first = next(iter(valid.items()))
    odd = [
        Odd("a number", 3),
        Odd("text", "text"),
        Odd("a list", list(valid.values())),
        Odd("empty", {}, "either"),
    ]
    return odd + [
        Odd(f"{each.label} as a value", {**valid, key: each.value}, each.expected)
        for each in [Odd("None", None), *_odd_like(first)]
    ]


def _odd_modules(valid: nn.Module) -> list[Odd]:
    return [
        Odd("text", "text"),
        Odd("a number", 3),
        Odd("a class", nn.Linear),
        Odd("a list", [valid]),
        Odd("a tensor", torch.ones(3)),
        Odd("another", nn.Linear(7, 3), "either"),
        Odd("an empty one", nn.Sequential(), "either"),
        Odd("one that gives NaN", _Broken(math.nan), "either"),
    ]


class _Broken(nn.Module):
    def __init__(self, value: float) -> None:
        super().__init__()
        self.value = value

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return torch.full((len(inputs), 3), self.value)


def _odd_callables(valid: Callable) -> list[Odd]:
    return [
        Odd("text", "text"),
        Odd("a number", 3),
        Odd("a list", [valid]),
        Odd("one that gives nothing", lambda *inputs, **more: None, "either"),
        Odd("one that gives a number", lambda *inputs, **more: 3.0, "either"),
        Odd("one that gives NaN", lambda *inputs, **more: torch.tensor(math.nan), "either"),
        Odd("one that gives too few", lambda *inputs, **more: torch.zeros(1, 1), "either"),
    ]


def _odd_generators(valid: torch.Generator) -> list[Odd]:
    return [Odd("text", "text"), Odd("a seed", 3), Odd("NumPy's", np.random.default_rng(0))]


ODD_BY_KIND: tuple[tuple[Any, Callable[[Any], list[Odd]]], ...] = (
    (torch.Tensor, _odd_tensors),
    (bool, _odd_flags),
    (int, _odd_integers),
    (float, _odd_numbers),
    (str, _odd_texts),
    (DSprites | Spirals, lambda valid: _odd_other(valid)),
    (list | tuple, _odd_sequences),
    (Mapping, _odd_mappings),
    (nn.Module, _odd_modules),
    (torch.Generator, _odd_generators),
    (torch.dtype, lambda valid: _odd_other(valid)),
    (Callable, _odd_callables),
)


def _odd_other(valid: Any) -> list[Odd]:
    return [Odd("text", "text"), Odd("a number", 3), Odd("a list", [1, 2])]


def _odd_like(valid: Any) -> list[Odd]:
    for kinds, make in ODD_BY_KIND:
        if isinstance(valid, kinds):
            return make(valid)
    return _odd_other(valid)


class Call(NamedTuple):
    """One argument of one function, replaced."""

    callee: Callee
    argument: str
    label: str

    def __str__(self) -> str:
        return f"{self.callee.name}({self.argument}: {self.label})"


def odd_calls(callee: Callee) -> list[Call]:
    """List the odd calls of a function; `outcome` makes them."""
    calls = []
    for name, valid in valid_call(callee).items():
        for odd in odd_values(valid, callee.parameters()[name]):
            if not (name in REPEATED and isinstance(odd.value, int) and odd.value >= HUGE):
                calls.append(Call(callee, name, odd.label))
    plt.close("all")
    return calls


def outcome(call: Call) -> str | None:
    """Make an odd call, and say what is wrong with how it ended; None if nothing is."""
    arguments = valid_call(call.callee)
    parameter = call.callee.parameters()[call.argument]
    odds = {odd.label: odd for odd in odd_values(arguments[call.argument], parameter)}
    odd = odds[call.label]
    if any(
        call.label in table.get(call.callee.name, {}).get(call.argument, ())
        for table in (TAKEN, RAW)
    ):
        return None
    try:
        answer = made(call.callee, {**arguments, call.argument: odd.value})
    except TooLongError:
        return f"raw: took longer than {LONGEST:g} s"
    except Exception as error:
        return _judged_error(error, call, odd)
    finally:
        plt.close("all")
    if odd.expected == "wrong":
        return "silent: it was taken"
    if not all(map(_finite, numbers_in(answer))) and call.callee.name != "analysis.used_fraction":
        return "silent: NaN or infinity in the answer"
    if odd.expected == "same" and not _alike(answer, made(call.callee, valid_call(call.callee))):
        return "silent: another answer than for the same value in its usual type"
    return None


def _judged_error(error: Exception, call: Call, odd: Odd) -> str | None:
    if odd.expected == "same":
        return f"refused: a legitimate value, {type(error).__name__}: {error}"
    if not (isinstance(error, ValueError | TypeError) and _raised_by_us(error)):
        return f"raw: {type(error).__name__}: {str(error).splitlines()[:1]}"
    # Of two that do not fit together, either may be the one that is named.
    names = [call.argument] if odd.expected == "wrong" else call.callee.parameters()
    if not any(re.search(rf"\b{name}\b", str(error)) for name in names):
        return f"unnamed: {error}"
    return None


def _raised_by_us(error: Exception) -> bool:
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    path = frame.tb_frame.f_code.co_filename
    line = linecache.getline(path, frame.tb_lineno)
    return Path(nma_ae.__file__).parent in Path(path).parents and "raise" in line


class TooLongError(BaseException):
    """A call takes longer than it may."""


@contextlib.contextmanager
def _time_limit() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooLongError

    previous = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)


def made(callee: Callee, arguments: dict[str, Any]) -> Any:
    """Make a call, with the same random numbers each time, and all that it gives on demand."""
    function = callee.function
    if callee.owner is not None:
        room, owner = callee.owner.split(".")
        kind = getattr(import_module(f"nma_ae.{room}"), owner)
        record = Callee(callee.owner, kind)
        function = functools.partial(function, kind(**valid_call(record)))
    with torch.random.fork_rng(), warnings.catch_warnings(), _time_limit():
        warnings.simplefilter("error")
        torch.manual_seed(0)
        answer = function(**arguments)
        if isinstance(answer, contextlib.AbstractContextManager):
            with answer:
                return torch.rand(3)
        return list(answer) if inspect.isgenerator(answer) else answer


def numbers_in(answer: Any) -> list[torch.Tensor]:
    """Find all numbers in what a function gives; pictures have none."""
    if isinstance(answer, torch.Tensor):
        return [answer.detach()]
    if isinstance(answer, np.ndarray):
        return [torch.as_tensor(answer)]
    if isinstance(answer, bool | numbers.Real):
        return [torch.tensor(float(answer))]  # an integer may be larger than torch's
    if isinstance(answer, nn.Module):
        return list(answer.state_dict().values())
    if isinstance(answer, History):
        return [torch.tensor(answer.batch_losses)]
    if dataclasses.is_dataclass(answer) and not isinstance(answer, type):
        return numbers_in(list(vars(answer).values()))
    if isinstance(answer, list | tuple):
        return [each for part in answer for each in numbers_in(part)]
    return numbers_in(list(answer.values())) if isinstance(answer, dict) else []


def _finite(values: torch.Tensor) -> bool:
    return not values.is_floating_point() or bool(values.isfinite().all())


def _alike(first: Any, second: Any) -> bool:
    first, second = numbers_in(first), numbers_in(second)
    return len(first) == len(second) and all(
        a.shape == b.shape and torch.allclose(a.double(), b.double(), rtol=1e-4, atol=1e-5)
        for a, b in zip(first, second, strict=True)
    )


# What is taken and right, where it would be wrong elsewhere.
ANY_SHAPE = ("no dimension", "a dimension less", "a dimension more")
LISTS = ("a list", "an array")
NO_LAYER = ("None", "an object", "text", "a number", "a class", "a list", "a tensor")
TAKEN: dict[str, dict[str, tuple[str, ...]]] = {
    "analysis.compute_features": {"images": ANY_SHAPE},
    "analysis.multiply_adds": {"example": ANY_SHAPE},
    "data.DSprites.part": {"chosen": ("booleans",)},
    "data.draw_dsprites": {"indices": LISTS},
    "data.latent_classes": {"indices": LISTS},
    "data.latent_indices": {"classes": LISTS},
    "data.latent_values": {"classes": LISTS},
    "data.normalize": {"images": ANY_SHAPE},
    "data.sprite_centres": {"classes": LISTS},
    "explorers.histogram_slider": {
        "stops": tuple(f"{shape} first as a value as a value" for shape in ANY_SHAPE)
    },
    # Codes and digits often come from elsewhere.
    "plotting.latent_limits": {"latent": LISTS},
    "plotting.plot_latent": {"latent": LISTS, "labels": (*LISTS, "floats")},
    "plotting.plot_latent_generative": {"latent": LISTS, "labels": (*LISTS, "floats")},
    "plotting.plot_sphere_map": {"places": LISTS, "labels": (*LISTS, "floats")},
    "plotting.plot_dsprites": {"classes": LISTS},
    # For NaN nothing is drawn.
    "plotting.plot_image_rows": {"rows": ("NaN in it first",)},
    "training.fit": {"inputs": ANY_SHAPE, "evaluate": tuple(f"{s} as a value" for s in ANY_SHAPE)},
    "training.mean_loss": {"inputs": ANY_SHAPE},
    "training.reconstruction_bce": {"images": ANY_SHAPE},
    "training.reconstruction_mse": {"images": ANY_SHAPE},
    "weights.save": {
        "facts": tuple(f"{each} as a value" for each in ("None", "a number", "a list"))
    },
    # What is no Linear is left alone.
    "networks.init_weights_kaiming_normal": {"layer": NO_LAYER},
    "networks.init_weights_kaiming_uniform": {"layer": NO_LAYER},
    "networks.init_weights_xavier_normal": {"layer": NO_LAYER},
    "networks.init_weights_xavier_uniform": {"layer": NO_LAYER},
}
