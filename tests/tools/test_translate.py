import argparse
import gettext
import json
import re
import shutil
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output

from nma_ae.exercises import courses as exercises
from nma_ae.tools.notebooks.cells import code_cells
from nma_ae.tools.notebooks.files import read_notebook, write_notebook
from nma_ae.tools.notebooks.kernel import CellFailed, run_notebook
from nma_ae.tools.notebooks.normal import normalised
from nma_ae.tools.site.messages import THEME
from nma_ae.tools.translate import package_messages, register
from nma_ae.tools.translate.blocks import split
from nma_ae.tools.translate.catalogue import (
    Catalogue,
    catalogue_path,
    compiled,
    is_translated,
    read_catalogue,
    translations,
    write_catalogue,
)
from nma_ae.tools.translate.check import Findings, check_page, differences, leftovers
from nma_ae.tools.translate.page import (
    ALT,
    FIGURE,
    Message,
    _translate_figure,
    messages,
    translated_notebook,
)

PAGES = Path(__file__).parent / "pages"
ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "book").glob("*.ipynb"))
LOCALISED = ["video", "stub", "solution", "progress"]


@pytest.fixture
def page(tmp_path):
    """Return the path of a small page with a Japanese catalogue, free to be spoilt."""
    shutil.copytree(PAGES, tmp_path / "book")
    return tmp_path / "book" / "page.ipynb"


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """Return the path of that page, executed in English."""
    folder = tmp_path_factory.mktemp("executed") / "book"
    shutil.copytree(PAGES, folder)
    page = folder / "page.ipynb"
    write_notebook(normalised(run_notebook(read_notebook(page), folder)), page)
    return page


@pytest.fixture
def japanese_exercises(tmp_path, monkeypatch):
    """Let kernels import a copy of the package whose Japanese catalogue marks each message."""
    copy = tmp_path / "package" / "nma_ae"
    shutil.copytree(ROOT / "nma_ae", copy, ignore=shutil.ignore_patterns("__pycache__"))
    catalogue = Catalogue()
    catalogue.mime_headers = [("Content-Type", "text/plain; charset=UTF-8")]
    for message in package_messages.package_messages([]):
        catalogue.add(message.text, f"日本語:{message.text}")
    folder = copy / "locale/ja/LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nma_ae.mo").write_bytes(compiled(catalogue))
    monkeypatch.setenv("PYTHONPATH", str(copy.parent))


def command(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    given = parser.parse_args(["translate", *arguments])
    return given.run(given)


def change(page: Path, cell_id: str, old: str, new: str) -> None:
    notebook = read_notebook(page)
    cell = next(cell for cell in notebook.cells if cell.id == cell_id)
    assert old in cell.source
    cell.source = cell.source.replace(old, new)
    write_notebook(notebook, page)


def change_translation(page: Path, old: str, new: str) -> None:
    path = catalogue_path(page, "ja")
    catalogue = read_catalogue(path)
    (entry,) = (entry for entry in catalogue.entries() if old in entry.string)
    entry.string = entry.string.replace(old, new)
    write_catalogue(catalogue, path)


@pytest.mark.parametrize("path", [PAGES / "page.ipynb", *CHAPTERS], ids=lambda path: path.stem)
def test_a_page_translated_into_itself_is_the_same_file(path):
    notebook = translated_notebook(path, "en", lambda message: message.text)
    assert nbformat.writes(notebook) + "\n" == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [PAGES / "page.ipynb", *CHAPTERS], ids=lambda path: path.stem)
def test_every_word_of_a_page_is_in_a_message(path):
    """Leave out the messages: no words remain, only code, formulas and tags."""
    notebook = translated_notebook(path, "en", lambda message: "")
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and "remove-cell" not in cell.metadata.get("tags", []):
            assert [piece for piece in split(cell.source) if piece.has_words] == []


@pytest.mark.parametrize("path", [PAGES / "page.ipynb", *CHAPTERS], ids=lambda path: path.stem)
def test_a_text_does_not_differ_from_itself(path):
    assert [list(differences(each, each.text)) for each in messages(path)] == [
        [] for _message in messages(path)
    ]


