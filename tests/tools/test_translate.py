import argparse
import gettext
import json
import shutil
from collections import Counter
from pathlib import Path

import nbformat
import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nma_ae.exercises import catalogue as exercises
from nma_ae.tools.notebooks.cells import code_cells
from nma_ae.tools.notebooks.files import read_notebook, write_notebook
from nma_ae.tools.notebooks.kernel import CellFailed, run_notebook
from nma_ae.tools.notebooks.normal import normalised
from nma_ae.tools.translate import register, speech
from nma_ae.tools.translate.blocks import split
from nma_ae.tools.translate.catalogue import catalogue_path, read_catalogue
from nma_ae.tools.translate.check import differences, leftovers, problems
from nma_ae.tools.translate.page import ALT, Message, messages, translated_notebook

PAGES = Path(__file__).parent / "pages"
ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "book").glob("*.ipynb"))
SPOKEN = ["video", "stub", "solution", "progress"]


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
    """Let kernels import a copy of the package whose exercises "speak Japanese": they mark it."""
    copy = tmp_path / "package" / "nma_ae"
    shutil.copytree(ROOT / "nma_ae", copy, ignore=shutil.ignore_patterns("__pycache__"))
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    said = {message.text for message in speech.speech([])}
    catalogue.extend(polib.POEntry(msgid=text, msgstr=f"日本語:{text}") for text in sorted(said))
    folder = copy / "locale/ja/LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    catalogue.save_as_mofile(str(folder / "nma_ae.mo"))
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
    entries = [entry for entry in catalogue if old in entry.msgstr]
    assert len(entries) == 1
    entries[0].msgstr = entries[0].msgstr.replace(old, new)
    catalogue.save(str(path))


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
    assert problems(page, "ja") == []
    known = {
        (e.msgctxt or "", e.msgid): e.msgstr for e in read_catalogue(catalogue_path(page, "ja"))
    }
    made = translated_notebook(page, "ja", lambda message: known[message.context, message.text])
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
        ("# パラメータを数える", "", "title", "not translated"),
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
    found = problems(page, "ja")
    assert found
    assert any(f"page.ipynb, {cell}: {problem}" in line for line in found), found


def test_a_fuzzy_entry_a_lost_one_and_a_missing_catalogue_are_named(page):
    path = catalogue_path(page, "ja")
    catalogue = read_catalogue(path)
    catalogue[0].flags.append("fuzzy")
    del catalogue[1]
    catalogue.save(str(path))
    found = problems(page, "ja")
    assert any("title: fuzzy" in line and "Counting parameters" in line for line in found)
    assert any("title: not in the catalogue" in line and "How many" in line for line in found)
    path.unlink()
    (line,) = problems(page, "ja")
    assert "there is no catalogue" in line


def test_when_the_english_changes_the_japanese_that_no_longer_fits_is_named(page):
    change(page, "formula", "of a layer", "of one layer")
    found = problems(page, "ja")
    assert [line.split(": ")[1][:18] for line in found] == [
        "not in the catalog",
        "this text is no lo",
    ]
    assert all("page.ipynb, formula" in line for line in found)

    assert command("ja", str(page), "--update") == 0
    (line,) = problems(page, "ja")
    assert "formula: fuzzy" in line
    fuzzy = read_catalogue(catalogue_path(page, "ja")).fuzzy_entries()
    assert [entry.previous_msgid for entry in fuzzy] == [
        "> A PReLU shares its slope among *all* units of a layer."
    ]
    assert "すべて" in fuzzy[0].msgstr


def test_an_update_changes_nothing_where_nothing_changed(page):
    path = catalogue_path(page, "ja")
    before = path.read_text(encoding="utf-8")
    assert command("ja", str(page), "--update") == 0
    assert path.read_text(encoding="utf-8") == before


def test_text_that_was_only_wrapped_anew_keeps_its_translation(page):
    change(page, "title", "builds one. See also\n", "builds one.\nSee also ")
    assert len(problems(page, "ja")) == 2
    assert command("ja", str(page), "--update") == 0
    assert problems(page, "ja") == []


def test_text_that_is_new_or_gone_is_new_or_gone_in_the_catalogue(page, capsys):
    change(page, "discussion", "What you have solved so far:", "Wholly other words stand here.")
    assert command("ja", str(page), "--update") == 0
    catalogue = read_catalogue(catalogue_path(page, "ja"))
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == [
        "Wholly other words stand here."
    ]
    assert catalogue.fuzzy_entries() == []
    assert "1 to translate" in capsys.readouterr().out


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
    ],
)
def test_numbers_may_change_from_words_to_figures_only(english, japanese, clean):
    for context in ("", ALT):
        assert (not list(differences(Message(english, context, ""), japanese))) == clean


def test_what_the_exercises_said_is_said_again_and_nothing_else_changes(
    executed, japanese_exercises, tmp_path
):
    assert command("ja", str(executed), "--output", str(tmp_path / "ja")) == 0
    english = {cell.id: cell for cell in code_cells(read_notebook(executed))}
    japanese = {cell.id: cell for cell in code_cells(read_notebook(tmp_path / "ja/page.ipynb"))}
    changed = [name for name in english if english[name].outputs != japanese[name].outputs]
    assert changed == SPOKEN
    assert all(
        "日本語:" in json.dumps(japanese[name].outputs, ensure_ascii=False) for name in SPOKEN
    )
    for name, cell in english.items():
        other = japanese[name]
        assert cell.execution_count == other.execution_count
        assert [output.output_type for output in cell.outputs] == [
            output.output_type for output in other.outputs
        ]
    assert english["use"].outputs[0].text == "parameters: 666791\n"


