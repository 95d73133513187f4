"""The figures of the chapter on spheres turn, switch and answer on the page, without a kernel."""

import pytest

pytestmark = pytest.mark.browser

SWITCH = 1  # the figure with both networks, counted from 0

STATE = """number => {
    const plot = document.querySelectorAll(".nma-plotly")[number]
        .querySelector(".js-plotly-plot");
    const scene = plot._fullLayout.scene;
    return {
        axis: scene.xaxis.title.text,
        first: plot._fullData[0].x[0],
        mode: plot._fullData[0].mode,
        threes: plot._fullData[3].visible,
        eye: Object.values(scene._scene.getCamera().eye),
    };
}"""


@pytest.fixture(scope="module", params=["desktop-light", "phone-light"])
def page(request, visit):
    opened = visit("book", "spherical_latent", request.param)
    opened.page.set_default_timeout(60_000)  # drawing in space without a graphics card is slow
    figure = opened.page.locator(".nma-plotly:visible").nth(SWITCH)
    figure.scroll_into_view_if_needed()
    figure.locator("canvas").first.wait_for()
    opened.page.wait_for_function(
        """number => document.querySelectorAll(".nma-plotly")[number]
            .querySelector(".js-plotly-plot")?._fullLayout?.scene?._scene?.getCamera""",
        arg=SWITCH,
    )
    yield opened.page
    opened.page.close()


def state(page):
    return page.evaluate(STATE, SWITCH)


def press(page, text):
    button = page.locator(".nma-plotly:visible").nth(SWITCH)
    button.locator(".updatemenu-button", has_text=text).click()


def until(page, key, value):
    page.wait_for_function(
        f"([number, key, value]) => ({STATE})(number)[key] === value", arg=[SWITCH, key, value]
    )


def test_the_buttons_switch_between_the_networks(page):
    press(page, "sphere")
    until(page, "axis", "s1")
    on_the_sphere = state(page)["first"]
    press(page, "free")
    until(page, "axis", "z1")

    assert abs(on_the_sphere) <= 1
    assert state(page)["first"] != on_the_sphere


def test_a_digit_that_the_legend_hides_stays_hidden(page):
    page.locator(".nma-plotly:visible").nth(SWITCH).locator(".legendtoggle").nth(3).click()
    until(page, "threes", "legendonly")
    press(page, "sphere")
    until(page, "axis", "s1")

    assert state(page)["threes"] == "legendonly"


def test_points_become_digits(page):
    press(page, "digits")
    until(page, "mode", "text")


def test_a_drag_turns_it(page):
    before = state(page)["eye"]
    box = page.locator(".nma-plotly:visible").nth(SWITCH).locator("canvas").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if page.evaluate("matchMedia('(pointer: coarse)').matches"):
        touch = page.context.new_cdp_session(page)
        for kind, step in [("touchStart", 0), *(("touchMove", i) for i in range(1, 6))]:
            points = [{"x": x + 20 * step, "y": y + 4 * step}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    else:
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 100, y + 20, steps=5)
        page.mouse.up()
    page.wait_for_timeout(1000)

    after = state(page)["eye"]
    assert max(abs(a - b) for a, b in zip(after, before, strict=True)) > 0.1