LINES = [
    "# head",
    "text",
    "- item",
    "  more",
    "1. one",
    "> quote",
    "$$",
    "\\tag{1}",
    "```",
    "***",
    "",
]
LINES += ["---", "(place)=", ":::{if-chapter} x", ":::", ": meaning"]
LINES += ["```python", "<details>", "</details>", "| a | b |", "|---|---|", "    code", "\t", "\r"]
LINES += ["[x]: http://example.org", "\x0c", "\u2028", "<!-- a", "-->", "\\begin{align}", "日本語"]


@given(st.lists(st.sampled_from(LINES), max_size=12).map("\n".join))
def test_the_pieces_of_any_markdown_make_it_again(markdown):
    assert "".join(piece.text for piece in split(markdown)) == markdown


def test_a_page_of_the_book_is_cut_at_what_is_no_text():
    page = "---\nkey: value\n---\n\n# Title\n\n(a-place)=\n## Section\n\n:::{if-chapter} x\n"
    page += "**Term**\n: Its meaning.\n\n**Other**\n: Another.\n:::\n\n```{room} data\n```\n"
    assert [piece.text for piece in split(page) if piece.has_words] == [
        "# Title",
        "## Section",
        "**Term**\n: Its meaning.",
        "**Other**\n: Another.",
    ]


def test_the_japanese_page_keeps_all_that_it_has_to(page):
    assert check_page(page, "ja") == Findings()
    made = translated_notebook(page, "ja", translations(catalogue_path(page, "ja")))
    original = read_notebook(page)
    texts = [
        "\n".join(c.source for c in n.cells if c.cell_type == "markdown") for n in (original, made)
    ]
    for sign in ("`", "$", "](", "<", "\\tag{1}", "|", "784", "```python"):
        assert texts[0].count(sign) == texts[1].count(sign)
    assert "# パラメータを数える" in texts[1]
    assert [cell.id for cell in made.cells] == [cell.id for cell in original.cells]
    differing = Counter(
        cell.id
        for cell, other in zip(code_cells(original), code_cells(made), strict=True)
        if cell.source != other.source
    )
    assert differing == {"set-up": 1}
    assert code_cells(made)[0].source.endswith('setup(language="ja")')
    figure = next(cell for cell in made.cells if cell.id == "figure")
    assert figure.metadata.mystnb.image.alt.startswith("オートエンコーダの模式図")


@pytest.mark.parametrize(
    ("old", "new", "cell", "problem"),
    [
        (
            "`nn.Linear` と `nn.PReLU` が",
            "`nn.Linear` が",
            "title",
            "inline code is missing: nn.PReLU",
        ),
        ("`nn.PReLU` が", "nn.PReLU が", "title", "inline code is missing: nn.PReLU"),
        ("$z = f(x)$", "$z = g(x)$", "title", "mathematics is missing: z = f(x)"),
        ("$n$ 個から", "n 個から", "formula", "mathematics is missing: n"),
        ("$n$ 個から $m$", "$ n$ 個から$ $m$", "formula", "mathematics"),
        ("\\sum_i", "\\sum", "discussion", "mathematics is missing"),
        ("666,791", "666,971", "title", "number is missing: 666,791"),
        ("784 個、符号", "748 個、符号", "figure", "number is missing: 784"),
        ("abs/1502.01852)", "abs/1502.01853)", "title", "link is missing: https://arxiv.org"),
        ("_static/map.png", "_static/other.png", "formula", "image is missing: _static/map.png"),
        ("<summary>解答例</summary>", "解答例", "discussion", "HTML tag is missing: <summary>"),
        ("## 1. 式", "### 1. 式", "formula", "another form: h2 became h3"),
        ("  1. まず重み\n  2. 次に", "  1. まず重み、", "title", "another form"),
        ("| `nn.PReLU()` | 傾き 1 つ | 1 |", "", "formula", "another form"),
        # CommonMark takes these asterisks for characters: a bracket within, a letter without.
        (
            "**考えてみましょう。** なぜ",
            "**「考えてみましょう」**なぜ",
            "discussion",
            "stray sign was added",
        ),
        ("# パラメータを数える", "# Counting parameters", "title", "100% of its letters are Latin"),
        ("# パラメータを数える", "# ﾊﾟﾗﾒｰﾀを数える", "title", "half-width katakana: ﾊﾟﾗﾒｰﾀ"),
        (
            "**考えてみましょう。** なぜ",
            "**考えてみましょう。** Think about this question first. なぜ",
            "discussion",
            "an English sentence: Think about this question first",
        ),
        ("# パラメータを数える", "# パラメータを数える\n", "title", "blanks"),
    ],
)
def test_what_a_translation_loses_is_named(page, old, new, cell, problem):
    change_translation(page, old, new)
    found = check_page(page, "ja")
    assert any(f"page.ipynb, {cell}: {problem}" in line for line in found.wrong), found
    assert (found.untranslated, found.unused) == ((), ())


