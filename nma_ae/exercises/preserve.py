"""Leaves everything around somebody's code as it was."""

import contextlib
import copy
import os
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import torch

from nma_ae.exercises.capture import captured


@contextlib.contextmanager
def preserved(namespace: dict[str, Any]) -> Iterator[None]:
    """Run the block in a known state of Python, NumPy and torch; then restore theirs.

    Known are: gradients on, float32, the CPU, one thread (several would wait for one another on
    such small cases), and the random streams of `reseed`. Restored are these, rcParams and the
    figures' backend, the working folder, the environment, what the names in `namespace` stand for,
    and train or eval mode of the networks among that.
    """
    with contextlib.ExitStack() as stack:
        restore = stack.callback
        restore(random.setstate, random.getstate())
        restore(np.random.set_state, np.random.get_state())
        restore(torch.default_generator.set_state, torch.default_generator.get_state())
        restore(torch.set_grad_enabled, torch.is_grad_enabled())
        restore(torch.set_default_dtype, torch.get_default_dtype())
        restore(torch.set_num_threads, torch.get_num_threads())
        restore(_set_default_device, torch.get_default_device())
        with contextlib.suppress(OSError):  # somebody may have removed the folder
            restore(os.chdir, os.getcwd())
        restore(_restore_environment, dict(os.environ))
        restore(_restore_names, namespace, dict(namespace))
        restore(_restore_modes, _modes(namespace))
        restore(_restore_settings, _settings())
        torch.set_grad_enabled(True)
        torch.set_default_dtype(torch.float32)
        torch.set_num_threads(1)
        _set_default_device(torch.device("cpu"))
        reseed()
        yield


def reseed() -> None:
    """Put the global random streams at the start that every run of a check has."""
    random.seed(0)
    np.random.seed(0)
    torch.default_generator.manual_seed(0)


def _set_default_device(device: torch.device) -> None:
    if torch.get_default_device() != device:
        torch.set_default_device(None if device.type == "cpu" else device)


def _restore_environment(before: dict[str, str]) -> None:
    if dict(os.environ) != before:
        os.environ.clear()
        os.environ.update(before)


def _restore_names(namespace: dict[str, Any], before: dict[str, Any]) -> None:
    for name in namespace.keys() - before.keys():
        del namespace[name]
    namespace.update(before)


def _modes(namespace: dict[str, Any]) -> list[tuple[torch.nn.Module, bool]]:
    # By type(): what else the notebook holds is not asked, not even for its class.
    networks = [v for v in namespace.values() if issubclass(type(v), torch.nn.Module)]
    return [(module, module.training) for network in networks for module in network.modules()]


def _restore_modes(modes: list[tuple[torch.nn.Module, bool]]) -> None:
    for module, training in modes:
        module.training = training


def _settings() -> dict[str, Any]:
    _start_backend()
    # As the plain dict that it is: copying an RcParams warns of settings that are going.
    return copy.deepcopy(dict(dict.items(matplotlib.rcParams)))


def _restore_settings(before: dict[str, Any]) -> None:
    dict.update(matplotlib.rcParams, {k: v for k, v in before.items() if k != "backend"})
    if isinstance(before["backend"], str):
        matplotlib.use(before["backend"])


@cache
def _start_backend() -> None:
    """Let Matplotlib start its backend now, once, rather than at the first figure of a check.

    Starting changes settings for good: in a notebook it turns interactive mode on, without which
    no figure is shown at the end of a cell.
    """
    with captured(), contextlib.suppress(Exception):  # without a screen, it may not start
        plt.figure()
