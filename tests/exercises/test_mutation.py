"""No small change of a right answer passes for right, unless it is."""

import pytest

from nma_ae.exercises import courses
from nma_ae.exercises.check import expected_outcomes
from nma_ae.exercises.fault import fault
from nma_ae.exercises.mutation import N_GENERATED, generated, survivors
from nma_ae.exercises.outcome import outcomes
from nma_ae.exercises.preserve import preserved
from nma_ae.tools.mutants import sampled

NAMES = courses.names()
N_SAMPLED = 4
each_exercise = pytest.mark.parametrize("name", NAMES)


def holes(name, chosen, n_inputs):
    return [each for each in survivors(name, chosen, n_inputs) if each.input]


@each_exercise
def test_a_small_change_is_noticed(name):
    assert holes(name, sampled(name, N_SAMPLED), 20) == []


@pytest.mark.slow
@each_exercise
def test_every_small_change_is_noticed(name):
    assert holes(name, None, N_GENERATED) == []


def wrong_on_generated(name, n_inputs):
    with preserved({}):
        for answer in courses.load(name).variants:
            for seed in range(n_inputs):
                case, right = generated(name, seed)
                (mine,) = outcomes(answer, [case], {})
                if fault(right, mine, case) is not None:
                    yield answer.__name__, seed


@each_exercise
def test_right_answers_are_right_on_generated_inputs(name):
    """What is generated must be what the task allows, or a wrong answer would look right."""
    assert list(wrong_on_generated(name, 8)) == []


@pytest.mark.slow
@each_exercise
def test_right_answers_are_right_on_all_generated_inputs(name):
    assert list(wrong_on_generated(name, N_GENERATED)) == []


@each_exercise
def test_generated_inputs_are_the_same_each_time(name):
    with preserved({}):
        for seed in range(5):
            case, right = generated(name, seed)
            (again,) = outcomes(courses.reference(name), [case], {})
            assert fault(right, again, case) is None


def test_a_hole_is_found_and_shown(monkeypatch):
    """With one case left, a change that only another case tells apart gets through."""
    name = "autoencoder_family.convolution_size"
    exercise = courses.load(name)
    poor = exercise.__class__(
        exercise.cases[:1], exercise.hints, exercise.variants, (), exercise.generated
    )
    monkeypatch.setattr(courses, "load", lambda _name: poor)
    expected_outcomes.cache_clear()
    found = holes(name, None, 20)
    expected_outcomes.cache_clear()
    assert any("stride" in each.line for each in found)
    assert all(each.input.startswith("convolution_size(") and each.wrong for each in found)