def test_what_is_not_translated_is_named_and_is_nothing_wrong(page):
    path = catalogue_path(page, "ja")
    catalogue = read_catalogue(path)
    first, second, third, *_others = catalogue.entries()
    first.flags.add("fuzzy")
    catalogue.delete(second.id)
    third.string = ""
    write_catalogue(catalogue, path)
    found = check_page(page, "ja")
    assert [line.split(": ")[:2] for line in found.untranslated] == [
        [f"{page}, title", "fuzzy"],
        [f"{page}, title", "not in the catalogue (new or changed); run nma-ae translate --update"],
        [f"{page}, title", "not translated"],
    ]
    assert "Counting parameters" in found.untranslated[0]
    assert (found.wrong, found.unused) == ((), ())

    path.unlink()
    (line,) = check_page(page, "ja").untranslated
    assert "there is no catalogue" in line


def test_a_changed_english_text_is_one_line_and_its_translation_becomes_an_offer(page):
    change(page, "formula", "of a layer", "of one layer")
    found = check_page(page, "ja")
    ((missing,), (unused,)) = found.untranslated, found.unused
    assert f"{page}, formula: not in the catalogue" in missing
    assert "this text is no longer there" in unused
    assert "page.po, line " in unused
    assert found.wrong == ()

    assert command("ja", str(page), "--update") == 0
    found = check_page(page, "ja")
    assert "formula: fuzzy" in found.untranslated[0]
    assert found.unused == ()
    assert "すべて" in offers(page)["> A PReLU shares its slope among *all* units of a layer."]


def offers(page: Path) -> dict[str, str]:
    """Return the fuzzy translations of a page by the texts that they are of."""
    entries = read_catalogue(catalogue_path(page, "ja")).entries()
    return {entry.previous_id[0]: entry.string for entry in entries if entry.fuzzy}


def test_an_offer_stays_that_of_the_text_it_translates(page):
    first = "> A PReLU shares its slope among *all* units of a layer."
    for old, new in [("of a layer", "of one layer"), ("of one layer", "of one hidden layer")]:
        change(page, "formula", old, new)
        assert command("ja", str(page), "--update") == 0
        assert list(offers(page)) == [first]
    before = catalogue_path(page, "ja").read_text(encoding="utf-8")
    assert f'#| msgid "{first}"' in before
    assert command("ja", str(page), "--update") == 0
    assert catalogue_path(page, "ja").read_text(encoding="utf-8") == before


def test_what_an_offer_translates_may_have_several_lines(page):
    old = next(message.text for message in messages(page) if "\n" in message.text)
    change(page, "title", old, f'{old} And "more".')
    assert command("ja", str(page), "--update") == 0
    assert list(offers(page)) == [old]


def test_comments_of_translators_stay(page):
    path = catalogue_path(page, "ja")
    text = path.read_text(encoding="utf-8")
    commented = text.replace("#: page.ipynb", "# Ask a native speaker.\n#: page.ipynb", 2)
    path.write_text(commented, encoding="utf-8")
    change(page, "title", "# Counting parameters", "# Counting the parameters")
    assert command("ja", str(page), "--update") == 0
    assert path.read_text(encoding="utf-8").count("# Ask a native speaker.\n") == 2


@pytest.mark.parametrize(
    "line",
    [
        'msgstr "no end',
        "msgstr no quotes",
        'msgid "a" "b"',
        'msgstrr "x"',
        '"x\\"',
        "x",
        'msgid_plural "xs"',
    ],
)
def test_a_damaged_catalogue_is_named(page, line):
    path = catalogue_path(page, "ja")
    with path.open("a", encoding="utf-8") as file:
        file.write(f'\nmsgid "x"\n{line}\n')
    with pytest.raises(ValueError, match=r"page\.po"):
        check_page(page, "ja")


