"""What code changes around itself is undone, also what nobody has thought of."""

import builtins
import contextlib
import decimal
import gc
import locale
import logging
import math
import os
import random
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from functools import partial

import matplotlib.axes
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from torch import nn

from nma_ae.exercises import check, courses
from nma_ae.exercises.patches import Patches
from nma_ae.exercises.preserve import _umask, preserved
from nma_ae.exercises.settings import _pairs


def another(value):
    """Return a value of the same kind that a setting might have instead; None for none."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1 if value < 2 else value + 16
    if isinstance(value, dict):
        changed = {key: another(each) for key, each in value.items()}
        return {key: each for key, each in changed.items() if each is not None}
    if isinstance(value, tuple):
        return tuple(another(each) for each in value)
    return {torch.float32: torch.float64, "highest": "medium", "warn": "raise"}.get(value)


def change_locale():
    now = locale.setlocale(locale.LC_CTYPE)
    locale.setlocale(locale.LC_CTYPE, "C" if now != "C" else "C.UTF-8")


@pytest.mark.filterwarnings("ignore:.*autocast:DeprecationWarning")
def test_every_setting_is_restored():
    """Of all that Python, torch and NumPy can set and tell, whatever it is."""
    changed, left = set(), set()
    for module in (sys, gc, socket, torch, torch._tensor_str, np):
        for read, write in _pairs(module):
            if write is torch.set_num_interop_threads:
                continue  # torch takes that once, for good
            with contextlib.suppress(TypeError):  # what takes arguments
                before = read()
                with preserved({}), contextlib.suppress(Exception):
                    value = another(before)
                    if isinstance(value, dict):
                        write(**value)
                    else:
                        write(*(value if isinstance(value, tuple) else (value,)))
                    if read() != before:
                        changed.add(write.__name__)
                if read() != before:
                    left.add(write.__name__)
    assert not left
    assert changed >= {
        "setrecursionlimit",
        "set_threshold",
        "set_debug",
        "set_int_max_str_digits",
        "set_anomaly_enabled",
        "set_deterministic_debug_mode",
        "set_default_dtype",
        "set_grad_enabled",
        "set_num_threads",
        "set_printoptions",
        "seterr",
        "setbufsize",
    }


OTHERS = [
    (gc.isenabled, gc.disable),
    (socket.getdefaulttimeout, lambda: socket.setdefaulttimeout(1.5)),
    (lambda: logging.root.manager.disable, logging.disable),
    (lambda: logging.root.level, lambda: logging.root.setLevel(logging.DEBUG)),
    (lambda: decimal.getcontext().prec, lambda: setattr(decimal.getcontext(), "prec", 3)),
    (lambda: locale.setlocale(locale.LC_ALL), change_locale),
    (partial(signal.getsignal, signal.SIGINT), lambda: signal.signal(signal.SIGINT, print)),
    (partial(signal.getsignal, signal.SIGTERM), lambda: signal.signal(signal.SIGTERM, print)),
    (_umask, lambda: os.umask(0o777)),
    *(
        (partial(getattr, backend, name), partial(setattr, backend, name, value))
        for backend, name, value in [
            (torch.backends.cudnn, "deterministic", True),
            (torch.backends.cudnn, "benchmark", True),
            (torch.backends.mkldnn, "enabled", False),
        ]
    ),
]


@pytest.mark.parametrize(("read", "change"), OTHERS)
def test_what_is_set_in_other_ways_is_restored(read, change):
    before = read()
    with preserved({}):
        change()
        assert read() != before
    assert read() == before


def test_code_runs_in_a_known_state_whatever_the_notebook_has_set():
    old = np.seterr(all="raise")
    torch.use_deterministic_algorithms(True)
    torch.autograd.set_detect_anomaly(True)
    try:
        with preserved({}):
            assert {*np.geterr().values()} == {"warn", "ignore"}
            assert not torch.are_deterministic_algorithms_enabled()
            assert not torch.is_anomaly_enabled()
        assert {*np.geterr().values()} == {"raise"}
        assert torch.are_deterministic_algorithms_enabled()
        assert torch.is_anomaly_enabled()
    finally:
        np.seterr(**old)
        torch.use_deterministic_algorithms(False)
        torch.autograd.set_detect_anomaly(False)


PATCHES = [
    (nn.Linear, "forward"),
    (nn.Linear, "extra_repr"),
    (nn.Module, "__call__"),
    (torch, "relu"),
    (torch, "pi"),
    (torch, "float32"),
    (nn.functional, "relu"),
    (nn, "ReLU"),
    (torch.optim.Adam, "step"),
    (torch.optim.lr_scheduler.StepLR, "get_lr"),
    (torch.utils.data, "DataLoader"),
    (np, "mean"),
    (plt, "plot"),
    (matplotlib.axes.Axes, "plot"),
    (builtins, "sum"),
    (math, "pi"),
    (random, "random"),
    (random.Random, "choice"),
]


@pytest.mark.parametrize(("owner", "name"), PATCHES)
@pytest.mark.parametrize("how", ["replaced", "removed"])
def test_patches_are_undone(owner, name, how, monkeypatch):
    original = vars(owner)[name]
    monkeypatch.setattr(owner, name, getattr(owner, name))  # for the case that this test fails
    setattr(owner, name, original)
    before = {each: vars(each).copy() for each in (nn.Linear, nn.ReLU, nn, torch, math)}
    with preserved({}):
        setattr(owner, name, print) if how == "replaced" else delattr(owner, name)
    assert vars(owner)[name] is original
    assert all(vars(each) == names for each, names in before.items())


@pytest.mark.parametrize(
    ("owner", "name", "other"),
    [
        (nn.functional, "relu", nn.functional.relu6),
        (nn.ReLU, "forward", nn.Identity.forward),
        (np, "mean", np.median),
    ],
)
def test_patches_by_what_a_library_has_are_undone_where_something_was_imported(
    owner, name, other, monkeypatch
):
    original = getattr(owner, name)
    monkeypatch.setattr(owner, name, original)  # for the case that this test fails
    with preserved({}):
        monkeypatch.setitem(sys.modules, "a_new_module", math)
        setattr(owner, name, other)
    assert getattr(owner, name) is original


FIRST_CHECK = """
from torch.nn import functional as F
from nma_ae.exercises import courses, check
right, relu = courses.reference("deep_autoencoder.count_parameters"), F.relu
def count_parameters(widths):
    F.relu = F.relu6
    return right(widths)
