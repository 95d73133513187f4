"""Links to the documentation of torch, NumPy and others, by inventories made from one table.

Sphinx reads where a project describes its names from an `objects.inv` that the project publishes.
The site is built offline, and uses a few dozen names: `inventories.yaml` lists them.
"""

import zlib
from functools import cache
from pathlib import Path

import yaml
from sphinx.application import Sphinx
from sphinx.config import Config

from nma_ae.files import write_whole

TABLE = Path(__file__).with_name("inventories.yaml")
_ADDRESS = "address"


@cache
def projects() -> dict[str, dict]:
    """Return the table: of each project its `address`, and by kind of object where names are."""
    return yaml.safe_load(TABLE.read_text(encoding="utf-8"))


@cache
def known_names() -> frozenset[str]:
    """Return the names, of all projects, that a link can lead to."""
    kinds = [kind for project in projects().values() for kind in project.values()]
    return frozenset(name for kind in kinds if isinstance(kind, dict) for name in kind)


def inventory(name: str) -> bytes:
    """Return a project's inventory in the format of Sphinx, version 2.

    Args:
        name: A project of the table, such as "torch".
    """
    lines = [
        f"{each} py:{kind} 1 {place} -\n"
        for kind, places in projects()[name].items()
        if kind != _ADDRESS
        for each, place in places.items()
    ]
    heading = (
        "# Sphinx inventory version 2\n"
        f"# Project: {name}\n"
        "# Version: \n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    return heading.encode() + zlib.compress("".join(lines).encode())


def write_inventories(app: Sphinx, config: Config) -> None:
    """Write the inventories beside what Sphinx keeps of the build, and have intersphinx read them.

    Sphinx calls this when the settings are read; intersphinx looks at its own after that.
    """
    folder = Path(app.doctreedir) / "inventories"
    folder.mkdir(parents=True, exist_ok=True)
    mapping = {}
    for name, project in projects().items():
        path = folder / f"{name}.inv"
        write_whole(path, inventory(name))
        mapping[name] = (project[_ADDRESS], (str(path),))
    config.intersphinx_mapping = mapping
