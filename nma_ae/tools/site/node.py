"""Runs scripts of this package that build on npm packages."""

import json
import os
import shutil
import subprocess
import sys
from importlib import resources
from typing import Any


def run_script(name: str, asked: object) -> Any:
    """Run a script by Node, in the folder of the build, and return what it answers.

    Args:
        name: Of a file beside this one.
        asked: What it reads, as JSON.

    Raises:
        SystemExit: There is no Node, or a package of npm is missing.
    """
    places = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")])
    node = shutil.which("node", path=places)  # an environment may have its own
    if node is None:
        raise SystemExit("The site is built with Node, which is not there: run `make book`.")
    with resources.as_file(resources.files("nma_ae.tools.site") / name) as path:
        done = subprocess.run(
            [node, path],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    if done.returncode:
        raise SystemExit(f"{name} failed; `npm ci` brings what it needs:\n{done.stderr}")
    return json.loads(done.stdout)