def test_an_update_changes_nothing_where_nothing_changed(page):
    path = catalogue_path(page, "ja")
    before = path.read_text(encoding="utf-8")
    assert command("ja", str(page), "--update") == 0
    assert path.read_text(encoding="utf-8") == before


def test_text_that_was_only_wrapped_anew_keeps_its_translation(page):
    change(page, "title", "builds one. See also\n", "builds one.\nSee also ")
    assert len(check_page(page, "ja").untranslated) == 1
    assert command("ja", str(page), "--update") == 0
    assert check_page(page, "ja") == Findings()


def test_text_that_is_new_or_gone_is_new_or_gone_in_the_catalogue(page, capsys):
    change(page, "discussion", "What you have solved so far:", "Wholly other words stand here.")
    assert command("ja", str(page), "--update") == 0
    entries = read_catalogue(catalogue_path(page, "ja")).entries()
    assert [entry.id for entry in entries if not is_translated(entry)] == [
        "Wholly other words stand here."
    ]
    assert offers(page) == {}
    assert "1 to translate" in capsys.readouterr().out
    assert "What you have solved" not in catalogue_path(page, "ja").read_text(encoding="utf-8")


def test_papers_titles_names_and_code_may_be_in_latin_letters():
    paper = "- K. He and others (2015). *Delving deep into rectifiers.*\n  Science. "
    for text in [
        f"{paper}初期化の論文です。",
        "この章は、Neuromatch Academyの*Autoencoder extensions*に沿っています。",
        "n_rows=3、image_shape=(2, 3)のとき",
        "`nn.Linear`と`nn.PReLU`",
    ]:
        assert list(leftovers(Message(text, "", ""), text)) == [], text
    english = f"{paper}The paper that brought them back."
    assert any("English" in line for line in leftovers(Message(english, "", ""), english))


@pytest.mark.parametrize(
    ("english", "japanese", "clean"),
    [
        ("two numbers", "2 つの数", True),
        ("two numbers", "２ つの数", True),
        ("two numbers", "3 つの数", False),
        ("60,000 images", "60,000 枚の画像", True),
        ("60,000 images", "6 万枚の画像", False),
        ("0.058", "0,058", False),
        ("10 of 10", "10", False),
        ("twenty seeds", "20 通りのシード", True),
        ("twenty seeds", "12 通りのシード", False),
        ("84 million numbers", "8,400 万個の数", True),
        ("84 million numbers", "84 万個の数", False),
        ("more than three quarters", "4 分の 3 を超える", True),
        ("some hundredths", "100 分の数", True),
        ("to a thousandth", "1000 分の 1", True),
        ("thirty-two numbers", "32 個の数", True),
        ("thirty-two numbers", "23 個の数", False),
        ("two thousand updates", "2,000 回の更新", True),
        ("two thousand updates", "2000 回の更新", True),
        ("two thousand updates", "3,000 回の更新", False),
        ("a thousand digits", "1,000 個の数字", True),
        ("falls to a millionth", "100 万分の 1", True),
        ("falls to a millionth", "1000 万分の 1", False),
        ("a step ten million times smaller", "1000 万分の 1 のステップ", True),
        ("some hundred billion", "1000 億", True),
        ("a million times a billion", "1000 兆", True),
        ("a million times a billion", "100 兆", False),
        ("in July 1958", "1958 年 7 月", True),
        ("in July 1958", "1958 年 8 月", False),
        ("it may be July", "5 月か 7 月", False),
    ],
)
def test_numbers_may_change_from_words_to_figures_only(english, japanese, clean):
    for context in ("", ALT):
        assert (not list(differences(Message(english, context, ""), japanese))) == clean


def test_outputs_with_sentences_are_localised_and_no_others(executed, japanese_exercises, tmp_path):
    assert command("ja", str(executed), "--output", str(tmp_path / "ja")) == 0
    english = {cell.id: cell for cell in code_cells(read_notebook(executed))}
    japanese = {cell.id: cell for cell in code_cells(read_notebook(tmp_path / "ja/page.ipynb"))}
    changed = [name for name in english if english[name].outputs != japanese[name].outputs]
    assert changed == LOCALISED
    assert all(
        "日本語:" in json.dumps(japanese[name].outputs, ensure_ascii=False) for name in LOCALISED
    )
    for name, cell in english.items():
        other = japanese[name]
        assert cell.execution_count == other.execution_count
        assert [output.output_type for output in cell.outputs] == [
            output.output_type for output in other.outputs
        ]
    assert english["use"].outputs[0].text == "parameters: 666791\n"


