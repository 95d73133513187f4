"""The five sliders of dSprites draw in a browser what Python draws."""

import json

import pytest
import torch

from nma_ae.data import LATENT_NAMES, draw_dsprites, latent_classes, latent_indices
from nma_ae.data.dsprites import CLEARED_PIXELS, N_CLASSES, N_IMAGES
from nma_ae.explorers import sprites_explorer
from nma_ae.explorers.sprites import MIDDLE
from nma_ae.seeds import generator


@pytest.fixture(scope="module")
def explorer():
    return sprites_explorer()


def test_the_stops_tell_the_values(explorer):
    latents = explorer.content["latents"]
    assert [latent["name"] for latent in latents] == list(LATENT_NAMES)
    assert tuple(len(latent["labels"]) for latent in latents) == N_CLASSES
    labels = [latent["labels"] for latent in latents]
    assert labels[0] == ["square", "ellipse", "heart"]
    assert labels[1] == ["0.5", "0.6", "0.7", "0.8", "0.9", "1.0"]
    assert labels[2][:2] == ["0°", "9°"]
    assert labels[3][-1] == "1.00"
    assert labels[3][MIDDLE[3]] == "0.52"


def test_it_is_small_enough_for_a_page(explorer):
    assert len(explorer._repr_html_()) < 30_000


def test_where_no_script_runs_it_says_so(explorer):
    words = explorer.content["words"]["noScript"]
    assert words in explorer._repr_html_()
    assert repr(explorer) == words


@pytest.fixture(scope="module")
def page(browser, explorer, tmp_path_factory):
    path = tmp_path_factory.mktemp("sprites") / "page.html"
    path.write_text(f"<!doctype html><html lang=en>{explorer._repr_html_()}</html>", "utf-8")
    page = browser.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri())
    yield page
    page.close()
    assert not errors


# The sliders are set to the classes of each image; of the canvas, one number for each pixel.
DRAWN = """images => {
    const sprites = document.querySelector("nma-sprites");
    const pen = sprites.canvas.getContext("2d");
    return images.map(classes => {
        classes.forEach((value, i) => { sprites.inputs[i].value = value; });
        sprites.draw();
        const { data } = pen.getImageData(0, 0, 64, 64);
        return [...data].filter((_, i) => i % 4 === 0).map(value => value / 255).join("");
    });
}"""


def test_it_draws_what_python_draws(page):
    ends = [[end * (n - 1) for n in N_CLASSES] for end in (0, 1)]
    cleared = [image for image, _row, _column in CLEARED_PIXELS]
    drawn = (N_IMAGES * torch.rand(400, generator=generator(0))).long().tolist()
    indices = torch.tensor([*latent_indices(ends).tolist(), *cleared, *drawn])
    expected = draw_dsprites(indices).flatten(1)
    found = page.evaluate(DRAWN, latent_classes(indices).tolist())
    assert found == ["".join(map(str, row)) for row in expected.tolist()]


def test_it_is_moved_by_keys_and_says_what_it_shows(page):
    size = page.get_by_role("slider", name="scale")
    size.fill("0")
    size.press("ArrowRight")
    assert size.get_attribute("aria-valuetext") == "0.6"
    shown = page.get_by_role("img").get_attribute("aria-label")
    assert "0.6" in shown
    number = json.loads(
        page.evaluate(
            "document.querySelector('nma-sprites').number.textContent"
            ".split(' ')[1].replaceAll(',', '')"
        )
    )
    assert latent_classes([number])[0, 1] == 1
