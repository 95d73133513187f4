"""What the tests say that they hold: the marks `claim`, read without running anything.

@pytest.mark.claim("Dead units are fewer with Kaiming's start.", control="small_start")
@pytest.mark.parametrize("seed", SEEDS)
def test_...(seed): ...

GIVEN = {"pixels lie between 0 and 1": "definition"}
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeGuard

from nma_ae.files import read_text

KINDS = ("definition", "mathematics", "choice", "instruction", "citation", "output", "measured")
"""What a sentence can be that no test holds: each says where its truth comes from.

- definition: what a word, a symbol or a piece of code means.
- mathematics: it follows from what is defined, by the steps that the text gives.
- choice: what the authors decided, which is no finding.
- instruction: what the reader is asked to do.
- citation: somebody else's finding, with its source in the text.
- output: an output or picture beside it shows it, and it gives no cause and no number.
- measured: a number that only a command of many minutes gives; the text names the command.
"""
FOR_CAUSES = frozenset(KINDS) - {"output", "measured"}
FOR_NUMBERS = frozenset(KINDS) - {"output", "mathematics"}


@dataclass(frozen=True)
class Test:
    """A test that holds sentences.

    Attributes:
        name: of its function.
        file: in which it stands, relative to the checkout.
        line: of its `def`.
        quotes: the parts of sentences that it holds.
        control: what removes the cause, a name in one of its assertions; or "".
        controlled: whether an assertion really compares with the control.
        n_seeds: over how many seeds it runs; 1 of one that draws nothing.
        bounds: what it asserts.
        numbers: those in its code.
    """

    name: str
    file: str
    line: int
    quotes: tuple[str, ...]
    control: str
    controlled: bool
    n_seeds: int
    bounds: tuple[str, ...]
    numbers: frozenset[Decimal]


@dataclass(frozen=True)
class Evidence:
    """What the tests of a page hold.

    Attributes:
        tests: those with a mark.
        given: parts of sentences with the kind of thing that they are, for what no test holds.
    """

    tests: tuple[Test, ...]
    given: dict[str, str]


def find_evidence(page: str, root: Path) -> Evidence:
    """Read what holds a page: its own file of tests, and marks with its name in others.

    Args:
        page: its name, as in "deep_mlp" or "about/checks".
        root: of the checkout.

    Raises:
        ValueError: If a mark or `GIVEN` is not written out, or of a kind that does not exist.
    """
    folder, _slash, name = page.rpartition("/")
    own = root / "tests" / (folder or "chapters") / f"test_{name}.py"
    found = read_evidence(own, root) if own.exists() else Evidence((), {})
    others = [file for file in sorted(root.glob("tests/**/test_*.py")) if file != own]
    for file in others:
        if f'page="{page}"' in read_text(file):
            found = Evidence(found.tests + read_evidence(file, root, page).tests, found.given)
    return found


def read_evidence(file: Path, root: Path, page: str = "") -> Evidence:
    """Read the marks of a file of tests.

    Args:
        file: its path.
        root: of the checkout.
        page: the page that the marks name; "" for those that name none.

    Raises:
        ValueError: If a mark or `GIVEN` is not written out, or of a kind that does not exist.
    """
    module = ast.parse(read_text(file))
    name = file.relative_to(root).as_posix()
    constants = _constants(module)
    given = constants.get("GIVEN", {})
    for quote, kind in given.items():
        if kind not in KINDS:
            raise ValueError(f"{name}: GIVEN[{quote!r}] must be one of {KINDS}, got {kind!r}")
    functions = [node for node in module.body if isinstance(node, ast.FunctionDef)]
    tests = [_test(each, name, page, constants, functions) for each in functions]
    return Evidence(tuple(test for test in tests if test is not None), given)


def _constants(module: ast.Module) -> dict[str, Any]:
    found = {}
    for node in module.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                continue  # computed
    return found


def _test(
    function: ast.FunctionDef,
    file: str,
    page: str,
    constants: dict[str, Any],
    functions: list[ast.FunctionDef],
) -> Test | None:
    place = f"{file}, {function.name}"
    quotes: list[str] = []
    control = ""
    for mark in function.decorator_list:
        if not _is_mark(mark, "claim"):
            continue
        try:
            sentences = [ast.literal_eval(argument) for argument in mark.args]
            words = {each.arg: ast.literal_eval(each.value) for each in mark.keywords}
        except ValueError as error:
            raise ValueError(f"{place}: expected sentences written out in its mark") from error
        if words.keys() - {"control", "page"}:
            raise ValueError(f"{place}: a mark takes control and page, got {list(words)}")
        if words.get("page", "") == page:
            quotes += sentences
            control = words.get("control", control)
    if not quotes:
        return None
    asserts = [node for node in ast.walk(function) if isinstance(node, ast.Assert)]
    own_tests = {each.name for each in functions}
    return Test(
        name=function.name,
        file=file,
        line=function.lineno,
        quotes=tuple(quotes),
        control=control,
        controlled=control in own_tests or any(control in _names(each) for each in asserts),
        n_seeds=_n_seeds(function, constants),
        bounds=tuple(ast.unparse(each.test) for each in asserts),
        numbers=frozenset(_numbers(function, constants)),
    )


def _is_mark(node: ast.expr, name: str) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == f"pytest.mark.{name}"


def _names(node: ast.AST) -> Iterator[str]:
    """Yield all names in some code: variables, attributes, keywords, and the keys of tables."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr
        elif isinstance(each, ast.keyword) and each.arg:
            yield each.arg
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def _n_seeds(function: ast.FunctionDef, constants: dict[str, Any]) -> int:
    for mark in function.decorator_list:
        if _is_mark(mark, "parametrize") and "seed" in ast.unparse(mark):
            return _length(mark.args[1], constants)
    loops = [node for node in ast.walk(function) if isinstance(node, ast.For | ast.comprehension)]
    seeds = [_length(node.iter, constants) for node in loops if "seed" in ast.unparse(node.target)]
    return max(seeds, default=1)


def _length(node: ast.expr, constants: dict[str, Any]) -> int:
    """Count what a loop goes through, as far as it is written out; else it counts once."""
    if isinstance(node, ast.Name):
        return len(constants.get(node.id, ())) or 1
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return len(node.elts)
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "range":
        try:
            return len(range(*map(ast.literal_eval, node.args)))
        except ValueError:
            return 1  # computed
    return 1


def _numbers(function: ast.FunctionDef, constants: dict[str, Any]) -> Iterator[Decimal]:
    marks = [mark for mark in function.decorator_list if not _is_mark(mark, "claim")]
    for node in [*function.body, *marks]:
        for each in ast.walk(node):
            if isinstance(each, ast.Constant):
                yield from _decimals(each.value)
            elif isinstance(each, ast.Name):
                yield from _decimals(constants.get(each.id))


def _decimals(value: Any) -> Iterator[Decimal]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield Decimal(str(value))
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _decimals(each)
    elif isinstance(value, dict):
        yield from _decimals([*value, *value.values()])
