"""Each claim of a page is held by an output or a test: the ledger is complete and unbroken."""

from pathlib import Path

import pytest

from nma_ae.tools.claims.evidence import find_evidence
from nma_ae.tools.claims.ledger import (
    compare,
    page_sections,
    pages,
    read_ledger,
)
from nma_ae.tools.claims.markers import numbers_in
from nma_ae.tools.claims.prose import Section

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("page", pages(ROOT))
def test_each_claim_is_held(page):
    ledger = read_ledger(page, ROOT)
    assert not ledger.broken
    assert not [f"{claim.sentence} ({', '.join(claim.open)})" for claim in ledger.open]


@pytest.mark.parametrize("page", pages(ROOT))
def test_a_changed_number_is_noticed(page):
    """No number can be changed without a word from the ledger."""
    sections = page_sections(page, ROOT)
    changed = [
        Section(section.title, [changed_numbers(each) for each in section.sentences], section.shown)
        for section in sections
    ]
    evidence = find_evidence(page, ROOT)
    open_ = {claim.sentence for claim in compare(page, changed, evidence).open}
    for before, after in zip(sections, changed, strict=True):
        for old, new in zip(before.sentences, after.sentences, strict=True):
            assert new == old or new.endswith("?") or new in open_


def changed_numbers(sentence: str) -> str:
    """Give each number of a sentence further decimals, which nothing shows."""
    for number in reversed(numbers_in(sentence)):
        if number.value is not None:
            end = number.start + len(number.text.rstrip(" %°times"))
            more = "731" if number.decimals else ".731"
            sentence = f"{sentence[:end]}{more}{sentence[end:]}"
    return sentence
