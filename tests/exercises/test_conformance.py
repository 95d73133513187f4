"""What DESIGN.md asks of every exercise. A new exercise is tested here as soon as it is listed."""

import ast
import inspect
import json
import linecache
import time
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
import torch

from nma_ae.exercises import check, courses
from nma_ae.exercises.capture import captured
from nma_ae.exercises.compare import describe
from nma_ae.exercises.edits import apply, base_of, fits, together
from nma_ae.exercises.fault import fault
from nma_ae.exercises.preserve import preserved
from nma_ae.exercises.snapshot import Array, Thing, same
from nma_ae.exercises.source import source
from nma_ae.tools.grade.wire import packed_outcome, unpacked_outcome
from nma_ae.tools.notebooks.exercises import exercises_in

BOOK = Path(__file__).parents[2] / "book"

NAMES = courses.names()
EXERCISES = {name: courses.load(name) for name in NAMES}
VARIANTS = {
    f"{name}-{answer.__name__}": (name, answer)
    for name, exercise in EXERCISES.items()
    for answer in exercise.variants
}
MISCONCEPTIONS = {
    f"{name}-{each.answer.__name__}": (name, each)
    for name, exercise in EXERCISES.items()
    for each in exercise.misconceptions
}

each_exercise = pytest.mark.parametrize("name", NAMES)
each_variant = pytest.mark.parametrize(("name", "answer"), VARIANTS.values(), ids=VARIANTS.keys())
each_misconception = pytest.mark.parametrize(
    ("name", "misconception"), MISCONCEPTIONS.values(), ids=MISCONCEPTIONS.keys()
)


def verdict_in_its_module(name, answer):
    return check.check(name, answer, dict(vars(inspect.getmodule(answer))), search=False)


def verdict_by_source(name, answer):
    """Check an answer as if a student had written it, with its imports, into a cell."""
    short = courses.short_name(name)
    code = source(answer, short)
    namespace = {"__name__": "__main__"}
    linecache.cache["<cell>"] = (len(code), None, code.splitlines(keepends=True), "<cell>")
    exec(compile(code, "<cell>", "exec"), namespace)
    return check.check(name, namespace[short], namespace, search=False)


@cache
def tree(answer, constants=True):
    """Return what an answer does as text: without its name and docstring, maybe constants."""
    definition = ast.parse(source(answer, "answer")).body[-1]
    for node in ast.walk(definition):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body = node.body[1:]
        if isinstance(node, ast.Constant) and not constants:
            node.value = ...
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.FunctionDef):
            node.returns = None
    return ast.dump(definition)


def signature(answer):
    """Return names, kinds and defaults of the parameters; for a class, of its methods."""
    if isinstance(answer, type):
        methods = {k: v for k, v in vars(answer).items() if inspect.isfunction(v)}
        return {k: signature(v) for k, v in methods.items()}
    parameters = inspect.signature(answer).parameters.values()
    return [(each.name, each.kind, each.default) for each in parameters]


def form(value):
    """Return the type and shape of a snapshot."""
    if isinstance(value, Array):
        return value.kind, value.values.shape
    if isinstance(value, Thing):
        return value.kind
    if isinstance(value, list | tuple):
        return [form(each) for each in value]
    if isinstance(value, dict):
        return {key: form(each) for key, each in value.items()}
    return "number" if isinstance(value, int | float) else type(value)


@each_exercise
def test_the_solution_is_accepted(name):
    answer = courses.reference(name)
    for verdict in (verdict_in_its_module(name, answer), verdict_by_source(name, answer)):
        assert verdict.status == "correct", str(verdict)


@each_exercise
def test_there_is_enough_of_everything(name):
    exercise = EXERCISES[name]
    assert len(exercise.variants) >= 4
    assert len(exercise.misconceptions) >= 5
    assert len(exercise.hints) >= 2
    texts = [*exercise.hints, *(each.hint for each in exercise.misconceptions)]
    assert all(text.strip() == text and len(text) > 20 for text in texts)
    assert len(set(texts)) == len(texts)
    answers = [*exercise.variants, *(each.answer for each in exercise.misconceptions)]
    assert len({each.__name__ for each in answers}) == len(answers)


@each_exercise
def test_what_is_looked_at_is_plain_data(name):
    """`nma-ae grade` sends it from the process of a submission to one that judges."""
    for case, expected in zip(EXERCISES[name].cases, check.expected_outcomes(name), strict=True):
        message = json.loads(json.dumps(packed_outcome(expected)))
        sent = unpacked_outcome(message)
        assert fault(expected, sent, case) is None
        assert same(expected.seen, sent.seen)
        assert describe(expected.returned) == describe(sent.returned)


@each_variant
def test_each_variant_is_accepted(name, answer):
    verdict = verdict_by_source(name, answer)
    assert verdict.status == "correct", str(verdict)
    assert signature(answer) == signature(courses.reference(name))


@each_exercise
def test_variants_are_written_differently(name):
    trees = {tree(answer) for answer in EXERCISES[name].variants}
    assert len(trees) == len(EXERCISES[name].variants)
    assert tree(courses.reference(name)) not in trees


@each_misconception
def test_each_misconception_gets_its_own_hint(name, misconception):
    verdict = verdict_by_source(name, misconception.answer)
    assert verdict.status in ("wrong", "error"), str(verdict)
    # The first that fits is named: had two the same behaviour, one would not find itself.
    assert verdict.misconception == misconception.answer.__name__, str(verdict)
    assert dict(verdict.rows)["hint"] == misconception.hint
    assert signature(misconception.answer) == signature(courses.reference(name))