def test_outputs_localised_to_their_own_language_are_the_same(executed):
    from nma_ae.tools.translate.localised_outputs import with_localised_outputs

    notebook = read_notebook(executed)
    assert with_localised_outputs(notebook, executed.parent) == notebook


def test_the_sentence_beside_a_moving_figure_is_localised_and_the_figure_stays(tmp_path):
    from nma_ae.tools.notebooks.form import PLOTLY
    from nma_ae.tools.translate.localised_outputs import with_localised_outputs

    figure = {PLOTLY: {"data": [{"type": "bar", "y": [1]}], "layout": {}}}
    english = {"text/plain": "This figure moves.", "text/html": "<p>This figure moves.</p>"}
    set_up = 'from nma_ae.notebook import setup\nsetup("deep_mlp", language="ja")'
    cells = [new_code_cell(set_up), new_code_cell("train_for_hours()"), new_code_cell("draw()")]
    for cell, texts in zip(cells[1:], ({}, english), strict=True):
        cell.outputs = [new_output("display_data", data={**figure, **texts})]

    notebook = with_localised_outputs(new_notebook(cells=cells), tmp_path)

    assert len(notebook.cells) == 3
    without, beside = (cell.outputs[0].data for cell in notebook.cells[1:])
    assert without == figure  # one that was stored before there were such sentences
    assert beside[PLOTLY] == figure[PLOTLY]
    for kind in english:
        assert "コースのページ" in beside[kind]
        assert "/ja/deep_mlp.html" in beside[kind]


def test_another_verdict_than_the_notebooks_is_an_error(executed):
    from nma_ae.tools.notebooks.exercises import verdicts
    from nma_ae.tools.translate.localised_outputs import with_localised_outputs

    text = executed.read_text(encoding="utf-8")
    name, verdict = next(iter(verdicts(read_notebook(executed)).items()))
    other = nbformat.reads(text.replace(verdict[:1], "✗"), as_version=4)
    with pytest.raises(ValueError, match=rf"{name}.*expected the verdict '✗'.*Run the command"):
        with_localised_outputs(other, executed.parent)


def test_a_language_in_which_the_exercises_have_no_catalogue_is_an_error(executed, tmp_path):
    korean = catalogue_path(executed, "ko")
    korean.parent.mkdir(parents=True)
    shutil.copy(catalogue_path(executed, "ja"), korean)
    with pytest.raises(CellFailed, match="language must be one of"):
        command("ko", str(executed), "--output", str(tmp_path / "ko"))
    assert not (tmp_path / "ko").exists()


def test_what_is_not_translated_is_counted_and_an_error_only_before_a_release(page, capsys):
    assert command("ja", str(page), "--check", "--complete") == 0
    assert capsys.readouterr().err == ""
    change_translation(page, "# パラメータを数える", "")
    assert command("ja", str(page), "--check") == 0
    line, count = capsys.readouterr().err.splitlines()
    assert f"{page}, title: not translated: '# Counting parameters'" in line
    assert count == "without a translation in 'ja': 1"
    assert command("ja", str(page), "--check", "--complete") == 1
    assert capsys.readouterr().err.splitlines() == [line, count]
    with pytest.raises(ValueError, match="--complete"):
        command("ja", str(page), "--complete")


def test_a_translation_of_a_text_that_is_gone_is_an_error_only_before_a_release(page, capsys):
    change(page, "discussion", "What you have solved so far:", "")
    assert command("ja", str(page), "--check") == 0
    assert capsys.readouterr().err == ""
    assert command("ja", str(page), "--check", "--complete") == 1
    assert "no longer there" in capsys.readouterr().err


def test_nothing_is_written_while_something_is_wrong(page, tmp_path, capsys):
    change_translation(page, "666,791", "666,971")
    assert command("ja", str(page), "--output", str(tmp_path / "ja")) == 1
    assert not (tmp_path / "ja").exists()
    assert "666,791" in capsys.readouterr().err
    assert command("ja", str(page), "--check") == 1


