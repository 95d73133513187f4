"""What a teacher reads about a class: the page, the gradebooks, and the notebooks with feedback."""

import json
import os
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nma_ae.exercises import courses, set_language
from nma_ae.tools.grade.class_page import as_page
from nma_ae.tools.grade.feedback import _file_names, write_feedback
from nma_ae.tools.grade.gradebooks import as_nbgrader, as_otter
from nma_ae.tools.grade.report import Graded, Row, as_bytes, as_csv, as_json
from nma_ae.tools.grade.students import Submission, by_student, submissions
from nma_ae.tools.grade.submission import answers_of, read_submission

CHAPTER = "deep_autoencoder"
NAMES = courses.names(CHAPTER)
COUNT = f"{CHAPTER}.count_parameters"
HOSTILE = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "]]></style></code></pre>--><!--",
    "{0} {title} %s ${x} `<b>`` ``` ~~~",
    "\u202eright to left\u200f\x00\x1b[31m\ud800",
    "x" * 100_000,
)


def submission(*place: str, rows=(), status="graded", reason="", path="") -> Submission:
    graded = Graded(path or "/".join(place), status, reason, "cut off", "limited", tuple(rows))
    return Submission(graded, place)


def solved(*exercises: str) -> list[Row]:
    return [Row(name, "correct" if name in exercises else "wrong") for name in NAMES]


def test_a_student_is_a_folder_or_a_file_in_none(tmp_path):
    paths = ("alice/a.ipynb", "alice/late/b.ipynb", "bob.ipynb")
    for each in paths:
        (tmp_path / each).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / each).touch()
    graded = [submission(str(tmp_path / each)).graded for each in paths]
    found = submissions(graded, [str(tmp_path)])
    assert [each.student for each in found] == ["alice", "alice", "bob"]
    assert found[1].place == ("alice", "late", "b.ipynb")
    # As a shell writes out submissions/*/*.ipynb.
    alone = submissions(graded, [each.notebook for each in graded])
    assert [each.place for each in alone] == [each.place for each in found]
    # As a shell writes out submissions/*.
    for some in (["alice", "bob.ipynb"], ["alice", "bob.ipynb", "alice/late"]):
        mixed = submissions(graded, [str(tmp_path / each) for each in some])
        assert [each.place for each in mixed] == [each.place for each in found]
    (single,) = submissions(graded[:1], [graded[0].notebook])
    assert single.student == "a"


def test_students_whose_folders_are_given_one_by_one_are_several(tmp_path):
    paths = [tmp_path / student / "chapter.ipynb" for student in ("alice", "bob", "carol")]
    for path in paths:
        path.parent.mkdir()
        path.touch()
    graded = [submission(str(path)).graded for path in paths]
    found = submissions(graded, [str(path.parent) for path in paths])
    assert [each.student for each in found] == ["alice", "bob", "carol"]
    assert _file_names(found)[0] == "alice-chapter.ipynb"


def test_one_name_in_two_folders_is_two_places(tmp_path):
    paths = [tmp_path / group / "alice.ipynb" for group in ("monday", "friday")]
    for path in paths:
        path.parent.mkdir()
        path.touch()
    graded = [submission(str(path)).graded for path in paths]
    found = submissions(graded, [str(path.parent) for path in paths])
    assert len({each.place for each in found}) == 2


def test_of_several_notebooks_of_a_student_the_best_counts():
    early = submission("alice", "1.ipynb", rows=[Row(COUNT, "open"), Row("x", "error")])
    late = submission("alice", "2.ipynb", rows=[Row(COUNT, "correct")])
    for order in ([early, late], [late, early]):
        rows = by_student(order)["alice"]
        assert {name: row.status for name, row in rows.items()} == {COUNT: "correct", "x": "error"}