@pytest.mark.slow
@each_variant
def test_each_variant_is_accepted_where_it_is_written(name, answer):
    assert verdict_in_its_module(name, answer).status == "correct"


@pytest.mark.slow
@each_misconception
def test_each_misconception_is_named_where_it_is_written(name, misconception):
    verdict = verdict_in_its_module(name, misconception.answer)
    assert verdict.misconception == misconception.answer.__name__, str(verdict)


def behaviour(name, misconception):
    return check._misconceived(name)[EXERCISES[name].misconceptions.index(misconception)]


@each_misconception
def test_each_misconception_has_the_right_form_somewhere(name, misconception):
    """Failing, None, nan and wrong shapes the engine tells by itself."""
    pairs = zip(check.expected_outcomes(name), behaviour(name, misconception), strict=True)
    assert any(
        mine.finished and mine.right_type and form(mine.returned) == form(right.returned)
        for right, mine in pairs
    )


def right_answers(name):
    return [courses.reference(name), *EXERCISES[name].variants]


def edits_elsewhere():
    """Yield each edit with the other right answers that have the same text to change."""
    for name, exercise in EXERCISES.items():
        for misconception in exercise.misconceptions:
            edit = misconception.edit
            base = edit and base_of(edit, lambda name=name: courses.reference(name))
            for answer in right_answers(name) if edit else []:
                if answer is not base and fits(edit, answer):
                    key = f"{name}-{edit.name}-{answer.__name__}"
                    yield key, (name, misconception, answer)


ELSEWHERE = dict(edits_elsewhere())


@pytest.mark.parametrize(
    ("name", "misconception", "answer"), ELSEWHERE.values(), ids=ELSEWHERE.keys()
)
def test_a_mistake_is_recognised_in_another_style_of_code(name, misconception, answer):
    verdict = verdict_in_its_module(name, apply(misconception.edit, answer))
    assert verdict.status in ("wrong", "error"), str(verdict)
    assert verdict.misconception == misconception.edit.name, str(verdict)


@each_misconception
def test_a_wrong_answer_fails_by_no_name_that_is_missing(name, misconception):
    """An edit may use what a linter took out of its module's imports as unused there."""
    failures = [each.failure for each in behaviour(name, misconception) if each.failure]
    assert not {"NameError", "ImportError"} & {failure.kind for failure in failures}


@each_exercise
def test_two_edits_that_touch_different_places_make_one_answer(name):
    edits = [each.edit for each in EXERCISES[name].misconceptions if each.edit]
    bases = {each: base_of(each, lambda: courses.reference(name)) for each in edits}
    for one, other in combinations(edits, 2):
        if bases[one] is bases[other]:
            both = together(one, other, bases[one])
            assert both is None or both.__name__ == f"{one.name}_and_{other.name}"


@each_exercise
def test_no_two_misconceptions_differ_in_a_constant_alone(name):
    answers = [each.answer for each in EXERCISES[name].misconceptions]
    for one, other in combinations(answers, 2):
        assert tree(one, constants=False) != tree(other, constants=False), (one, other)


@each_exercise
def test_the_check_says_the_same_each_time_and_is_quick(name):
    """Well under 2 s, with everything that it runs only once; the better of two counts.

    Seconds of the processor, which other processes do not lengthen, with one thread: the seconds of
    all threads add up.
    """
    answer = EXERCISES[name].misconceptions[0].answer
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    times, texts = [], set()
    for _repetition in range(2):
        check.expected_outcomes.cache_clear()
        check._misconceived.cache_clear()
        start = time.process_time()
        texts.add(str(verdict_by_source(name, answer)))
        times.append(time.process_time() - start)
    torch.set_num_threads(n_threads)
    assert min(times) < 2
    assert len(texts) == 1


@each_exercise
def test_the_check_is_not_vacuous(name):
    cases = EXERCISES[name].cases
    with preserved({}), captured():
        first = cases[0].call(courses.reference(name), cases[0].inputs())
    for answer in (lambda *args, **kwargs: None, lambda *args, **kwargs: first):
        verdict = check.check(name, answer, search=False)
        assert verdict.status == "wrong" or (len(cases) == 1 and verdict.status == "correct")
    assert len(cases) > 1 or not isinstance(first, int | float)


def stubs():
    """Yield name, definition and text of each exercise in the book's notebooks."""
    for path in sorted(BOOK.glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            text = "".join(cell["source"])
            for found in exercises_in(text) if cell["cell_type"] == "code" else ():
                yield found.name, found.definition, text


STUBS = list(stubs())


@each_exercise
def test_the_notebook_has_one_stub_with_the_signature_of_the_solution(name):
    found = [(stub, text) for each, stub, text in STUBS if each == name]
    assert len(found) == 1
    ((stub, text),) = found
    short = courses.short_name(name)
    assert stub.name == short
    solution = ast.parse(source(courses.reference(name), short)).body[-1]
    assert parameters(stub) == parameters(solution)
    assert "NotImplementedError" in text


def parameters(definition):
    """Return the parameters of a function, or of a class's methods, without annotations."""
    if isinstance(definition, ast.ClassDef):
        methods = [node for node in definition.body if isinstance(node, ast.FunctionDef)]
        return {method.name: parameters(method) for method in methods}
    for node in ast.walk(definition.args):
        if isinstance(node, ast.arg):
            node.annotation = None
    return ast.unparse(definition.args)


def test_every_stub_is_of_a_known_exercise():
    assert {name for name, _stub, _text in STUBS} <= set(NAMES)
