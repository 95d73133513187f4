"""The ledger of claims finds what nothing holds, and tests that hold nothing."""

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nma_ae.cli import main
from nma_ae.tools.claims.evidence import Evidence, find_evidence, read_evidence
from nma_ae.tools.claims.ledger import Ledger, compare
from nma_ae.tools.claims.markers import (
    causes_in,
    comparisons_in,
    is_shown,
    numbers_in,
    shown_values,
)
from nma_ae.tools.claims.prose import Section, split_sentences

SENTENCE = "With 12 seeds the loss is 0.174, because the code is narrow."
TEST = """
import pytest

SEEDS = (0, 1, 2)
GIVEN = {{}}


@pytest.mark.claim({quote!r}, control={control!r})
@pytest.mark.parametrize("seed", SEEDS)
def test_the_loss(seed):
    narrow, wide = measured(seed)
    assert narrow == pytest.approx(0.174, abs=0.001)
    assert {assertion}
"""


def ledger(sentences: list[str], shown: str = "", tests: str = "", folder: Path | None = None):
    file = (folder or Path("/nowhere")) / "test_page.py"
    if tests:
        file.write_text(tests, encoding="utf-8")
    sections = [Section("", [], []), Section("1. First", sentences, [shown])]
    evidence = read_evidence(file, file.parent) if tests else Evidence((), {})
    return compare("page", sections, evidence)


def checked(folder: Path, quote: str = SENTENCE, control="wide", assertion="wide > narrow + 0.01"):
    text = TEST.format(quote=quote, control=control, assertion=assertion)
    return ledger([SENTENCE], "12 seeds", text, folder)


def open_in(found: Ledger) -> list[str]:
    return [each for claim in found.open for each in claim.open]


def test_what_nothing_holds_is_open():
    assert open_in(ledger([SENTENCE])) == ['number "12"', 'number "0.174"', 'cause "because"']
    assert open_in(ledger([SENTENCE], "n = 12; loss 0.1744")) == ['cause "because"']


def test_a_test_with_a_control_holds_a_cause(tmp_path):
    found = checked(tmp_path)
    assert not found.open
    assert not found.broken
    (claim,) = found.claims
    assert claim.shown == ("12",)
    assert claim.tests[0].n_seeds == 3
    assert "wide > narrow + 0.01" in claim.tests[0].bounds


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"assertion": "narrow < 0.2"}, "asserts nothing about its control 'wide'"),
        ({"quote": "the loss is 0.175"}, "quotes what the page does not say: 'the loss is 0.175'"),
        ({"quote": "is narrower"}, "quotes what the page does not say"),
    ],
)
def test_a_test_that_does_not_hold_its_quotation_is_broken(tmp_path, changes, complaint):
    assert any(complaint in each for each in checked(tmp_path, **changes).broken)


def test_a_number_that_a_test_quotes_stands_in_its_code(tmp_path):
    found = ledger(
        ["It is 0.18."], "", TEST.format(quote="0.18", control="", assertion="1"), tmp_path
    )
    assert found.broken == ("test_the_loss quotes '0.18' and has no such number in its code",)


def test_a_test_elsewhere_names_its_page(tmp_path):
    (tmp_path / "tests" / "site").mkdir(parents=True)
    text = TEST.format(quote="the loss", control="", assertion="1")
    text = text.replace("control=''", 'page="about/checks"')
    (tmp_path / "tests" / "site" / "test_page.py").write_text(text)
    (test,) = find_evidence("about/checks", tmp_path).tests
    assert test.file == "tests/site/test_page.py"
    assert not find_evidence("intro", tmp_path).tests


@pytest.mark.parametrize(
    ("seeds", "counted"),
    [("(0, FIRST)", 2), ("range(4)", 4), ("range(FIRST)", 1), ("SEEDS", 3), ("found()", 1)],
)
def test_seeds_are_counted_as_far_as_they_are_written_out(tmp_path, seeds, counted):
    text = TEST.format(quote=SENTENCE, control="wide", assertion="wide > narrow")
    (tmp_path / "test_page.py").write_text(text.replace('"seed", SEEDS', f'"seed", {seeds}'))
    (test,) = read_evidence(tmp_path / "test_page.py", tmp_path).tests
    assert test.n_seeds == counted


def test_a_mark_with_another_argument_is_refused(tmp_path):
    (tmp_path / "test_page.py").write_text(
        "import pytest\n\n@pytest.mark.claim('it', seeds=3)\ndef test_it():\n    assert 1\n"
    )
    with pytest.raises(ValueError, match="takes control and page"):
        read_evidence(tmp_path / "test_page.py", tmp_path)


