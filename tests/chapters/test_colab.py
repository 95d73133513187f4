"""Every chapter of a fork where readers open it: in Colab as it is, from the fork's own branch.

A quarter of an hour, and packages from the registry: part of `make test-full`. It needs the Python
that Colab has, under its name, such as `python3.13`.
"""

import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import nbformat
import pytest
from forks import copy_project
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

ROOT = Path(__file__).parents[2]
# From the list of packages that Colab publishes, of August 2026: those that the course uses.
PYTHON = "3.13"
THERE_BEFORE = [
    "torch==2.11.0",
    "numpy==2.1.3",
    "ipython==7.34.0",
    "ipykernel==6.17.1",
    "ipywidgets==7.7.1",
    "plotly==5.24.1",
    # Not on record: older than ours.
    "matplotlib==3.10.0",
    "pillow==11.3.0",
    "tqdm==4.67.1",
    "pip",
]
ADDED = "an_added_chapter"
CHAPTERS = [*sorted(path.stem for path in (ROOT / "book").glob("*.ipynb")), ADDED]
NEW = "https://github.com/somebody/another-course"
EXERCISE = "deep_autoencoder.count_parameters"
HINT = "A hint that the fork has changed."

pytestmark = pytest.mark.slow


def run(*command: object, **settings) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, **settings
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def colab(tmp_path_factory) -> Path:
    """Make the environment and return its Python."""
    python = shutil.which(f"python{PYTHON}")
    if python is None or subprocess.run([python, "-c", ""], check=False).returncode != 0:
        pytest.skip(f"there is no python{PYTHON}")
    folder = tmp_path_factory.mktemp("colab")
    run(python, "-m", "venv", folder)
    run(folder / "bin" / "python", "-m", "pip", "install", "--quiet", *THERE_BEFORE)
    return folder / "bin" / "python"


@pytest.fixture(scope="module")
def fork(tmp_path_factory) -> Path:
    """Return a fork with an address of its own, one chapter more and another hint."""
    folder = tmp_path_factory.mktemp("fork")
    copy_project(folder)
    here = {"cwd": folder, "env": {**os.environ, "PYTHONPATH": str(folder)}}
    tool = [sys.executable, "-m", "nma_ae"]
    run(*tool, "address", "--set", NEW, **here)
    run(*tool, "new", "chapter", ADDED, "--title", "An added chapter", **here)
    module = folder / "nma_ae" / "chapters" / f"{EXERCISE.replace('.', '/')}.py"
    text = module.read_text(encoding="utf-8")
    changed = re.sub(r"hints=\[", f'hints=[\n        "{HINT}",', text, count=1)
    assert changed != text
    module.write_text(changed, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def archive(fork, tmp_path_factory) -> str:
    """Serve what the fork's host makes of its branch; gives the address."""
    root = tmp_path_factory.mktemp("host")
    copy = root / "another-course-main"
    shutil.copytree(fork, copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.make_archive(str(root / "main"), "zip", root, copy.name)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(root))
    handler.log_message = lambda *_: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/main.zip"
        server.shutdown()


def installed(python: Path) -> dict[str, str]:
    packages = json.loads(run(python, "-m", "pip", "list", "--format", "json"))
    return {package["name"].lower(): package["version"] for package in packages}


@pytest.fixture
def before(colab) -> dict[str, str]:
    """Return what is installed before the chapter's first cell; afterwards it is that again."""
    there = installed(colab)
    assert "nma-ae" not in there
    yield there
    run(colab, "-m", "pip", "uninstall", "--quiet", "--yes", *({*installed(colab)} - {*there}))


def execute(notebook: nbformat.NotebookNode, python: Path, folder: Path) -> None:
    """Run a notebook with another environment's kernel, away from any checkout."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    kernels = folder / "kernels"
    run(python, "-m", "ipykernel", "install", "--prefix", kernels, "--name", "colab")
    specs = KernelSpecManager(kernel_dirs=[str(kernels / "share" / "jupyter" / "kernels")])
    manager = AsyncKernelManager(kernel_name="colab", kernel_spec_manager=specs)
    # Threads that wait patiently: other tests may use the cores too.
    environment = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE"}
    environment["NMA_AE_PROGRESS"] = str(folder / "progress.json")
    environment.pop("PYTHONPATH", None)
    client = NotebookClient(notebook, km=manager, timeout=600)
    client.execute(cleanup_kc=True, cwd=str(folder), env=environment)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_chapter_installs_what_belongs_to_it_and_runs(
    chapter, fork, archive, colab, before, tmp_path
):
    notebook = nbformat.read(fork / "book" / f"{chapter}.ipynb", as_version=4)
    setup = next(cell for cell in notebook.cells if cell.cell_type == "code")
    assert setup.source.count(f"{NEW}/archive/main.zip") == 1
    setup.source = setup.source.replace(f"{NEW}/archive/main.zip", archive)
    asked = f"from nma_ae.exercises import courses\ncourses.load({EXERCISE!r}).hints"
    notebook.cells.append(new_code_cell(asked))
    execute(notebook, colab, tmp_path)

    after = installed(colab)
    assert "nma-ae" in after
    assert {name: after[name] for name in before} == before
    assert HINT in str(notebook.cells[-1].outputs)
