"""Where nothing draws a figure that moves, a sentence says where it can be seen."""

import plotly.io as pio
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from plotly.io.base_renderers import MimetypeRenderer

from nma_ae.exercises import set_language
from nma_ae.notebook.moving_figures import SITE, page_of, say_where_figures_move, sentence
from nma_ae.tools.notebooks.form import PLOTLY
from nma_ae.tools.notebooks.kernel import run_notebook

FIGURE = "import plotly.graph_objects as go\ngo.Figure()"


@pytest.fixture(autouse=True)
def renderers_of_plotly():
    default = pio.renderers.default
    yield
    pio.renderers.default = default
    set_language("en")


@pytest.mark.parametrize(
    ("chapter", "language", "page"),
    [
        ("deep_mlp", "en", "deep_mlp.html"),
        ("deep_mlp", "ja", "ja/deep_mlp.html"),
        ("deep_mlp", None, "deep_mlp.html"),
        (None, "ja", "ja/"),
    ],
)
def test_each_edition_has_its_page(chapter, language, page):
    assert page_of(chapter, language) == SITE + page


def shown(renderer, language="en"):
    """Return what a notebook shows of a figure, by MIME type, where plotly has some renderer."""
    set_up = f"from nma_ae.notebook import setup\nsetup('deep_mlp', language='{language}')"
    notebook = new_notebook(cells=[new_code_cell(source) for source in (set_up, FIGURE)])
    cells = run_notebook(notebook, ".", {"PLOTLY_RENDERER": renderer}).cells
    return cells[-1].outputs[-1].data


def test_a_figure_is_stored_with_a_sentence_beside_it():
    data = shown("plotly_mimetype", "ja")
    set_language("ja")
    expected = sentence(page_of("deep_mlp", "ja"))
    assert {kind: data[kind] for kind in data if kind != PLOTLY} == expected
    assert data[PLOTLY]["data"] == []
    assert "コースのページ" in expected["text/plain"]
    assert expected["text/plain"].endswith(f"{SITE}ja/deep_mlp.html")


def test_html_that_draws_the_figure_takes_the_sentences_place():
    """As in Colab, where plotly displays a figure as HTML and nothing else."""
    html = shown("colab")["text/html"]
    assert "Plotly.newPlot" in html
    assert "This figure moves" not in html


def test_a_second_set_up_changes_the_page_and_adds_no_more():
    pio.renderers.default = "plotly_mimetype"
    for chapter in ("deep_autoencoder", "deep_mlp"):
        say_where_figures_move(chapter)
    assert pio.renderers.default == "nma_ae+plotly_mimetype"
    bundle = pio.renderers["nma_ae"].to_mimebundle({})
    assert bundle["text/plain"].endswith("/deep_mlp.html")


@pytest.mark.parametrize("default", ["browser", ""], ids=["a window", "nowhere"])
def test_a_figure_that_no_notebook_shows_gets_no_sentence(default):
    pio.renderers.default = default
    say_where_figures_move("deep_mlp")
    assert pio.renderers.default == default


def test_an_address_is_a_text_and_no_html():
    data = sentence("https://example.org/?a=1&b=<c>")
    assert "&amp;b=&lt;c&gt;" in data["text/html"]
    assert "&b=<c>" in data["text/plain"]


def test_plotlys_own_renderers_are_as_this_relies_on():
    """The mixture is plotly's: later renderers overwrite what earlier ones gave."""
    assert isinstance(pio.renderers["colab"], MimetypeRenderer)
    assert not isinstance(pio.renderers["browser"], MimetypeRenderer)
