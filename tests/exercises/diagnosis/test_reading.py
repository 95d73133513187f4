"""What can be said of an answer's code from reading it alone."""

import ast

import pytest

from nma_ae.exercises.diagnosis import reading


def definition(code):
    return ast.parse(code).body[0]


NOTHING = {
    "no return": ("def f(x):\n    x + 1", "Did you forget a `return`?"),
    "return alone": ("def f(x):\n    return", "Did you forget a `return`?"),
    "in a function inside": (
        "def f(x):\n    def g(y):\n        return y\n    g(x)",
        "Did you forget a `return`?",
    ),
    "changed in place": (
        "def f(x):\n    return x.sort()",
        "`sort` changes something and returns nothing: return what it changed.",
    ),
    "one way without": (
        "def f(x):\n    if x:\n        return 1\n    x += 1",
        "It came to its end without a `return`: there is none on that way.",
    ),
    "nobody knows": ("def f(x):\n    return g(x)", ""),
    "a class": ("class F:\n    pass", ""),
}


@pytest.mark.parametrize(("code", "text"), NOTHING.values(), ids=NOTHING.keys())
def test_why_none_came_back(code, text):
    assert reading.why_nothing_is_returned(definition(code)) == text


def scaled(x: float) -> float:
    return 2 * x


def printed(x: float) -> None:
    print(x)


THROWN_AWAY = {
    "a function": ("def f(x):\n    scaled(x)\n    return x", "scaled(x)"),
    "a method": ("def f(x):\n    x.clamp(0, 1)\n    return x", "x.clamp(0, 1)"),
    "used": ("def f(x):\n    x = scaled(x)\n    return x", ""),
    "returns nothing": ("def f(x):\n    printed(x)\n    return x", ""),
    "in place": ("def f(x):\n    x.clamp_(0, 1)\n    x.append(2)\n    return x", ""),
    "unknown": ("def f(x):\n    anything(x)\n    return x", ""),
}


@pytest.mark.parametrize(("code", "call"), THROWN_AWAY.values(), ids=THROWN_AWAY.keys())
def test_what_is_called_for_nothing(code, call):
    text = f"What `{call}` returns is not used." if call else ""
    names = {"scaled": scaled, "printed": printed}
    assert reading.thrown_away(definition(code), names) == text


def test_a_power_that_is_none():
    assert "`**`" in reading.no_power(definition("def f(x):\n    return x ^ 2"))
    assert reading.no_power(definition("def f(x):\n    return x ** 2")) == ""


def test_what_is_never_used():
    code = definition("def f(a, b, c):\n    return a")
    assert reading.what_is_unread(code, ["a", "b", "c"]) == "Your code never uses `b`, `c`."
    assert reading.what_is_unread(code, ["a"]) == ""