def test_the_words_of_a_figure_are_translated_and_its_formulas_and_numbers_stay(page):
    svg = (
        '<svg><text x="1">0.5</text><text x="2">loss &amp; gain</text>'
        '<text x="3"><tspan>test</tspan></text><text x="4">\n τ </text></svg>'
    )
    notebook = nbformat.read(page, as_version=4)
    cell = nbformat.v4.new_code_cell("", id="drawn")
    cell.outputs = [nbformat.v4.new_output("display_data", {"image/svg+xml": svg})]
    notebook.cells.append(cell)
    nbformat.write(notebook, page)
    assert [m for m in messages(page) if m.place == "drawn"] == [
        Message("loss & gain", FIGURE, "drawn")
    ]

    def translate(message):
        return "損失 < ゲイン" if message.context == FIGURE else None

    drawn = translated_notebook(page, "ja", translate).cells[-1].outputs[0].data
    assert drawn["image/svg+xml"] == svg.replace("loss &amp; gain", "損失 &lt; ゲイン")


@pytest.mark.parametrize(
    ("begin", "word", "width"), [(40, "短い", "100.00"), (60, "当てずっぽう", "134.00")]
)
def test_a_figure_has_room_for_wider_words(begin, word, width):
    legend = (
        '<svg width="100.00pt" height="50.00pt" viewBox="0 0 100.00 50.00"><text style="font-size: '
        f'12px; text-anchor: start" x="{begin}.00" y="9" transform="rotate(-0 {begin} 9)">'
        "{}</text></svg>"
    )
    made = _translate_figure(legend.format("guessing"), "", lambda _: word)
    assert made == legend.format(word).replace("100.00", width)


def test_a_markdown_page_goes_the_same_way(tmp_path):
    page = tmp_path / "intro.md"
    page.write_text("# Welcome\n\nRead `this` first.\n\n```python\nx = 1\n```\n", encoding="utf-8")
    assert command("ja", str(page), "--update") == 0
    path = catalogue_path(page, "ja")
    assert re.findall("^#: .*", path.read_text(encoding="utf-8"), re.MULTILINE) == [
        "#: intro.md:1",
        "#: intro.md:3",
    ]
    catalogue = read_catalogue(path)
    for entry, text in zip(
        catalogue.entries(), ["# ようこそ", "まず `this` を読んでください。"], strict=True
    ):
        entry.string = text
    write_catalogue(catalogue, path)
    assert command("ja", str(page), "--output", str(tmp_path / "ja")) == 0
    assert (tmp_path / "ja/intro.md").read_text(encoding="utf-8") == (
        "# ようこそ\n\nまず `this` を読んでください。\n\n```python\nx = 1\n```\n"
    )


@pytest.mark.parametrize(
    ("name", "language", "message"),
    [
        ("absent.ipynb", "ja", "expected a notebook"),
        ("absent.md", "ja", "expected a text file"),
        ("page.txt", "ja", "expected a notebook"),
        ("page.ipynb", "../ja", "LANGUAGE must be a code"),
    ],
)
def test_what_is_no_page_or_language_is_named(page, name, language, message):
    with pytest.raises(ValueError, match=message):
        command(language, str(page.parent / name), "--update")


@pytest.mark.parametrize("setups", [0, 2])
def test_a_notebook_without_its_one_set_up_is_refused(page, setups):
    change(page, "set-up", 'setup(language="en")', "\n".join(["setup()"] * setups))
    with pytest.raises(ValueError, match="expected one line"):
        translated_notebook(page, "ja", lambda message: message.text)


FEW_MESSAGES = {
    Message("not correct yet.", "", "exercises/check.py"): "まだ正しくありません。",
    Message("{seconds:g} seconds.", "", "exercises/check.py"): "{seconds:g}秒で打ち切りました。",
    Message("Only `model[:-2]` is.", "", "sample.split"): "`model[:-2]`だけがそうです。",
    Message("Video", "", "notebook/videos.py"): "動画",
}


@pytest.fixture
def package_catalogue(tmp_path, monkeypatch):
    """Let the package have few messages; gives the path of their catalogue, free to be spoilt."""
    monkeypatch.setattr(package_messages, "CATALOGUES", tmp_path)
    monkeypatch.setattr(package_messages, "package_messages", lambda chapters: list(FEW_MESSAGES))
    path = package_messages.update_package_catalogue("ja", [])
    catalogue = read_catalogue(path)
    for entry, japanese in zip(catalogue.entries(), FEW_MESSAGES.values(), strict=True):
        entry.string = japanese
    write_catalogue(catalogue, path)
    package_messages.update_package_catalogue("ja", [])
    return path


