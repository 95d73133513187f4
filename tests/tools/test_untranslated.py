"""English blocks on a page in another language: how they are marked, and what reads them."""

import pytest
from docutils import nodes
from markdown_it import MarkdownIt

from nma_ae.tools.translate.page import Message, messages, translated_markdown
from nma_ae.tools.translate.untranslated import HEADING_MARK, marked, unmarked

PAGE = """\
# Title

(place)=
## Section
Text at once below it.

- one
- two

1. first

2. second

| a | b |
|---|---|
| c | d |

**Term**
: Its meaning.

**Other term**
: Its meaning.

> A quotation, and **bold** *words*.

<details><summary>An answer</summary>

It is this.

```python
x = 1
```

</details>

$$x = 1$$
"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def shape(markdown: str) -> list[str]:
    """Return the elements of a page in their order, as JupyterLab sees them, without the marks."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    return [token.tag for token in tokens if token.block and token.nesting >= 0 and token.tag]


def test_every_block_of_an_untranslated_page_is_marked_and_stays_what_it_is(page):
    made = translated_markdown(page, "ja", lambda message: None)
    assert shape(made) == shape(PAGE)
    assert made.count('<small lang="ja">') == len(messages(page))
    assert made.count(HEADING_MARK) == 2
    assert made.count("<div") == made.count("</div>")
    assert made.count("<details>") == made.count("</details>") == 1
    assert '<summary><span lang="en">An answer</span> <small lang="ja">' in made


def test_marks_can_be_taken_away_again(page):
    made = translated_markdown(page, "ja", lambda message: None)
    summary = '<span lang="en">An answer</span> <small lang="ja">未翻訳</small>'
    assert unmarked(made).replace(summary, "An answer") == PAGE
    assert unmarked(PAGE) == PAGE


def test_a_page_of_which_all_is_translated_has_no_mark(page):
    made = translated_markdown(page, "ja", lambda message: message.text)
    assert made == PAGE


def test_only_what_has_no_translation_is_marked(page):
    def translate(message: Message) -> str | None:
        return None if message.text.startswith("- one") else message.text

    made = translated_markdown(page, "ja", translate)
    before, _, rest = made.partition('<div lang="en" class="not-translated">')
    inside, _, after = rest.partition("</div>")
    assert before.endswith("Text at once below it.\n\n")
    assert "- one\n- two" in inside
    assert after.lstrip("\n").startswith("1. first")


def test_the_mark_is_in_the_language_of_the_page():
    assert '<small lang="ja">未翻訳</small>' in marked("Text.", "ja")
    assert '<small lang="xx">Not translated yet</small>' in marked("Text.", "xx")


def test_a_title_before_a_mark_is_one_that_is_not_translated():
    from nma_ae.tools.site.editions import marked_titles

    document = nodes.document(None, None)
    english, japanese = nodes.title(text="English"), nodes.title(text="Japanese")
    mark = marked("# English", "ja").partition("\n\n")[2]
    document += [
        nodes.section("", english, nodes.raw("", mark, format="html")),
        nodes.section("", japanese, nodes.raw("", "<div>", format="html")),
    ]
    assert list(marked_titles(document)) == [english]