CLASS = [
    submission("bob.ipynb", rows=solved(*NAMES)),
    submission("alice.ipynb", rows=solved(*NAMES[:2])),
    submission("carol.ipynb", status="unreadable", reason="it is empty"),
]
# What `nbgrader export` of nbgrader 0.9.6 wrote for alice with two cells of six right, and for bob,
# of whom it had no notebook.
NBGRADER = """\
assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,\
score,max_score
deep_autoencoder,,,alice,,,,2.0,0.0,2.0,6.0
deep_autoencoder,,,bob,,,,0.0,0.0,0.0,6.0
"""
# What merge_scores_to_df of otter-grader 7.0.0 gave for these three.
OTTER = """\
file,deep_autoencoder.build_deep_autoencoder,deep_autoencoder.count_parameters,\
deep_autoencoder.decode_grid,deep_autoencoder.plot_decoder_grid,deep_autoencoder.split_autoencoder,\
deep_autoencoder.train_epoch,total_points_earned,percent_correct,grading_status
points-per-question,1,1,1,1,1,1,6,1.0,--
alice.ipynb,1,1,0,0,0,0,2,0.3333,Completed
bob.ipynb,1,1,1,1,1,1,6,1.0,Completed
carol.ipynb,0,0,0,0,0,0,0,0.0,unreadable: it is empty
"""


def test_a_gradebook_is_as_nbgrader_writes_it():
    assert as_nbgrader([CLASS[1], submission("bob.ipynb", status="unreadable")]) == NBGRADER
    elsewhere = courses.names("deep_mlp")
    two = [*CLASS, submission("dan.ipynb", rows=[Row(name, "correct") for name in elsewhere])]
    lines = as_nbgrader(two).splitlines()[1:]
    assert len(lines) == 2 * 4  # each student for each chapter
    n = f"{len(elsewhere)}.0"
    assert f"deep_mlp,,,dan,,,,{n},0.0,{n},{n}" in lines


def test_a_gradebook_is_as_otter_writes_it():
    assert as_otter(CLASS) == OTTER
    elsewhere = [Row(name, "correct") for name in courses.names("deep_mlp")]
    line = as_otter([*CLASS, submission("dan.ipynb", rows=elsewhere)]).splitlines()[-1].split(",")
    assert line[1:7] == [""] * 6  # it is of another chapter
    assert line[-2:] == ["1.0", "Completed"]


@pytest.mark.parametrize("format_", [as_nbgrader, as_otter])
def test_a_spreadsheet_runs_nothing_of_a_gradebook(format_):
    text = format_([submission('=HYPERLINK("x").ipynb', rows=solved())])
    assert "'=HYPERLINK" in text
    assert format_([]).count("\n") == 1


