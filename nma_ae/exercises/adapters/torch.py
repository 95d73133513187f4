"""torch: its global state, tensors and networks."""

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from functools import cache
from types import ModuleType
from typing import Any

import torch
from torch import nn

from nma_ae.exercises.adapters.numpy import in_double_precision
from nma_ae.exercises.libraries import UNKNOWN, Library
from nma_ae.exercises.settings import hold_settings
from nma_ae.exercises.snapshot import MOST_VALUES, Array, Layer, Thing

MOST_LAYERS = 100
MOST_PARTS = 20
"""Of a network, that are looked at."""


class _Torch(Library):
    def hold(self, stack: ExitStack, namespace: dict[str, Any]) -> None:
        restore = stack.callback
        restore(torch.default_generator.set_state, torch.default_generator.get_state())
        hold_settings(stack, torch)
        hold_settings(stack, torch._tensor_str)  # how tensors are printed
        for backend, name in _flags():
            with suppress(Exception):  # some cannot be told when they were set in two ways
                restore(_restore_flag, backend, name, getattr(backend, name))
        for hooks in _global_hooks():
            restore(_restore_hooks, hooks, dict(hooks))
        restore(_set_default_device, _default_device())
        restore(_restore_modes, _modes(namespace))

    def settle(self) -> None:
        # Several threads would wait for one another on such small cases.
        torch.set_num_threads(1)
        self._set_defaults()
        self.reseed()

    def restart(self) -> None:
        self._set_defaults()
        torch.default_generator.seed()

    def _set_defaults(self) -> None:
        torch.set_grad_enabled(True)
        torch.set_default_dtype(torch.float32)
        torch.set_deterministic_debug_mode("default")
        torch.autograd.set_detect_anomaly(False)
        _set_default_device(torch.device("cpu"))

    def reseed(self) -> None:
        torch.default_generator.manual_seed(0)

    def snapshot(self, value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            return _tensor(value)
        if isinstance(value, torch.dtype | torch.device):
            return str(value)
        return _network(value) if isinstance(value, nn.Module) else UNKNOWN

    def watched(self, value: Any) -> Any:
        """Of networks their parameters and buffers."""
        return value.state_dict() if isinstance(value, nn.Module) else UNKNOWN

    def copied(self, value: Any) -> Any:
        if not isinstance(value, torch.Tensor) or not value.is_leaf:
            return UNKNOWN
        # The strides stay: an input that is not contiguous is part of what is checked.
        copy = value.detach().clone(memory_format=torch.preserve_format)
        return copy.requires_grad_(value.requires_grad)


ADAPTER = _Torch()


def _tensor(value: torch.Tensor) -> Array | Thing:
    if type(value) is not torch.Tensor:  # a subclass may bend any operation
        value = value.as_subclass(torch.Tensor)
    name, shape = str(value.dtype), tuple(value.shape)
    if value.is_meta:
        return Thing("meta tensor", name, shape)
    if value.layout != torch.strided:
        return Thing("sparse tensor", name, shape)
    if value.numel() > MOST_VALUES:
        return Thing("large", "tensor", shape)
    value = value.detach().cpu().resolve_conj().resolve_neg()
    if value.is_floating_point():
        value = value.to(torch.float64)
    return Array("tensor", in_double_precision(value.numpy()))


def _network(value: nn.Module) -> Thing:
    name = type(value).__name__
    if type(value) is nn.Sequential:  # what else is derived from it may compute anything
        return Thing("network", name, layers=tuple(_layers(value)))
    children = [*vars(value)["_modules"].items()][:MOST_PARTS]
    sequences = {key: each for key, each in children if type(each) is nn.Sequential}
    parts = {key: Thing("network", key, layers=tuple(_layers(v))) for key, v in sequences.items()}
    return Thing("network", name, parts=parts)


def _layers(network: nn.Sequential) -> list[Layer]:
    """Return the layers of a sequence, and of sequences in it, in their order."""
    modules = [*_leaves(network)][:MOST_LAYERS]
    places: dict[int, int] = {}
    for place, module in enumerate(modules):
        places.setdefault(id(module), place)
    return [
        Layer(_layer_text(each), any(True for _ in each.parameters()), places[id(each)])
        for each in modules
    ]


def _leaves(network: nn.Module) -> Iterator[nn.Module]:
    if type(network) is not nn.Sequential:
        yield network
        return
    # `children` leaves out what is there twice.
    for module in vars(network)["_modules"].values():
        yield from _leaves(module)


def _layer_text(layer: nn.Module) -> str:
    name = type(layer).__name__
    if type(layer) is nn.Linear:
        return f"Linear({layer.in_features}, {layer.out_features})" + (
            "" if layer.bias is not None else " without bias"
        )
    # What torch itself has can say how it was made; what others have is not asked.
    known = type(layer).__module__.startswith("torch.nn.") and type(layer) is not nn.PReLU
    return f"{name}({layer.extra_repr()})" if known and layer.extra_repr() else name


@cache
def _flags() -> list[tuple[ModuleType, str]]:
    """Return what can be set of each backend, such as `torch.backends.cudnn.deterministic`."""
    modules = [v for v in vars(torch.backends).values() if isinstance(v, torch.backends.PropModule)]
    return [
        (module, name)
        for module in modules
        for name, value in vars(type(module)).items()
        if isinstance(value, torch.backends.ContextProp)
    ]


def _restore_flag(backend: ModuleType, name: str, before: object) -> None:
    with suppress(Exception):
        if getattr(backend, name) != before:
            setattr(backend, name, before)


def _global_hooks() -> list[dict]:
    """Return what torch calls for every network; a hook can change what any of them gives."""
    names = vars(nn.modules.module)
    return [v for name, v in names.items() if name.startswith("_global_") and isinstance(v, dict)]


def _restore_hooks(hooks: dict, before: dict) -> None:
    if hooks != before:
        hooks.clear()
        hooks.update(before)


def _default_device() -> torch.device:
    # torch 2.6 cannot say it (`get_default_device`) once it was set and set back.
    return torch.empty(0).device


def _set_default_device(device: torch.device) -> None:
    if _default_device() != device:
        torch.set_default_device(None if device.type == "cpu" else device)


def _modes(namespace: dict[str, Any]) -> list[tuple[nn.Module, bool]]:
    # By type(): what else the notebook holds is not asked, not even for its class.
    networks = [v for v in namespace.values() if issubclass(type(v), nn.Module)]
    return [(module, module.training) for network in networks for module in network.modules()]


def _restore_modes(modes: list[tuple[nn.Module, bool]]) -> None:
    for module, training in modes:
        module.training = training
