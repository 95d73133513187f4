"""`nma-ae` where only the package is installed, as on a hub."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from nma_ae.tools.address import repository

ROOT = Path(__file__).parents[1]
WITHOUT = """
import importlib.abc, sys

class Missing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.split(".")[0] in {missing}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
from nma_ae.cli import main
sys.exit(main({arguments}))
"""
EXTRAS = ["markdown_it", "nbformat", "nbclient", "yaml", "babel", "sphinx", "docutils", "pytest"]


def run(*arguments: str) -> subprocess.CompletedProcess:
    code = WITHOUT.format(missing=EXTRAS, arguments=[*arguments])
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", ["data", "grade"])
def test_what_readers_and_teachers_use_needs_the_package_alone(command):
    done = run(command, "--help")
    assert done.returncode == 0, done.stderr
    assert f"usage: nma-ae {command} [-h]" in done.stdout


def test_a_command_that_needs_more_says_what():
    done = run("claims", "--unknown")
    assert done.returncode == 2
    expected = r'nma-ae: claims needs \w+, which pip install "(.+)" brings\.\n'
    found = re.fullmatch(expected, done.stderr)
    assert found is not None, done.stderr
    # What a fork's commands say is the fork's own: nothing of this name is in the package index.
    needed = Requirement(found[1])
    assert needed.extras == {"book"}
    assert needed.url == repository(ROOT).archive
