"""Formulas that are set when the site is built."""

import re
from types import SimpleNamespace

import pytest

from nma_ae.tools.site import mathematics, node
from nma_ae.tools.site.mathematics import Formula, formulas_of, set_in_type

INLINE = r'<span class="math notranslate nohighlight">\(a &lt; b\)</span>'
DISPLAY = '<div class="math notranslate nohighlight">\n\\[x^2\\]</div>'
OF_SEVERAL_LINES = (
    '<div class="amsmath math notranslate nohighlight">\n'
    "\\[\\begin{align} a &amp;= b \\\\ c &amp;= d \\end{align}\\]</div>"
)
NUMBERED = (
    '<div class="math notranslate nohighlight" id="equation-energy">\n'
    '<span class="eqno">(1)<a class="headerlink" href="#equation-energy">#</a></span>\\[E\\]</div>'
)


def page(*formulas):
    return f"<html><head>\n  </head><body>{' and '.join(formulas)}</body></html>"


@pytest.fixture
def site(tmp_path, monkeypatch):
    def build(**pages):
        for name, text in pages.items():
            path = tmp_path / f"{name.replace('__', '/')}.html"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        app = SimpleNamespace(builder=SimpleNamespace(format="html"), outdir=tmp_path)
        set_in_type(app, None)
        return {path.stem: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html")}

    return build


@pytest.mark.parametrize(
    ("written", "formula"),
    [
        (INLINE, Formula("a < b", is_display=False)),
        (DISPLAY, Formula("x^2", is_display=True)),
        (OF_SEVERAL_LINES, Formula(r"\begin{align} a &= b \\ c &= d \end{align}", is_display=True)),
        (NUMBERED, Formula("E", is_display=True)),
    ],
)
def test_formulas_are_found_as_they_were_written(written, formula):
    assert list(formulas_of(page(written))) == [formula]


@pytest.mark.parametrize(
    "text",
    [
        '<span class="mathematician">Noether</span>',
        r'<code class="literal">\(x\)</code>',
        '<span class="math notranslate"><mjx-container></mjx-container></span>',
    ],
)
def test_nothing_else_is_taken_for_one(text):
    assert list(formulas_of(page(text))) == []


def test_each_formula_is_set_in_its_place_and_only_once(site):
    text = page(INLINE, NUMBERED, OF_SEVERAL_LINES)
    once = site(chapter=text)["chapter"]
    assert once.count("<mjx-container") == once.count("</mjx-container>") == 3
    assert once.count("<math ") == 3  # for screen readers
    assert once.count('class="math notranslate nohighlight"') == 2
    assert '<span class="eqno">(1)' in once
    assert not re.search(r"\\[(\[]", once)
    assert not re.search(r"<mjx-[a-z-]*[A-Z]", once)
    assert site()["chapter"] == once  # of a page that was not written again


def test_a_page_has_the_style_of_its_own_characters_and_the_way_to_their_fonts(site):
    pages = site(chapter=page(INLINE), about__more=page(DISPLAY), plain=page("none"))
    assert pages["plain"] == page("none")
    assert ".mjx-c3C::before" in pages["chapter"]  # <
    assert ".mjx-c3C::before" not in pages["more"]
    for name, to_root in (("chapter", ""), ("more", "../")):
        (style,) = re.findall(r"<style>(.*?)</style>", pages[name], re.DOTALL)
        fonts = set(re.findall(r'url\("([^"]*)/MathJax_Main-Regular.woff"\)', style))
        assert fonts == {f"{to_root}_static/site/mathjax/output/chtml/fonts/woff-v2"}


def test_numbers_of_one_page_do_not_go_on_in_the_next(site):
    tagged = '<div class="math notranslate nohighlight">\\[x \\label{one}\\tag{1}\\]</div>'
    pages = site(first=page(tagged), second=page(tagged))
    assert "data-mjx-error" not in "".join(pages.values())  # a label must not be there already


def test_what_mathjax_does_not_understand_is_told(site, monkeypatch):
    told = []
    monkeypatch.setattr(
        mathematics._logger, "warning", lambda *said: told.append(said[0] % said[1:])
    )
    wrong = r'<span class="math notranslate nohighlight">\(\frac{1}\)</span>'
    site(chapter=page(INLINE, wrong))
    (message,) = told
    assert message.startswith("chapter.html: MathJax does not understand '\\\\frac{1}': Missing ")


def test_without_node_it_is_said_what_to_do(site, monkeypatch):
    monkeypatch.setattr(node.shutil, "which", lambda *_arguments, **_settings: None)
    with pytest.raises(SystemExit, match=r"built with Node, .* run `make book`"):
        site(chapter=page(INLINE))


def test_without_mathjax_it_is_said_what_to_do(site, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match=r"(?s)typeset.mjs failed; `npm ci` brings .*mathjax"):
        site(chapter=page(INLINE))


def test_a_build_that_failed_changes_nothing(tmp_path):
    (tmp_path / "chapter.html").write_text(page(INLINE))
    app = SimpleNamespace(builder=SimpleNamespace(format="html"), outdir=tmp_path)
    set_in_type(app, RuntimeError())
    assert (tmp_path / "chapter.html").read_text() == page(INLINE)
