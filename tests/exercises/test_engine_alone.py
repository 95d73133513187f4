"""The engine knows no course, and needs no library: it runs where nothing else is installed."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from plain_exercises import PLAIN

import nma_ae.exercises

ROOT = Path(__file__).parents[2]
ENGINE = Path(nma_ae.exercises.__file__).parent
MODULES = sorted(ENGINE.rglob("*.py"))


def imported(nodes):
    """Return the modules that some of a file's statements import."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            # `from nma_ae import tools` imports the module nma_ae.tools
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ENGINE)))
def test_the_engine_imports_nothing_of_the_course(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    own = {name for name in imported(ast.walk(tree)) if name.partition(".")[0] == "nma_ae"}
    assert all(name.startswith("nma_ae.exercises.") for name in own)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ENGINE)))
def test_libraries_are_imported_by_their_adapters_alone(path):
    if path.parent.name != "adapters":
        names = imported(ast.parse(path.read_text(encoding="utf-8")).body)
        assert {name.partition(".")[0] for name in names} <= {*sys.stdlib_module_names, "nma_ae"}


@pytest.fixture(scope="module")
def bare_python(tmp_path_factory):
    """Return the Python of an environment that holds the package and none of its dependencies."""
    folder = tmp_path_factory.mktemp("bare")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = ["wheel", "--no-deps", "--no-build-isolation", f"--wheel-dir={folder}", str(ROOT)]
    subprocess.run([*pip, *build], check=True)
    (wheel,) = folder.glob("*.whl")
    python = folder / "env/bin/python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "env"], check=True)
    install = ["--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([*pip, *install], check=True)
    return python


def run(python, code, **environment):
    done = subprocess.run(
        [python, "-c", code], capture_output=True, text=True, env=environment, cwd="/", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


BARE = f"""
import sys
from nma_ae.exercises import attempt, exercise, hint, progress, solution, verdicts
from nma_ae.exercises import check, courses
for name in {PLAIN}:
    reference = courses.reference(name)
    assert check.check(name, reference).status == "correct", name
    for each in courses.load(name).misconceptions:
        verdict = check.check(name, each.answer)
        assert verdict.misconception == each.answer.__name__, (name, str(verdict))
    code = str(solution(name))
    exec(compile(code, "<solution>", "exec"), {{"__name__": "__main__"}})
    hint(name)

@exercise("hidden_units")
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    return 3

assert verdicts()["deep_mlp.hidden_units"].status == "wrong"
assert hidden_units(100, 3) == 5  # the reference stands in
print(progress("deep_mlp"))
assert not {{"torch", "numpy", "matplotlib", "IPython", "platformdirs"}} & set(sys.modules)
try:
    import numpy
except ModuleNotFoundError:
    print("bare")
"""


@pytest.mark.slow  # a page runs them without anything as well
def test_exercises_on_plain_numbers_run_where_nothing_is_installed(bare_python, tmp_path):
    printed = run(bare_python, BARE, HOME=str(tmp_path))
    assert "✗ `hidden_units`: not correct yet." in printed
    assert "✗ attempted" in printed
    assert printed.endswith("bare\n")


def test_another_course_runs_where_nothing_is_installed(bare_python, tmp_path):
    code = """
from nma_ae.exercises import exercise
@exercise("sample.factorial")
def factorial(n):
    return 1 if n < 2 else n * factorial(n - 2)
print(factorial(5))
"""
    for part in ("sample_course/chapters/sample", "sample_course-1.0.dist-info"):
        (tmp_path / part).mkdir(parents=True)
    course = Path(__file__).parent / "sample_course"
    for file in ("sample_course/chapters/sample/factorial.py", "sample_course/__init__.py"):
        (tmp_path / file).write_text((course / file).read_text())
    (tmp_path / "sample_course/chapters/__init__.py").touch()
    (tmp_path / "sample_course/chapters/sample/__init__.py").touch()
    entry = "sample_course-1.0.dist-info/entry_points.txt"
    (tmp_path / entry).write_text((course / entry).read_text())
    (tmp_path / "sample_course/chapters/sample/solutions.py").write_text(
        'SOLUTIONS = {"factorial": "math.factorial"}'
    )
    printed = run(bare_python, code, HOME=str(tmp_path), PYTHONPATH=str(tmp_path))
    assert "✗ `factorial`: not correct yet." in printed
    assert "expected  720" in printed
    assert printed.endswith("120\n")


def test_a_library_that_an_answer_is_the_first_to_import_is_left_as_new():
    code = """
import sys
from nma_ae.exercises import exercise
assert not {"numpy", "torch", "matplotlib"} & set(sys.modules)

@exercise("hidden_units", stand_in=False)
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    import matplotlib.pyplot as plt
    import numpy as np
    import torch
    torch.set_grad_enabled(False)
    torch.set_default_dtype(torch.float64)
    plt.rcParams["lines.linewidth"] = 17.0
    plt.figure()
    np.random.seed(1)
    return 3

import matplotlib.pyplot as plt, numpy as np, torch
np.random.seed(1)
print(torch.is_grad_enabled(), torch.get_default_dtype(), plt.rcParams["lines.linewidth"])
print(plt.get_fignums())
"""
    printed = run(sys.executable, code, MPLBACKEND="agg", PATH=os.environ["PATH"], HOME="/tmp")
    assert "not correct yet" in printed
    assert printed.endswith("True torch.float32 1.5\n[]\n")
