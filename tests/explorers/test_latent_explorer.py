"""The latent explorer: what is written into a page, and what the page computes and does."""

import base64
import json
import re

import numpy as np
import pytest
import torch
from torch import nn

from nma_ae.data import load_mnist
from nma_ae.exercises import set_language
from nma_ae.exercises.messages import translation
from nma_ae.explorers import latent_explorer
from nma_ae.explorers.latent import explorer_script, explorer_words, map_content
from nma_ae.explorers.serialise import network_content
from nma_ae.explorers.spaces import FOLDER, N_SHOWN, shipped_space, shipped_spaces
from nma_ae.networks import build_deep_autoencoder, split_autoencoder
from nma_ae.networks.spherical import build_spherical_autoencoder
from nma_ae.seeds import generator
from nma_ae.weights import trained

LARGEST_DIFFERENCE = 1e-3


@pytest.fixture(scope="module")
def digits():
    mnist = load_mnist(flatten=True)
    return mnist.test_images[:300], mnist.test_labels[:300]


def content_of(html):
    text = re.search(r'<script type="application/json">(.*?)</script>', html, re.DOTALL)[1]
    return json.loads(text)


# ---- What is written


def test_shipped_weights_are_written_in_half_precision_without_loss():
    _encoder, decoder = split_autoencoder(trained("deep_autoencoder"))
    content = network_content(decoder)

    numbers = np.frombuffer(base64.b64decode(content["parameters"]), "<f2").astype(np.float32)
    expected = torch.cat([parameter.detach().flatten() for parameter in decoder.parameters()])
    assert content["precision"] == "float16"
    assert np.array_equal(numbers, expected.numpy())
    assert content["layers"] == [
        ["linear", 2, 64],
        ["prelu", 1],
        ["linear", 64, 392],
        ["prelu", 1],
        ["linear", 392, 784],
        ["sigmoid"],
    ]


def test_numbers_that_half_precision_cannot_hold_are_written_whole():
    layer = nn.Linear(1, 1)
    nn.init.constant_(layer.weight, 1 / 3)
    assert network_content(nn.Sequential(layer))["precision"] == "float32"
    nn.init.constant_(layer.weight, 1e6)
    assert network_content(nn.Sequential(layer))["precision"] == "float32"


@pytest.mark.parametrize("layer", [nn.Tanh(), nn.Conv2d(1, 1, 3), nn.Linear(2, 2, bias=False)])
def test_refuses_layers_that_the_page_cannot_compute(layer):
    with pytest.raises(ValueError, match="network must"):
        network_content(nn.Sequential(layer))


def test_a_map_says_what_kind_it_is(digits):
    labels = digits[1][:5]
    plane = map_content(torch.rand(5, 2, generator=generator(0)), labels)
    points = nn.functional.normalize(torch.randn(5, 3, generator=generator(0)))
    sphere = map_content(points, labels)

    assert (plane["kind"], sphere["kind"]) == ("plane", "sphere")
    assert len(plane["codes"]) == 10
    assert len(sphere["codes"]) == 15
    assert plane["labels"] == "72104"


@pytest.mark.parametrize("codes", [torch.rand(5, 4), torch.rand(5), 2 * torch.ones(5, 3)])
def test_refuses_codes_that_are_neither_plane_nor_sphere(codes):
    with pytest.raises(ValueError, match="codes"):
        map_content(codes, torch.zeros(5, dtype=torch.int64))


def test_refuses_images_and_labels_that_do_not_fit(digits):
    images, labels = digits
    model = build_deep_autoencoder()
    with pytest.raises(ValueError, match="images must be"):
        latent_explorer(model, images[:, :100], labels)
    with pytest.raises(ValueError, match="labels must be"):
        latent_explorer(model, images, labels[:-1])


def test_without_drawing_the_encoder_stays_at_home(digits):
    model = trained("deep_autoencoder")
    small = latent_explorer(model, *digits, drawing=False)._repr_html_()
    large = latent_explorer(model, *digits)._repr_html_()

    assert content_of(small)["spaces"][0]["encoder"] is None
    assert "examples" not in content_of(small)
    assert len(small) < 1_000_000 < len(large) < 2_000_000


def test_the_output_is_the_same_every_time(digits):
    model = trained("deep_autoencoder")
    first, second = (latent_explorer(model, *digits)._repr_html_() for _ in range(2))
    assert first == second


def test_the_page_can_hold_the_script():
    assert "</script" not in explorer_script()
    assert not re.search(r"^(import|export) ", explorer_script(), re.MULTILINE)