def test_a_cause_without_a_control_stays_open(tmp_path):
    assert open_in(checked(tmp_path, control="")) == ['cause "because"']


def test_a_quotation_holds_only_what_it_contains(tmp_path):
    assert open_in(checked(tmp_path, quote="the loss is 0.174")) == ['cause "because"']


def test_what_is_given_must_be_of_a_known_kind_and_on_the_page(tmp_path):
    (tmp_path / "test_page.py").write_text('GIVEN = {"it is so": "true"}')
    with pytest.raises(ValueError, match="must be one of"):
        read_evidence(tmp_path / "test_page.py", tmp_path)
    found = ledger(["It is so."], "", 'GIVEN = {"it was so": "choice"}', tmp_path)
    assert found.broken == ("GIVEN quotes what the page does not say: 'it was so'",)


@pytest.mark.parametrize(
    ("kind", "left"), [("definition", []), ("output", ['cause "because"']), ("measured", ["cause"])]
)
def test_a_picture_or_a_command_gives_no_cause(tmp_path, kind, left):
    found = ledger(
        ["It is, because it is."], "", f'GIVEN = {{"because it is": "{kind}"}}', tmp_path
    )
    assert len(open_in(found)) == len(left)


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("In section 5 of 2015, exercise 3 takes 2 layers.", []),
        (
            "It has 60,000 images of 28 × 28 pixels, 12.5 % of them grey.",
            ["60,000", "28", "28", "12.5 %"],
        ),
        ("It is twice as large, and a third of the rest.", ["twice", "a third"]),
        ("A third number lowers the loss; the first half is the encoder.", []),
        ("The factor is $0.01 \\sqrt{n} \\approx 0.071$, about $10^{-16}$.", ["0.071", "10^{-16}"]),
        ("`x[:12]` is code; 30 times is not.", ["30 times"]),
    ],
)
def test_the_numbers_of_a_sentence(sentence, numbers):
    assert [each.text for each in numbers_in(sentence)] == numbers


@pytest.mark.parametrize(
    ("sentence", "causes"),
    [
        ("The loss rises because it is narrow.", ["because"]),
        ("So the bias decides.", ["So", "decides"]),
        ("So we train it again.", []),
        ("Perhaps it rises because it is narrow.", []),
        ("That is why it rises.", ["That is why"]),
    ],
)
def test_the_causes_of_a_sentence(sentence, causes):
    assert [each.text for each in causes_in(sentence)] == causes


def test_the_comparisons_of_a_sentence():
    assert [each.text for each in comparisons_in("It is better than the best.")] == ["than", "best"]


@given(st.decimals(min_value="0.0001", max_value="9", places=4), st.integers(1, 4))
def test_a_rounded_value_is_shown_and_the_next_one_is_not(value: Decimal, places: int):
    rounded = round(value, places)
    (number,) = [*numbers_in(f"It is {rounded}."), *numbers_in("It is 9.")][:1] or [None]
    assert number is not None
    assert is_shown(number, [value])
    step = Decimal(1).scaleb(-places)
    (other,) = numbers_in(f"It is {rounded + 2 * step}.")
    assert not is_shown(other, [value])


def test_shown_values_of_code_and_tables():
    values = shown_values(["n = 60_000", "loss 0.1744  12%", "1e-3"])
    assert {Decimal("60000"), Decimal("0.1744"), Decimal("12"), Decimal("0.001")} <= values


def test_sentences_end_at_full_stops_and_not_behind_initials():
    text = "K. Pearson found it. `fit` trains; e.g. A network. Is it so? Yes."
    assert len(split_sentences(text)) == 4
    assert split_sentences("") == []


def test_the_command_names_what_it_expects(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["claims"]) == 2
    assert "root of a checkout" in capsys.readouterr().err
    (tmp_path / "book").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "book" / "intro.md").write_text("# Title\n\nIt is 0.25, not less.\n")
    assert main(["claims", "nothing"]) == 2
    assert "expected one of intro" in capsys.readouterr().err
    assert main(["claims", "--open"]) == 1
    assert re.search(r'open: number "0\.25"', capsys.readouterr().out)


def test_a_reader_that_stops_reading_is_no_error():
    process = subprocess.Popen(
        [sys.executable, "-m", "nma_ae", "claims"],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 1