@pytest.mark.parametrize(
    ("english", "old", "new", "problem"),
    [
        ("not correct yet.", "まだ正しくありません。", "", "exercises/check.py: not translated"),
        ("{seconds:g} seconds.", "{seconds:g}", "{seconds}", "fields differ"),
        ("Only `model[:-2]` is.", "`model[:-2]`", "model[:-2]", "code is missing: model[:-2]"),
        ("Video", "動画", "映像", "nma_ae.mo is older than nma_ae.po"),
    ],
)
def test_what_is_wrong_in_the_messages_of_the_package_is_named(
    package_catalogue, english, old, new, problem
):
    assert package_messages.check_package_catalogue("ja", []) == Findings()
    catalogue = read_catalogue(package_catalogue)
    entry = catalogue.get(english)
    entry.string = entry.string.replace(old, new)
    write_catalogue(catalogue, package_catalogue)
    found = package_messages.check_package_catalogue("ja", [])
    lines = found.wrong if new else found.untranslated
    assert any(problem in line for line in lines), found


def test_an_update_compiles_what_gettext_reads(package_catalogue):
    package_catalogue.with_suffix(".mo").unlink()
    package_messages.update_package_catalogue("ja", [])
    known = gettext.translation("nma_ae", package_catalogue.parents[2], ["ja"])
    assert known.gettext("not correct yet.") == "まだ正しくありません。"


def test_a_changed_message_is_english_until_it_is_translated(package_catalogue, monkeypatch):
    first, *others = FEW_MESSAGES
    changed = Message("not correct so far.", *(first.context, first.place))
    monkeypatch.setattr(package_messages, "package_messages", lambda chapters: [changed, *others])
    for what in ("not in the catalogue", "fuzzy"):
        found = package_messages.check_package_catalogue("ja", [])
        assert [what in line for line in found.untranslated] == [True]
        assert found.wrong == ()
        package_messages.update_package_catalogue("ja", [])
    known = gettext.translation("nma_ae", package_catalogue.parents[2], ["ja"])
    assert known.gettext(changed.text) == changed.text


def test_a_compiled_catalogue_has_no_dates_and_names(package_catalogue):
    assert re.findall("(?i)date|generated|babel", package_catalogue.read_text("utf-8")) == []
    with package_catalogue.with_suffix(".mo").open("rb") as file:
        known = gettext.GNUTranslations(file)
    assert known.info() == {
        "language": "ja",
        "mime-version": "1.0",
        "content-type": "text/plain; charset=UTF-8",
        "content-transfer-encoding": "8bit",
    }


def test_the_messages_are_those_in_the_code_and_of_the_exercises(tmp_path, monkeypatch):
    name = exercises.names("deep_autoencoder")[0]
    monkeypatch.setattr(exercises, "names", lambda chapter: [name])
    found = package_messages.package_messages(["deep_autoencoder"])
    texts = {message.text for message in found}
    assert {message.place for message in found} >= {name, "exercises/check.py"}
    exercise = exercises.load(name)
    assert texts >= {*exercise.hints, *(each.hint for each in exercise.misconceptions)}
    assert texts >= set(THEME)  # marked by N_


def test_a_package_without_a_catalogue_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(package_messages, "CATALOGUES", tmp_path)
    (line,) = package_messages.check_package_catalogue("ja", []).untranslated
    assert "there is no catalogue" in line


def test_without_pages_the_whole_book_and_the_package_are_meant(
    page, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        package_messages,
        "check_package_catalogue",
        lambda language, chapters: Findings(wrong=tuple(chapters)),
    )
    (page.parent / "about").mkdir()
    (page.parent / "about/new.md").write_text("# New\n")
    assert command("ja", "--check") == 1
    chapter, missing, count = capsys.readouterr().err.splitlines()
    assert chapter == "page"
    assert "book/about/new.md: there is no catalogue" in missing
    assert count.endswith(": 1")
    with pytest.raises(ValueError, match="no page in book/ has a catalogue in 'ko'"):
        command("ko", "--check")