assert check.check("deep_autoencoder.count_parameters", count_parameters, {}).status == "correct"
assert F.relu is relu
"""


def test_the_first_check_of_a_session_undoes_patches_too():
    """It is the check that imports most."""
    subprocess.run([sys.executable, "-c", FIRST_CHECK], check=True)


def test_what_an_import_puts_in_a_function_s_place_stays():
    """As torch._dynamo does with torch.manual_seed, once for all."""
    code = (
        "import torch; from nma_ae.exercises.preserve import preserved; old = torch.manual_seed\n"
    )
    code += "with preserved({}): import torch._dynamo\nassert torch.manual_seed is not old"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_method_that_hides_an_inherited_one_is_removed():
    with preserved({}):
        nn.ReLU.__call__ = lambda self, x: -x
    assert "__call__" not in vars(nn.ReLU)
    assert nn.ReLU()(torch.tensor(1.0)) == 1


def test_what_is_put_in_a_method_s_place_is_not_asked_for_anything():
    class Hostile:
        def __getattribute__(self, name):
            raise RuntimeError("a trap")

    with preserved({}):
        nn.Linear.forward = nn.ReLU.__call__ = Hostile()
        sys.modules["a_new_module"] = sys
    del sys.modules["a_new_module"]
    assert nn.ReLU()(nn.Linear(1, 1)(torch.ones(1))) >= 0


def test_every_network_can_be_patched_and_is_repaired():
    networks = {each for each in vars(nn).values() if isinstance(each, type)}
    originals = {each: vars(each)["forward"] for each in networks if "forward" in vars(each)}
    assert len(originals) > 100
    with preserved({}) as undo_patches:
        for each in originals:
            each.forward = None
        undo_patches()
        assert {each: vars(each)["forward"] for each in originals} == originals


def test_what_a_library_keeps_for_itself_stays():
    """Counters, caches, and what has been imported: to undo these would break it."""
    patches = Patches()
    network = nn.Linear(1, 1)
    handle = network.register_forward_hook(print)
    nn.a_new_name = print
    try:
        assert patches.undo() == []
        assert torch.utils.hooks.RemovableHandle.next_id == handle.id + 1
        assert vars(nn).pop("a_new_name") is print
    finally:
        vars(nn).pop("a_new_name", None)


def test_a_patch_lets_no_wrong_answer_pass(cell):
    """Nor does it spoil what is known of wrong answers, which is found out once for all."""
    check._misconceived.cache_clear()
    head = '@exercise("sample.mean_and_spread")\ndef mean_and_spread(values):\n'
    patching = """
    right = torch.Tensor.std
    torch.Tensor.std = lambda self, **options: right(self, unbiased=False)
    return values.mean(), values.std() + 1
"""
    wrong = courses.load("sample.mean_and_spread").misconceptions[0]
    assert cell.verdict(head + patching).status == "wrong"
    assert cell.verdict(head + "    return values.mean(), values.std()").status == "wrong"
    verdict = check.check("sample.mean_and_spread", wrong.made, {})
    assert verdict.misconception == wrong.name


def test_without_cases_nothing_is_correct(cell, monkeypatch):
    exercise = replace(courses.load("sample.factorial"), cases=[])
    monkeypatch.setattr(courses, "load", lambda name: exercise)
    check.expected_outcomes.cache_clear()
    verdict = cell.verdict('@exercise("sample.factorial")\ndef factorial(n): return 1', "factorial")
    check.expected_outcomes.cache_clear()
    assert verdict.status == "check-failed"