class Reader(HTMLParser):
    """Reads a page: its elements, their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.links += [value for name, value in attrs if name == "href"]
        if tag not in ("meta", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.text += data

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")


CRASHED = Graded(
    notebook="dan.ipynb",
    status="crashed",
    reason="why",
    network="cut off",
    memory="limited",
    rows=(Row(COUNT, "wrong", misconception="x", hint="`y`", code="z"), Row(NAMES[0], "open")),
    unheld="files",
)
PLAIN = Reader(as_page([*CLASS, Submission(CRASHED, ("dan.ipynb",))]))


def hostile_class(text: str) -> list[Submission]:
    rows = [
        Row(NAMES[0], "wrong", text, text, text, text, text, text, text, text, 1, text),
        Row(NAMES[1], "wrong", repair=text, kind=text, code=text),
        Row(NAMES[2], "error", text, details=f"error: {text}", code=text),
        Row(NAMES[3], text),
        Row(text, "wrong", text, code=text),
    ]
    graded = Graded(text, "crashed", text, text, text, tuple(rows), text)
    return [Submission(graded, (text, f"{text}.ipynb")), submission("b.ipynb", rows=solved())]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_students_write_is_text_on_the_page(text):
    assert_is_harmless(as_page(hostile_class(text)))


@given(st.text(alphabet=st.sampled_from("<>&\"'`=/!-]ax \n\t\u202e\ud800;:#{}"), max_size=30))
def test_whatever_students_write_is_text_on_the_page(text):
    assert_is_harmless(as_page(hostile_class(text)))


def assert_is_harmless(page: str) -> None:
    found = Reader(page)
    assert found.open == []
    assert found.elements <= PLAIN.elements
    assert found.attributes <= PLAIN.attributes
    assert not {"script", "img", "link"} & found.elements
    assert all(each.startswith("#deep_") for each in found.links)
    assert not [name for name in found.attributes if name.startswith("on")]
    assert not set("\u202e\u200f\x00\x1b") & set(page)
    assert len(page) < 40_000
    as_bytes(page).decode()


def test_a_page_loads_nothing():
    assert PLAIN.elements & {"style", "table", "pre"}
    assert "src" not in PLAIN.attributes
    assert PLAIN.links
    assert "url(" not in PLAIN.text
    assert "default-src 'none'" in as_page([])


def test_a_page_says_what_was_solved_and_what_goes_wrong_for_whom():
    wrong = Row(COUNT, "wrong", misconception="no_slopes", hint="Slopes count.", code="return 1")
    long = Row(COUNT, "wrong", misconception="no_slopes", hint="Slopes count.", code="y = 1\n" * 99)
    error = Row(COUNT, "error", details="error: NameError: m")
    stopped = Row(NAMES[0], "timed-out")
    page = as_page(
        [
            submission("ann.ipynb", rows=[Row(NAMES[0], "correct"), long]),
            submission("ben.ipynb", rows=[Row(NAMES[0], "correct"), wrong]),
            submission("cem.ipynb", rows=[stopped, error], status="timed-out", reason="12 s"),
            submission("eva.ipynb", rows=[Row(NAMES[0], "check-failed"), Row(COUNT, "not-run")]),
        ]
    )
    text = " ".join(Reader(page).text.split())
    assert "correct: 2 of 4" in text
    assert "not correct yet: 3 not checked: 1" in text
    assert "2 of 3 Slopes count. (no_slopes) One of these answers return 1" in text
    assert "1 of 3 NameError: m" in text
    assert "cem.ipynb: 12 s" in text
    grid = page[page.index("<table>") :]
    row = grid[grid.index("cem") : grid.index("eva")]
    assert [word in row for word in ("stopped here", "stopped with an error")] == [True, True]
    examples = [each.partition("</pre>")[0] for each in page.split("<pre")[1:]]
    assert len(examples) == 1
    assert not any(name in each for each in examples for name in ("ann", "ben"))


def test_a_long_answer_is_shortened():
    code = "\n".join(["x" * 500, *["y = 1"] * 100])
    page = as_page([submission("a.ipynb", rows=[Row(COUNT, "wrong", code=code)])])
    example = page.partition("<pre")[2].partition("</pre>")[0]
    assert example.count("y = 1") < 30
    assert example.count("x" * 121) == 0
    assert example.count("…") == 2


@pytest.fixture
def japanese():
    set_language("ja")
    yield
    set_language("en")


def test_a_page_speaks_japanese(japanese):
    page = as_page(CLASS)
    assert '<html lang="ja">' in page
    assert "クラスの状況" in page
    assert "correct" not in Reader(page).text


def test_an_example_has_no_comment_and_no_docstring():
    source = f'''
@exercise("{COUNT}")
def count_parameters(widths):
    """By Alice."""
    # Alice again
    def inner():
        "Alice"
    return len(widths)
'''
    cells = read_submission(
        json.dumps({"cells": [{"cell_type": "code", "source": source}]}).encode()
    )
    (answer,) = answers_of(cells)
    assert answer.code.splitlines()[0] == "def count_parameters(widths):"
    assert answer.code.splitlines()[-1] == "    return len(widths)"
    assert "Alice" not in answer.code


def test_tables_and_json_keep_their_form():
    row = Row(COUNT, "wrong", cell=3, code="SECRET")
    graded = [Graded("a.ipynb", "graded", "", "cut off", "limited", (row,))]
    columns = (
        "notebook,exercise,status,headline,misconception,hint,clue,kind,line,repair,details,"
        "network,memory,unheld"
    )
    assert as_csv(graded).split("\n")[0] == columns
    assert list(json.loads(as_json(graded))[0]["rows"][0]) == columns.split(",")[1:-3]
    assert "SECRET" not in as_json(graded) + as_csv(graded)


def code_cell(source, **rest):
    return {"cell_type": "code", "source": source, **rest}


@pytest.fixture
def feedback(tmp_path):
    """Return a function from cells and rows to the notebook with feedback."""

    def written(cells, rows, **rest) -> nbformat.NotebookNode:
        path = tmp_path / "alice.ipynb"
        path.write_text(json.dumps({"cells": cells, **rest}), encoding="utf-8")
        folder = tmp_path / "feedback"
        each = submission("alice.ipynb", rows=rows, path=str(path))
        assert list(write_feedback([each], folder)) == []
        (file,) = folder.iterdir()
        notebook = nbformat.read(file, as_version=nbformat.NO_CONVERT)
        nbformat.validate(notebook)
        assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
        return notebook

    return written


def test_each_answer_gets_its_verdict_below_it(feedback):
    cells = [
        {"cell_type": "markdown", "source": "# Title", "metadata": {}, "id": "title"},
        code_cell(
            "import torch", id="title", metadata={"tags": ["x"]}, execution_count=7, outputs=[]
        ),
        code_cell(
            ["@exercise", "\n", "def f(): ..."], outputs=["no output"], metadata={"tags": "x"}
        ),
        {"cell_type": "raw", "source": "rest", "metadata": {}},
    ]
    wrong = Row(
        COUNT, "wrong", "not correct yet.", "no_slopes", "Count `slopes`_too_.",
        repair="SOLUTION", line="SOLUTION", details="input: [3]\n```\nexpected: 4", cell=2,
    )  # fmt: skip
    rows = [wrong, Row(NAMES[0], "correct", "correct.", cell=2), Row(NAMES[2], "missing")]
    found = feedback(cells, rows, metadata={"kernelspec": {"name": "x", "display_name": "y"}})
    kinds = [cell.cell_type for cell in found.cells]
    assert kinds == ["markdown", "markdown", "code", "code", "markdown", "markdown", "raw"]
    summary, _title, first, second, verdict, right, _rest = (cell.source for cell in found.cells)
    assert summary == "**Correct: 1 of 3.**\n\nNo cell asks for: train&#95;epoch."
    assert (first, second) == ("import torch", "\n".join(["@exercise", "def f(): ..."]))
    assert verdict == (
        "**✗** `count_parameters`: not correct yet.\n\n> Count `slopes`&#95;too&#95;.\n\n"
        "````text\ninput: [3]\n```\nexpected: 4\n````"
    )
    assert right == "**✓** `build_deep_autoencoder`: correct."
    assert found.cells[2].execution_count == 7
    assert found.cells[2].metadata == {"tags": ["x"]}
    assert found.cells[3].outputs == []
    assert found.metadata.kernelspec.name == "x"
    assert "SOLUTION" not in json.dumps(found)


@pytest.mark.parametrize("text", [*HOSTILE, "[x](javascript:alert(1)) ![y](z) **b** $$c$$ <a"])
def test_what_students_write_is_text_in_the_feedback(feedback, text):
    from markdown_it import MarkdownIt

    rows = [Row(text, "error", text, hint=text, details=text, cell=1)]
    verdict = feedback([code_cell("f()")], rows).cells[2].source
    made = {token.type for token in MarkdownIt("commonmark").parse(verdict)}
    made |= {
        child.type
        for token in MarkdownIt("commonmark").parse(verdict)
        for child in token.children or ()
    }
    assert not {each for each in made if each.startswith(("html", "link", "image", "em_"))}
    assert sum(token.type == "fence" for token in MarkdownIt("commonmark").parse(verdict)) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
CELLS = st.dictionaries(
    st.sampled_from(["id", "metadata", "source", "outputs", "execution_count", "attachments", "x"]),
    JSON,
)
KINDS = st.sampled_from(["code", "markdown", "raw", "other"])


@given(
    cells=st.lists(
        st.builds(lambda cell, kind: cell | {"cell_type": kind}, CELLS, KINDS), max_size=4
    ),
    metadata=JSON,
)
def test_feedback_is_a_valid_notebook_whatever_was_handed_in(tmp_path_factory, cells, metadata):
    folder = tmp_path_factory.mktemp("feedback")
    path = folder / "a.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": metadata}))
    rows = [Row(COUNT, "wrong", cell=1)]
    assert (
        list(write_feedback([submission("a.ipynb", rows=rows, path=str(path))], folder / "f")) == []
    )
    notebook = nbformat.read(folder / "f" / "a.ipynb", as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    has_code = any(cell["cell_type"] == "code" for cell in cells)
    assert len(notebook.cells) == len(cells) + 1 + has_code


PLACES = [
    ("..", "..", "x.ipynb"),
    (".hidden.ipynb",),
    ("a\\b/c\n\t.ipynb",),
    ("名前" * 200 + ".ipynb",),
    ("\udce9\u202e.ipynb",),
    (".ipynb",),
    ("a", "b.ipynb"),
    ("a-b.ipynb",),
    ("A", "B.ipynb"),
    ("a-b-2.ipynb",),
]


@given(st.lists(st.sampled_from(PLACES) | st.lists(st.text(), min_size=1, max_size=3).map(tuple)))
def test_names_of_feedback_are_different_and_of_one_folder(places):
    names = _file_names([submission(*place) for place in places])
    assert len({name.casefold() for name in names}) == len(places)
    for name in names:
        assert Path(name).name == name
        assert name.endswith(".ipynb")
        assert not name.startswith(".")
        assert len(name.encode()) < 220
        assert name.isprintable()


def test_nothing_is_written_outside_and_links_are_not_followed(tmp_path):
    content = json.dumps({"cells": [code_cell("f()")]})
    folder, outside = tmp_path / "feedback", tmp_path / "outside.ipynb"
    folder.mkdir()
    outside.write_text(content)
    (folder / "alice.ipynb").symlink_to(outside)
    (tmp_path / "link.ipynb").symlink_to(outside)
    rows = [Row(COUNT, "wrong", cell=1)]
    said = list(
        write_feedback(
            [
                submission("alice.ipynb", rows=rows, path=str(outside)),
                submission("..", "bob.ipynb", rows=rows, path=str(outside)),
                submission("link.ipynb", rows=rows, path=str(tmp_path / "link.ipynb")),
                submission("gone.ipynb", rows=rows, path=str(tmp_path / "gone.ipynb")),
                submission("bad.ipynb", status="unreadable", reason="it is empty"),
            ],
            folder,
        )
    )
    assert sorted(os.listdir(folder)) == ["-bob.ipynb", "alice.ipynb"]
    assert not (folder / "alice.ipynb").is_symlink()
    assert outside.read_text() == content
    assert [each.partition(": no feedback: ")[2] for each in said][::2] == [
        "it is a link; expected the file itself",
        "it is empty",
    ]
    assert sorted(os.listdir(tmp_path)) == ["feedback", "link.ipynb", "outside.ipynb"]


def test_what_is_nested_too_deeply_costs_that_notebook_alone(tmp_path):
    path = tmp_path / "deep.ipynb"
    deep = "[" * 900 + "]" * 900
    path.write_text(f'{{"cells": [{{"cell_type": "code", "source": "", "metadata": {deep}}}]}}')
    each = submission("deep.ipynb", rows=[Row(COUNT, "wrong", cell=1)], path=str(path))
    good = tmp_path / "good.ipynb"
    good.write_text(json.dumps({"cells": []}))
    other = submission("good.ipynb", rows=[Row(COUNT, "missing")], path=str(good))
    list(write_feedback([each, other], tmp_path / "f"))
    assert (tmp_path / "f" / "good.ipynb").exists()