def test_said_again_in_the_same_language_is_the_same(executed):
    from nma_ae.tools.translate.spoken import with_spoken_again

    notebook = read_notebook(executed)
    assert with_spoken_again(notebook, executed.parent) == notebook


def test_another_verdict_than_the_notebooks_is_an_error(executed):
    from nma_ae.tools.notebooks.exercises import verdicts
    from nma_ae.tools.translate.spoken import with_spoken_again

    text = executed.read_text(encoding="utf-8")
    name, verdict = next(iter(verdicts(read_notebook(executed)).items()))
    other = nbformat.reads(text.replace(verdict[:1], "✗"), as_version=4)
    with pytest.raises(ValueError, match=rf"{name}.*expected the verdict '✗'.*Run the command"):
        with_spoken_again(other, executed.parent)


def test_a_language_that_the_exercises_do_not_speak_is_an_error(executed, tmp_path):
    korean = catalogue_path(executed, "ko")
    korean.parent.mkdir(parents=True)
    shutil.copy(catalogue_path(executed, "ja"), korean)
    with pytest.raises(CellFailed, match="language must be one of"):
        command("ko", str(executed), "--output", str(tmp_path / "ko"))
    assert not (tmp_path / "ko").exists()


def test_nothing_is_written_while_something_is_wrong(page, tmp_path, capsys):
    change_translation(page, "666,791", "666,971")
    assert command("ja", str(page), "--output", str(tmp_path / "ja")) == 1
    assert not (tmp_path / "ja").exists()
    assert "666,791" in capsys.readouterr().err
    assert command("ja", str(page), "--check") == 1


def test_a_markdown_page_goes_the_same_way(tmp_path):
    page = tmp_path / "intro.md"
    page.write_text("# Welcome\n\nRead `this` first.\n\n```python\nx = 1\n```\n", encoding="utf-8")
    assert command("ja", str(page), "--update") == 0
    path = catalogue_path(page, "ja")
    catalogue = read_catalogue(path)
    assert [entry.occurrences for entry in catalogue] == [[("intro.md", "1")], [("intro.md", "3")]]
    for entry, text in zip(
        catalogue, ["# ようこそ", "まず `this` を読んでください。"], strict=True
    ):
        entry.msgstr = text
    catalogue.save(str(path))
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


@pytest.fixture
def spoken(tmp_path, monkeypatch):
    """Return the path of a copy of what the exercises say in Japanese, free to be spoilt."""
    monkeypatch.setattr(speech, "CATALOGUES", tmp_path)
    path = speech.speech_path("ja")
    path.parent.mkdir(parents=True)
    for original in (ROOT / "nma_ae/locale/ja/LC_MESSAGES").iterdir():
        shutil.copy(original, path.parent)
    return path


@pytest.fixture
def few_chapters(monkeypatch):
    """Let there be the exercises of one chapter only, none of which is run."""
    first = exercises.names("deep_autoencoder")[0]
    monkeypatch.setattr(exercises, "names", lambda chapter: [first])
    return ["deep_autoencoder"]


@pytest.mark.parametrize(
    ("english", "old", "new", "problem"),
    [
        ("not correct yet.", "", "", "exercises/check.py: not translated"),
        ("stopped after {seconds:g} seconds.", "{seconds:g}", "{seconds}", "fields differ"),
        ("You used ReLU.", "ReLUを使", "", "build_deep_autoencoder: not translated"),
        ("`model[:-2]` is", "`model[:-2]`", "model[:-2]", "inline code is missing: model[:-2]"),
        ("Video", "動画", "映像", "nma_ae.mo is older than nma_ae.po"),
    ],
)
def test_what_is_wrong_in_what_the_exercises_say_is_named(
    spoken, few_chapters, english, old, new, problem
):
    catalogue = read_catalogue(spoken)
    entry = next(entry for entry in catalogue if entry.msgid.startswith(english))
    entry.msgstr = entry.msgstr.replace(old, new) if new else ""
    catalogue.save(str(spoken))
    found = speech.speech_problems("ja", few_chapters)
    assert any(problem in line for line in found), found


def test_an_update_compiles_what_gettext_reads(spoken, few_chapters):
    spoken.with_suffix(".mo").unlink()
    speech.update_speech("ja", few_chapters)
    assert speech.speech_problems("ja", few_chapters) == []
    said = gettext.translation("nma_ae", spoken.parents[2], ["ja"])
    assert said.gettext("not correct yet.") == "まだ正しくありません。"


def test_what_is_said_in_no_catalogue_yet_is_made(tmp_path, monkeypatch, few_chapters):
    monkeypatch.setattr(speech, "CATALOGUES", tmp_path)
    (line,) = speech.speech_problems("ja", few_chapters)
    assert "there is no catalogue" in line
    path = speech.update_speech("ja", few_chapters)
    texts = [entry.msgid for entry in read_catalogue(path)]
    assert "not correct yet." in texts
    assert "output for three images, with fixed weights" in texts  # what the check looks at


def test_without_pages_all_that_have_a_catalogue_are_meant(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(speech, "speech_problems", lambda language, chapters: chapters)
    assert command("ja", "--check") == 1
    assert capsys.readouterr().err == "page\n"
    with pytest.raises(ValueError, match="no page in book/ has a catalogue in 'ko'"):
        command("ko", "--check")
