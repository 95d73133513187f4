"""Everything the engine says goes through one function."""

import ast
import gettext
from pathlib import Path

import pytest

import nma_ae.exercises
from nma_ae.exercises import languages, messages, set_language

ENGINE = sorted(Path(nma_ae.exercises.__file__).parent.rglob("*.py"))


@pytest.fixture
def shouting(monkeypatch):
    """A language in which all that is translated is in capitals; fields keep their names."""

    class Shouting(gettext.NullTranslations):
        def gettext(self, message):
            parts = message.split("{")
            rest = [a + "}" + b.upper() for a, _brace, b in (p.partition("}") for p in parts[1:])]
            return "{".join([parts[0].upper(), *rest])

    monkeypatch.setattr(messages, "_translations", Shouting())


def test_english_is_there():
    assert "en" in languages()
    set_language("en")
    assert messages._("hint") == "hint"
    assert messages._("") == ""


def test_an_unknown_language_is_refused_with_the_known_ones(monkeypatch):
    with pytest.raises(ValueError, match=r"language must be one of .*en.*; 'tlh' was given"):
        set_language("tlh")
    monkeypatch.setenv("NMA_AE_LANGUAGE", "tlh")
    with pytest.raises(ValueError, match="'tlh' was given"):
        set_language()
    monkeypatch.delenv("NMA_AE_LANGUAGE")
    set_language()


CELLS = {
    "open": "raise NotImplementedError",
    "correct": "return values.mean(), values.std(unbiased=False)",
    "wrong": "print('PRINTED')\nreturn values.mean(), values.std()",
    "none": "pass",
    "changes": "r = values.mean(), values.std(unbiased=False)\n    values += 1\n    return r",
    "error": "return 1 / 0",
}


@pytest.mark.parametrize("body", CELLS.values(), ids=CELLS.keys())
def test_verdicts_are_translated_as_a_whole(cell, shouting, body):
    body = body.replace("\n    ", "\n").replace("\n", "\n    ")
    verdict = cell.verdict(
        f'@exercise("sample.mean_and_spread")\ndef mean_and_spread(values):\n    {body}'
    )
    said = f"{verdict.headline} {verdict.closing} {' '.join(label for label, _ in verdict.rows)}"
    for quoted in ("mean_and_spread",):
        said = said.replace(quoted, "")
    assert said == said.upper()
    assert said.strip()


def test_a_misconception_is_recognised_in_any_language(cell, shouting):
    wrong = '@exercise("sample.mean_and_spread")\ndef mean_and_spread(values):\n    return '
    verdict = cell.verdict(f"{wrong}values.mean(), values.std()")
    assert dict(verdict.rows)["HINT"] == "YOU DIVIDED BY N - 1."


@pytest.mark.parametrize("path", ENGINE, ids=[path.stem for path in ENGINE])
def test_messages_are_plain_texts_that_can_be_extracted(path):
    """`_` takes one literal, never an f-string: the words are filled in after translation."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":
            assert len(node.args) == 1
            assert not isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
