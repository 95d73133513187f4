"""What sort of thing two pieces of code differ in."""

import ast

import pytest

from nma_ae.exercises.diagnosis.alteration import Place
from nma_ae.exercises.diagnosis.kinds import kind_of_difference

DIFFERENCES = {
    ("a + b", "a - b"): "operator",
    ("a + b", "a"): "operator",
    ("a < b", "a <= b"): "comparison",
    ("a < b", "a < c"): "name",
    ("x[0]", "x[1]"): "index",
    ("x[0], x[1]", "x[:, 0], x[:, 1]"): "index",
    ("x", "x[1:]"): "index",
    ("f(a, b)", "f(b, a)"): "argument",
    ("f(a)", "f(a, b)"): "argument",
    ("f(a, dim=0)", "f(a, dim=1)"): "number",
    ("f(a)", "f(b)"): "name",
    ("range(n)", "range(1, n)"): "index",
    ("x.sum()", "x.mean()"): "call",
    ("torch.atan(x)", "torch.asin(x)"): "call",
    ("x", "abs(x)"): "call",
    ("abs(x)", "x"): "call",
    ("x.reverse()", "x[::-1]"): "call",
    ("(a, b)", "(b, a)"): "order",
    ("3", "4"): "number",
    ("a", "b"): "name",
    ("min(xs, key=lambda x: x.a)", "min(xs, key=lambda x: x.b)"): "name",
    ("x.var()", "x.square().mean()"): "call",
    ("a * b", "f(a) + g(b)"): "concept",
}


@pytest.mark.parametrize(("pair", "kind"), DIFFERENCES.items(), ids=map(" -> ".join, DIFFERENCES))
def test_the_kind_of_a_difference(pair, kind):
    before, after = (ast.parse(text, mode="eval").body for text in pair)
    assert kind_of_difference(before, after, Place(ast.Return(before), "value", None)) == kind


@pytest.mark.parametrize(("after", "kind"), [("x", "step"), ("g(x)", "name"), ("f(y)", "name")])
def test_a_call_that_stands_alone_and_goes_is_a_step(after, kind):
    before, after = (ast.parse(text, mode="eval").body for text in ("f(x)", after))
    assert kind_of_difference(before, after, Place(ast.Expr(before), "value", None)) == kind