def test_the_script_uses_the_words_that_it_is_given():
    script = (FOLDER.parent / "scripts" / "explorer.js").read_text()
    used = set(re.findall(r"\bwords\.(\w+)", script))
    by_name = {"plane", "sphere", "points", "grid"}  # `words[kind]`, `words[mark]`
    in_python = {"help", "noScript"}
    assert used | by_name | in_python == set(explorer_words(str))


def test_an_explorer_speaks_the_language_of_its_notebook(digits):
    set_language("ja")
    try:
        explorer = latent_explorer(trained("deep_autoencoder"), *digits, n_shown=10, drawing=False)
    finally:
        set_language("en")
    assert explorer.content["words"] == explorer_words(translation("ja").gettext)
    assert explorer.content["words"] != explorer_words(str)


@pytest.mark.parametrize("name", shipped_spaces())
def test_the_stored_map_is_that_of_the_shipped_weights(name):
    mnist = load_mnist(flatten=True)
    encoder, _decoder = split_autoencoder(trained(name))
    with torch.no_grad():
        codes = encoder(mnist.test_images[:N_SHOWN])
    stored = json.loads((FOLDER / f"{name}.json").read_text())
    assert torch.allclose(torch.tensor(stored["codes"]), codes.flatten(), atol=2e-3)
    assert stored["labels"] == "".join(map(str, mnist.test_labels[:N_SHOWN].tolist()))


# ---- What the page does


def sphere_model():
    torch.manual_seed(0)
    return build_spherical_autoencoder().eval()


MODELS = {"plane": lambda: trained("deep_autoencoder"), "sphere": sphere_model}


@pytest.fixture(scope="module", params=MODELS)
def shown(request, browser, digits, tmp_path_factory):
    """An explorer in a page of its own, opened from the disk: (page, model, errors)."""
    model = MODELS[request.param]()
    html = latent_explorer(model, *digits)._repr_html_()
    path = tmp_path_factory.mktemp("explorer") / "page.html"
    style = "<style>body { width: 700px; margin: 20px }</style>"
    path.write_text(f"<!doctype html><meta charset='utf-8'>{style}{html}")
    page = browser.new_page(viewport={"width": 900, "height": 900})
    page.set_default_timeout(10_000)
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith("file:") else errors.append(r.url))
    page.goto(path.as_uri())
    page.wait_for_selector(".nma-explorer--ready")
    page.evaluate("document.querySelector('.nma-explorer').explorer.ready")
    yield page, model, errors
    assert errors == []
    page.close()


EXPLORER = "document.querySelector('.nma-explorer').explorer"


def codes_for(model):
    codes = 5 * torch.randn(20, 2, generator=generator(3))
    if isinstance(model[6], nn.Linear):
        return codes
    return nn.functional.normalize(torch.randn(20, 3, generator=generator(3)))


@pytest.mark.browser
def test_the_page_decodes_as_torch_does(shown):
    page, model, _errors = shown
    _encoder, decoder = split_autoencoder(model)
    codes = codes_for(model)

    images = page.evaluate(
        f"codes => codes.map(code => [...{EXPLORER}.space.decode(code)])", codes.tolist()
    )

    with torch.no_grad():
        expected = decoder(codes)
    assert (torch.tensor(images) - expected).abs().max() < LARGEST_DIFFERENCE


@pytest.mark.browser
def test_the_page_encodes_as_torch_does(shown, digits):
    page, model, _errors = shown
    encoder, _decoder = split_autoencoder(model)

    codes = page.evaluate(
        f"""async images => {{
            const encode = await {EXPLORER}.space.loadEncoder();
            return images.map(image => [...encode(image)]);
        }}""",
        digits[0][:10].tolist(),
    )

    with torch.no_grad():
        expected = encoder(digits[0][:10])
    assert torch.allclose(torch.tensor(codes), expected, atol=LARGEST_DIFFERENCE)


@pytest.mark.browser
def test_a_place_and_its_code_belong_together(shown):
    page, model, _errors = shown
    for code in codes_for(model).tolist():
        back = page.evaluate(
            f"""code => {{
                const view = {EXPLORER}.space.view;
                view.reveal(code);
                return view.codeAt(...view.place(code, 500).slice(0, 2), 500);
            }}""",
            code,
        )
        assert back == pytest.approx(code, abs=1e-4)


@pytest.mark.browser
def test_there_are_at_least_thirty_decodings_a_second(shown):
    page, _model, _errors = shown
    assert page.evaluate(f"{EXPLORER}.measure()") > 30


