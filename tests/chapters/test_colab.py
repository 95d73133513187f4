"""Every chapter in a fresh environment like Colab's: its set-up cell installs, upgrades nothing.

Minutes, and packages from the registry: part of `make test-full`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "book").glob("*.ipynb"))
# What is there before the reader's first cell runs, at versions older than ours.
THERE_BEFORE = [
    "torch",
    "numpy==2.0.2",
    "matplotlib==3.10.0",
    "pillow==11.3.0",
    "plotly==5.24.1",
    "ipywidgets==7.7.1",
    "ipykernel==6.29.5",
    "tqdm==4.67.1",
    "pip",
]

pytestmark = pytest.mark.slow


def run(*command: object, **settings) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, **settings
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture
def colab(tmp_path) -> Path:
    """Make the environment and return its Python."""
    run(sys.executable, "-m", "venv", tmp_path / "colab")
    python = tmp_path / "colab" / "bin" / "python"
    torch = next(
        line
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if line.startswith("torch==")
    )
    run(python, "-m", "pip", "install", "--quiet", *[torch, *THERE_BEFORE[1:]])
    return python


def installed(python: Path) -> dict[str, str]:
    packages = json.loads(run(python, "-m", "pip", "list", "--format", "json"))
    return {package["name"].lower(): package["version"] for package in packages}


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_chapter_runs_where_colab_has_older_packages(path, wheel, colab, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    setup = next(cell for cell in notebook.cells if cell.cell_type == "code")
    lines = setup.source.splitlines()
    install = next(i for i, line in enumerate(lines) if "%pip install" in line)
    lines[install] = lines[install].split('"')[0] + f'"{wheel}"'
    setup.source = "\n".join(lines)
    before = installed(colab)
    assert "nma-ae" not in before
    kernels = tmp_path / "kernels"
    run(colab, "-m", "ipykernel", "install", "--prefix", kernels, "--name", "colab")

    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    specs = KernelSpecManager(kernel_dirs=[str(kernels / "share" / "jupyter" / "kernels")])
    manager = AsyncKernelManager(kernel_name="colab", kernel_spec_manager=specs)
    # Away from the checkout, whose folder would be found without being installed.
    # Threads that wait patiently: other tests may use the cores too.
    environment = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE"}
    environment["NMA_AE_PROGRESS"] = str(tmp_path / "progress.json")
    environment.pop("PYTHONPATH", None)
    client = NotebookClient(notebook, km=manager, timeout=600)
    client.execute(cleanup_kc=True, cwd=str(tmp_path), env=environment)

    after = installed(colab)
    assert "nma-ae" in after
    assert {name: after[name] for name in before} == before
