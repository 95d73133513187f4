"""The rooms whose names notebooks import, and where a name of them is described."""

import inspect
import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from nma_ae.tools.site.inventories import known_names

# Those that a notebook imports from; each has a page of this name.
ROOMS = (
    "data",
    "networks",
    "analysis",
    "training",
    "plotting",
    "weights",
    "experiments",
    "exercises",
    "notebook",
    "explorers",
)
PACKAGE = "nma_ae"


def room_of(name: str) -> ModuleType:
    """Import a room.

    Args:
        name: As in "data".
    """
    return import_module(f"{PACKAGE}.{name}")


def documented_name(name: str, room: str) -> str | None:
    """Return the full name of what a name in a docstring means, if there is a place to link to.

    Args:
        name: As it is written, such as "build_mlp", "DSprites.classes" or "nn.Linear".
        room: Full name of the room that the docstring belongs to: its own names come first.

    Returns:
        The name by which Sphinx knows it, or None.
    """
    first, dot, rest = name.partition(".")
    homes = [home for home in _homes() if home.rpartition(".")[2] == first]
    homes.sort(key=lambda home: not home.startswith(f"{room}."))
    if homes and (not dot or hasattr(_homes()[homes[0]], rest)):
        return f"{homes[0]}{dot}{rest}"
    if first == PACKAGE:
        return name if _exists(name) else None
    full = f"torch.{name}" if first == "nn" else name  # the notebooks say `from torch import nn`
    return full if full in known_names() else None


def public_name(name: str) -> str | None:
    """Return the name under which a room gives what is defined in one of its modules.

    Args:
        name: Full name, such as "nma_ae.networks.mlp.build_mlp".

    Returns:
        As in "nma_ae.networks.build_mlp"; None if no room gives it.
    """
    if not _exists(name):
        return None
    thing = pkgutil.resolve_name(name)
    return next((home for home, public in _homes().items() if public is thing), None)


def source_of(name: str) -> str | None:
    """Return the file that holds what a full name means, relative to the checkout.

    Args:
        name: Full name, such as "nma_ae.exercises.verdict.Verdict".
    """
    if not name.startswith(f"{PACKAGE}.") or not _exists(name):
        return None
    thing = pkgutil.resolve_name(name)
    module = thing if inspect.ismodule(thing) else inspect.getmodule(thing)
    if module is None:  # a constant does not know where it was made
        return None
    is_package = hasattr(module, "__path__")
    return module.__name__.replace(".", "/") + ("/__init__.py" if is_package else ".py")


@cache
def _homes() -> dict[str, Any]:
    """Return all public objects of the rooms by their full names."""
    rooms = [room_of(name) for name in ROOMS]
    return {
        f"{room.__name__}.{name}": getattr(room, name)
        for room in rooms
        for name in sorted(room.__all__)
    }


def _exists(name: str) -> bool:
    try:
        pkgutil.resolve_name(name)
    except (AttributeError, ImportError, ValueError):
        return False
    return True
