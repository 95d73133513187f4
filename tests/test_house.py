"""The order of the rooms, the names of the files, and what has to be the same in several places."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import nma_ae
from nma_ae.lazy import names_on_demand
from nma_ae.tools.address import repository

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "nma_ae"
# From the bottom up: each imports only from those before it.
ROOMS = [
    "exercises",  # the engine: it knows no course
    "arguments",
    "files",
    "progress_bars",
    "lazy",
    "memory",
    "seeds",
    "switches",
    "data",
    "networks",
    "analysis",
    "training",
    "plotting",
    "weights",
    "experiments",
    "chapters",
    "notebook",
    "explorers",
    "tools",
    "cli",
    "__main__",
]
SOURCES = sorted(PACKAGE.rglob("*.py"))
STUBS = sorted(PACKAGE.glob("*/__init__.pyi"))


def room_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    return rooms_named_in(path.read_text(encoding="utf-8"))


def rooms_named_in(source: str) -> set[str]:
    named = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in line {node.lineno}"
            # What is imported from the package itself may be a room.
            named += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            named += [alias.name for alias in node.names]
        elif isinstance(node, ast.Attribute):
            named.append(ast.unparse(node))
    paths = [name.split(".") for name in named]
    return {path[1] for path in paths if path[0] == "nma_ae" and path[1:2] and path[1] in ROOMS}


@pytest.mark.parametrize(
    "source",
    [
        "import nma_ae.tools",
        "import nma_ae.tools.grade as judge",
        "from nma_ae.tools import grade",
        "from nma_ae.tools.grade import report",
        "from nma_ae import tools",
        "from nma_ae import seeds, tools as instruments",
        "def later():\n    from nma_ae import tools",
        "import nma_ae\nnma_ae.tools.grade.report()",
    ],
)
def test_no_way_to_import_a_room_goes_unseen(source):
    assert "tools" in rooms_named_in(source)
    assert rooms_named_in(source) <= {"tools", "seeds"}


def test_what_is_no_room_is_not_taken_for_one():
    source = "import nma_ae\nfrom nma_ae import __version__\nimport torch.nn\nself.tools.data = 1"
    assert rooms_named_in(source) == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_from_rooms_above_it(path):
    room = room_of(path)
    if room == "__init__":
        assert not imported_rooms(path)
        return
    assert room in ROOMS, f"{room} has no place in the order of the rooms"
    allowed = set(ROOMS[: ROOMS.index(room) + 1])
    assert imported_rooms(path) <= allowed
    if room != "tools":
        assert room == "cli" or "tools" not in imported_rooms(path)


def test_nothing_imports_chapters():
    """The engine finds them by the course's registration, and everybody else asks the engine."""
    users = {room_of(path) for path in SOURCES if "chapters" in imported_rooms(path)}
    assert users <= {"chapters"}


def test_no_file_is_called_utils():
    names = {path.stem for path in SOURCES}
    assert not names & {"utils", "util", "helpers", "helper", "common", "misc"}


def test_nothing_imports_torchvision():
    for path in SOURCES:
        assert not re.search(r"^\s*(import|from) torchvision", path.read_text(), re.MULTILINE), path


def printed_by(code: str) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_importing_the_package_is_quick():
    code = "import sys, nma_ae; print([m for m in ('torch', 'matplotlib') if m in sys.modules])"
    assert printed_by(code) == "[]"


def test_the_command_line_starts_without_torch():
    code = (
        "import sys\nfrom nma_ae.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print('torch' in sys.modules)"
    )
    assert printed_by(code).endswith("False")


def test_the_inits_name_their_public_functions_and_nothing_else():
    for path in PACKAGE.glob("*/__init__.py"):
        for node in ast.parse(path.read_text()).body:
            plain = isinstance(node, ast.ImportFrom | ast.Expr)
            given = isinstance(node, ast.Assign) and ast.unparse(node.targets[0])
            names = given in ("__all__", "(__getattr__, __dir__, __all__)")
            assert plain or names, f"{path}:{node.lineno}"


@pytest.mark.parametrize("stub", STUBS, ids=lambda path: path.parent.name)
def test_a_room_gives_the_names_of_its_stub_on_demand(stub):
    """A stub that differed would tell a type checker what is not so."""
    tree = ast.parse(stub.read_text())
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    listed = next(ast.literal_eval(n.value) for n in tree.body if isinstance(n, ast.Assign))
    room = import_module(f"nma_ae.{stub.parent.name}")
    assert room.__all__ == sorted(listed) == sorted(a.name for n in imports for a in n.names)
    for node in imports:
        for alias in node.names:
            assert getattr(room, alias.name) is getattr(import_module(node.module), alias.name)


def test_a_name_that_is_a_module_as_well_is_refused(tmp_path):
    (tmp_path / "fit.py").touch()
    (tmp_path / "__init__.pyi").write_text("from room.fit import fit\n")
    with pytest.raises(ValueError, match="room: fit is the name of a module as well"):
        names_on_demand("room", str(tmp_path / "__init__.py"))


def test_importing_a_name_imports_no_more_than_it_needs():
    code = "import sys\nfrom nma_ae.analysis import count_parameters\nprint('torch' in sys.modules)"
    assert printed_by(code) == "False"


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == nma_ae.__version__
    assert f"\nversion: {nma_ae.__version__}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"## {nma_ae.__version__}\n" in (ROOT / "CHANGELOG.md").read_text()


def test_the_oldest_versions_are_those_of_the_package_and_no_newer_than_the_pinned_ones():
    command = [sys.executable, str(ROOT / ".ci" / "lowest")]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lowest = dict(line.split("==") for line in printed.splitlines())
    pins = (ROOT / "constraints.txt").read_text().splitlines()
    pinned = dict(line.split("==") for line in pins if "==" in line)
    assert {"torch", "numpy", "ipywidgets"} <= set(lowest)
    for name, version in lowest.items():
        assert numbers_in(version) <= numbers_in(pinned[name]), name


def numbers_in(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


@pytest.mark.parametrize("path", sorted(ROOT.glob("book/*.ipynb")), ids=lambda p: p.stem)
def test_a_notebook_installs_what_its_own_branch_holds(path):
    here = repository(ROOT)
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    setup = next(cell for cell in cells if cell["cell_type"] == "code")
    lines = "".join(setup["source"]).splitlines()
    assert len(lines) <= 5
    assert f'%pip install --quiet "nma-ae @ {here.archive}"' in lines[2]
    assert lines[-1] == f'setup("{path.stem}", language="en", made_for="{nma_ae.__version__}")'
    badge = "".join(cells[0]["source"])
    assert f"/github/{here.slug}/blob/{here.branch}/book/{path.name}" in badge
    assert cells[0]["metadata"]["tags"] == ["remove-cell"]


@pytest.mark.parametrize("name", ["README.md", "CITATION.cff", "pyproject.toml"])
def test_papers_name_the_repository_of_the_config(name):
    named = re.findall(r"https://github\.com/[\w-]+/[\w-]+", (ROOT / name).read_text())
    assert named
    assert set(named) == {repository(ROOT).url}
