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
    button = page.locator(".nma-plotly:visible").nth(SWITCH).get_by_role("button", name=text)
    button.click()
    assert button.get_attribute("aria-pressed") == "true"


def until(page, key, value):
    page.wait_for_function(
        f"([number, key, value]) => ({STATE})(number)[key] === value", arg=[SWITCH, key, value]
    )


def test_it_opens_with_what_the_text_goes_on_to_describe(page):
    assert state(page)["axis"] == "s1"  # "No arms any more": the sphere


def test_the_whole_cube_is_in_view(page):
    corners = page.evaluate(
        """number => {
            const plot = document.querySelectorAll(".nma-plotly")[number]
                .querySelector(".js-plotly-plot");
            const {bounds: [low, high], cameraParams} = plot._fullLayout.scene._scene.glplot;
            const times = (m, v) => [0, 1, 2, 3].map(row =>
                [0, 1, 2, 3].reduce((sum, column) => sum + m[4 * column + row] * v[column], 0));
            return [0, 1, 2, 3, 4, 5, 6, 7].map(corner => {
                const point = [0, 1, 2].map(axis => (corner >> axis & 1 ? high : low)[axis]);
                const {projection, view, model} = cameraParams;
                const seen = times(projection, times(view, times(model, [...point, 1])));
                return [seen[0] / seen[3], seen[1] / seen[3]];
            });
        }""",
        SWITCH,
    )
    assert len(corners) == 8
    assert max(abs(each) for corner in corners for each in corner) < 0.97, corners


def test_a_point_says_which_digit_it_is(page):
    said = page.evaluate(
        """number => document.querySelectorAll(".nma-plotly")[number]
            .querySelector(".js-plotly-plot")._fullData.slice(0, 10)
            .map(trace => trace.hovertemplate.split("<")[0])""",
        SWITCH,
    )
    assert said == [f"digit {digit}" for digit in range(10)]


def test_a_wheel_or_a_swipe_over_it_scrolls_the_page(page):
    figure = page.locator(".nma-plotly:visible").nth(SWITCH)
    figure.evaluate("figure => figure.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(500)
    before, eye = page.evaluate("scrollY"), state(page)["eye"]
    box = figure.locator("canvas").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if page.evaluate("matchMedia('(pointer: coarse)').matches"):
        touch = page.context.new_cdp_session(page)
        for kind, step in [("touchStart", 0), *(("touchMove", i) for i in range(1, 15))]:
            points = [{"x": x, "y": y - 12 * step}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    else:
        page.mouse.move(x, y)
        page.mouse.wheel(0, 150)
    page.wait_for_function("before => scrollY > before + 50", arg=before)
    assert max(abs(a - b) for a, b in zip(state(page)["eye"], eye, strict=True)) < 0.01


def test_it_has_the_colours_of_the_page_and_changes_with_them(page):
    colours = """number => {
        const layout = document.querySelectorAll(".nma-plotly")[number]
            .querySelector(".js-plotly-plot")._fullLayout;
        const page = getComputedStyle(document.documentElement);
        return [layout.font.color, page.getPropertyValue("--pst-color-text-base").trim(),
                layout.paper_bgcolor];
    }"""
    seen = []
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.locator(f"html[data-theme={scheme}]").wait_for(state="attached")
        page.wait_for_function(
            f"number => (([ours, theirs]) => ours === theirs)(({colours})(number))", arg=SWITCH
        )
        seen.append(page.evaluate(colours, SWITCH))
    assert seen[0][0] != seen[1][0]
    assert all(paper == "rgba(0,0,0,0)" for _ours, _theirs, paper in seen)


def test_the_buttons_switch_between_the_networks(page):
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
    figure = page.locator(".nma-plotly:visible").nth(SWITCH)
    # The tests above have scrolled, and may have left its middle out of view.
    figure.evaluate("figure => figure.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(500)
    before = state(page)["eye"]
    box = figure.locator("canvas").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    # As slow as a finger: the figure looks at where it is once for each picture that it draws.
    drawn = "() => new Promise(then => requestAnimationFrame(() => requestAnimationFrame(then)))"
    if page.evaluate("matchMedia('(pointer: coarse)').matches"):
        touch = page.context.new_cdp_session(page)
        for kind, step in [("touchStart", 0), *(("touchMove", i) for i in range(1, 6))]:
            points = [{"x": x + 20 * step, "y": y + 4 * step}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            page.evaluate(drawn)
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    else:
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(1, 6):
            page.mouse.move(x + 20 * step, y + 4 * step)
            page.evaluate(drawn)
        page.mouse.up()
    page.evaluate(drawn)

    after = state(page)["eye"]
    assert max(abs(a - b) for a, b in zip(after, before, strict=True)) > 0.1