def picture(page):
    """The decoded picture as it is on the page, one number a pixel."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return torch.tensor(
        page.evaluate(
            """() => [...document.querySelector(".nma-explorer__picture").getContext("2d")
                .getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 === 0)"""
        )
    )


def decoded_here(page, model):
    code = torch.tensor([page.evaluate(f"[...{EXPLORER}.code]")])
    with torch.no_grad():
        return split_autoencoder(model)[1](code)[0]


@pytest.mark.browser
def test_the_mouse_decodes_the_place_below_it(shown):
    page, model, _errors = shown
    page.locator(".nma-explorer__map").hover(position={"x": 120, "y": 200})
    first = picture(page)
    assert torch.allclose(first / 255, decoded_here(page, model), atol=0.6 / 255)
    page.locator(".nma-explorer__map").hover(position={"x": 260, "y": 150})
    second = picture(page)
    assert torch.allclose(second / 255, decoded_here(page, model), atol=0.6 / 255)
    assert not torch.equal(first, second)


@pytest.mark.browser
def test_arrow_keys_move_and_say_where(shown):
    page, model, _errors = shown
    here = page.locator(".nma-explorer__map")
    here.focus()
    before = page.evaluate(f"[...{EXPLORER}.code]")
    for key in ("ArrowRight", "ArrowUp", "Shift+ArrowRight"):
        here.press(key)
    shown_now = picture(page)
    after = page.evaluate(f"[...{EXPLORER}.code]")

    assert after != before
    assert torch.allclose(shown_now / 255, decoded_here(page, model), atol=0.6 / 255)
    place = page.locator(".nma-explorer__place").inner_text()
    page.wait_for_function(
        "text => document.querySelector('[role=status]').textContent.startsWith(text)", arg=place
    )


@pytest.mark.browser
def test_an_example_comes_back(shown, digits):
    page, model, _errors = shown
    encoder, _decoder = split_autoencoder(model)
    zero = digits[0][(digits[1] == 0).nonzero()[0]]
    page.get_by_role("button", name="Test image of a 0").click()
    page.wait_for_function(f"{EXPLORER}.drawn !== null")

    with torch.no_grad():
        expected = encoder(zero)[0]
    assert page.evaluate(f"{EXPLORER}.code") == pytest.approx(expected.tolist(), abs=1e-3)
    page.get_by_role("button", name="Clear").click()
    assert page.evaluate(f"{EXPLORER}.drawn") is None


@pytest.mark.browser
def test_a_drawing_is_centred_and_encoded(shown):
    page, _model, _errors = shown
    pad = page.locator(".nma-explorer__pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 90, steps=5)
    page.mouse.up()
    page.wait_for_function(f"{EXPLORER}.drawn !== null")

    image = torch.tensor(page.evaluate(f"[...{EXPLORER}.image]")).reshape(28, 28)
    rows, columns = torch.meshgrid(torch.arange(28.0), torch.arange(28.0), indexing="ij")
    inked = (image > 0.1).nonzero()
    assert (image.min(), image.max()) == (0, pytest.approx(1, abs=0.01))
    assert (rows * image).sum() / image.sum() == pytest.approx(13.5, abs=0.6)
    assert (columns * image).sum() / image.sum() == pytest.approx(13.5, abs=0.6)
    assert inked[:, 0].max() - inked[:, 0].min() + 1 in (20, 21)


@pytest.mark.browser
def test_zooming_keeps_the_place(shown):
    page, model, _errors = shown
    if not isinstance(model[6], nn.Linear):
        assert page.get_by_role("button", name="Zoom in").count() == 0
        return
    where = f"{EXPLORER}.space.view.place({EXPLORER}.code, 1).slice(0, 2)"
    before = page.evaluate(where)
    page.get_by_role("button", name="Zoom in").click()
    assert page.evaluate(where) == pytest.approx(before)
    page.get_by_role("button", name="Zoom out").click()


@pytest.mark.browser
def test_a_globe_turns(shown):
    page, model, _errors = shown
    if isinstance(model[6], nn.Linear):
        return
    box = page.locator(".nma-explorer__map").bounding_box()
    before = page.evaluate(f"{EXPLORER}.space.view.longitude")
    page.mouse.move(box["x"] + 150, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 220, box["y"] + 150, steps=4)
    page.mouse.up()
    assert page.evaluate(f"{EXPLORER}.space.view.longitude") != before


def test_shipped_spaces_have_what_the_page_needs():
    assert "deep_autoencoder" in shipped_spaces()
    space = shipped_space("deep_autoencoder")
    assert set(space) == {"name", "kind", "codes", "labels", "limits", "decoder", "encoder"}
    with pytest.raises(ValueError, match="name must be one of"):
        shipped_space("nobody")
