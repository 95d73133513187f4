"""What is shown as a solution runs by itself."""

import importlib
import sys

import pytest

from nma_ae.exercises.source import source, without_checks

MODULE = '''
"""A module."""
import math, os.path
from functools import cache as remember, wraps
from itertools import pairwise as pairs

from torch import nn
import torch.nn.functional as F

Numbers = list[float]
_FACTOR: float = 2.0
unused = 3


def public(x):
    return x + _FACTOR


def _helper(x):
    # A comment stays, with ünïcode.
    return _deeper(x) * _FACTOR


def _deeper(x):
    return math.sqrt(x)


def alone(x=1):
    """Double.

    Twice as much.
    """
    return 2 * x


def with_imports(values: Numbers) -> list:
    math = [a + b for a, b in pairs(values)]  # hides the module
    return F.relu(nn.Parameter(torch_tensor(math))).tolist() + [os.path.sep == "/"]


def with_helpers(x: float = _FACTOR) -> float:
    """Called ünï, with_helpers."""
    def inner(public): return public
    return "ünï" and inner(_helper(x))


def with_public(x):
    return public(x)


@remember
def with_decorator(n):
    return n * with_decorator(n - 1) if n else 1


class Name(nn.Module):
    """Of itself."""

    kept: "Name" = None

    def __init__(self):
        super(Name, self).__init__()
        Name.kept = type(self) is Name


def from_nowhere(x):
    return x + nothing


try:
    import json
except ImportError:
    json = None


def from_elsewhere(x):
    return json.dumps(x)
'''.replace("torch_tensor", "__import__('torch').tensor")


@pytest.fixture(scope="module")
def module(tmp_path_factory):
    folder = tmp_path_factory.mktemp("source")
    (folder / "a_module_of_tests.py").write_text(MODULE, encoding="utf-8")
    sys.path.insert(0, str(folder))
    yield importlib.import_module("a_module_of_tests")
    sys.path.remove(str(folder))
    del sys.modules["a_module_of_tests"]


def run(code):
    namespace = {}
    exec(compile(code, "<code>", "exec"), namespace)
    return namespace


def test_alone_it_is_as_written(module):
    text = MODULE[MODULE.index("def alone") : MODULE.index("\n\n\ndef with_imports")]
    assert source(module.alone) == text + "\n"


def test_imports_stand_above_only_those_that_are_used(module):
    code = source(module.with_imports)
    above = code[: code.index("\n\n\nNumbers = list[float]")]
    assert above.splitlines() == [
        "import os.path",
        "from itertools import pairwise as pairs",
        "",
        "from torch import nn",
        "import torch.nn.functional as F",
    ]
    assert run(code)["with_imports"]([1.0, 2.0, -9.0]) == [3, 0, True]


def test_private_helpers_and_constants_come_along_in_order(module):
    code = source(module.with_helpers)
    names = [
        "import math",
        "_FACTOR: float = 2.0",
        "def _helper",
        "def _deeper",
        "def with_helpers",
    ]
    places = [code.index(name) for name in names]
    assert places == sorted(places)
    assert "# A comment stays, with ünïcode." in code
    assert run(code)["with_helpers"]() == 2**1.5


def test_public_functions_are_imported(module):
    code = source(module.with_public)
    assert code.startswith("from a_module_of_tests import public\n\n\ndef with_public(x):")
    assert run(code)["with_public"](1) == 3


def test_public_functions_are_imported_from_the_package_that_shows_them():
    from nma_ae.plotting import plot_latent_generative

    assert "from nma_ae.plotting import plot_decoder_grid\n" in source(plot_latent_generative)


@pytest.mark.parametrize("name", [None, "factorial", "f", "with_decorator"])
def test_it_can_have_another_name(module, name):
    namespace = run(source(module.with_decorator, name))
    assert namespace[name or "with_decorator"](5) == 120
    assert ("with_decorator" in namespace) == (name in (None, "with_decorator"))


def test_a_class_can_have_another_name(module):
    code = source(module.Name, "Longer")
    namespace = run(code)
    assert namespace["Longer"]().kept
    assert "super(Longer, self)" in code
    assert "Name" not in namespace


def test_another_name_beside_letters_of_more_than_a_byte(module):
    code = source(module.with_helpers, "g")
    assert 'Called ünï, with_helpers."""' in code
    assert run(code)["g"](4.0) == 4


@pytest.mark.parametrize("name", ["from_nowhere", "from_elsewhere"])
def test_what_would_not_run_is_refused(module, name):
    with pytest.raises(ValueError, match=f"{name} uses (nothing|json), which a_module_of_tests"):
        source(getattr(module, name))


WITH_CHECKS = '''@fitting_together("model", "x")
def f(x, sizes, *, n=3):
    """Do it."""
    require_floats("(n,)", x=x)
    if n < 1:
        raise ValueError(
            "n must be positive"
        )
    n = checked_size(n, x)
    height, width = require_pair(sizes)
    _check(x, n)
    # The idea.
    if n == 1:
        return x
    if x is None:
        raise RuntimeError("not an argument's fault")
    return g(x, height, width)
'''
WITHOUT_CHECKS = '''def f(x, sizes, *, n=3):
    """Do it."""
    height, width = sizes
    # The idea.
    if n == 1:
        return x
    if x is None:
        raise RuntimeError("not an argument's fault")
    return g(x, height, width)
'''


def test_what_only_refuses_odd_arguments_can_be_left_out():
    assert without_checks(WITH_CHECKS) == WITHOUT_CHECKS
    assert without_checks(WITHOUT_CHECKS) == WITHOUT_CHECKS


def test_methods_lose_their_checks_as_well():
    body = "        require_floats(x=x)\n        return x\n"
    code = f"class C:\n    size = 3\n\n    def forward(self, x):\n{body}"
    assert without_checks(code) == code.replace("        require_floats(x=x)\n", "")


@pytest.mark.parametrize(
    "code",
    [
        "def check(x):\n    if x < 0:\n        raise ValueError(x)\n",
        'def f(x):\n    """Only this."""\n    require_floats(x=x)\n',
        "def f(x):\n    kept = checked(x, 3)\n    return kept\n",
        "def f(x):\n    if x:\n        raise ValueError(x)\n    else:\n        return x\n",
        "X = require_floats(x=3)\n",
    ],
)
def test_what_more_depends_on_or_would_be_empty_stays(code):
    assert without_checks(code) == code
