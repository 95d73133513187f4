"""The first cell of every chapter."""

import logging

import matplotlib as mpl
import pytest
import torch
from matplotlib.font_manager import findfont

from nma_ae.exercises import set_language
from nma_ae.notebook import setup


@pytest.fixture(autouse=True)
def back_to_the_beginning():
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.NOTSET)
    with mpl.rc_context():
        yield
    log.setLevel(level)
    set_language("en")


def test_setup_puts_the_style_on():
    mpl.rcdefaults()
    plain = dict(mpl.rcParams)
    setup(language="en")
    assert dict(mpl.rcParams) != plain


def test_a_font_that_a_machine_lacks_is_not_told_to_the_reader(caplog):
    findfont("a font of setup's test")
    assert "a font of setup's test" in caplog.text
    caplog.clear()
    setup(language="en")
    findfont("another font of setup's test")
    assert caplog.text == ""


def test_setup_seeds_nothing():
    state = torch.get_rng_state()
    setup(language="en")
    assert torch.equal(state, torch.get_rng_state())


def test_setup_refuses_a_language_that_the_exercises_do_not_speak():
    with pytest.raises(ValueError, match="tlh"):
        setup(language="tlh")


def test_setup_asks_the_environment_where_no_language_is_given(monkeypatch):
    monkeypatch.setenv("NMA_AE_LANGUAGE", "tlh")
    with pytest.raises(ValueError, match="tlh"):
        setup()
    setup(language="en")
