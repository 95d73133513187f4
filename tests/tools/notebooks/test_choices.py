"""Questions with a choice are read from their Markdown, and each of the book's is complete."""

import pytest

from nma_ae.tools.claims.prose import split_sentences
from nma_ae.tools.notebooks.choices import Choice, letter_of, read_choices, without_options
from nma_ae.tools.notebooks.files import find_notebooks, read_notebook
from nma_ae.tools.translate.blocks import passages

FOLD = "<details><summary>An answer</summary>\n\n{}\n\n</details>\n"
OPTIONS = "- A. One answer,\n  in two lines\n- B. Another\n- C. A third\n\n"
ANSWER = "**B.** Because it is. **A** is in *two* lines.\n\n**C:** counts twice."
MAIN = ("autoencoder_family", "deep_autoencoder", "deep_mlp", "spherical_latent", "ssl_rsm")


def question(options=OPTIONS, answer=ANSWER):
    return f"**Think about it.** What?\n\n{options}{FOLD.format(answer)}"


def choices_of(notebook):
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    return [choice for text in texts for choice in read_choices(text)]


def test_a_question_has_options_and_a_right_one():
    assert list(read_choices(question())) == [Choice("ABC", "B")]
    two = question() + "\nNow this.\n\n" + question("- A. Yes\n- B. No\n\n", "**A.** Not **B**.")
    assert list(read_choices(two)) == [Choice("ABC", "B"), Choice("AB", "A")]


@pytest.mark.parametrize(
    "text",
    [
        question("- **A.** What?\n- **B.** Why?\n\n", "**A.** This.\n\n**B.** Therefore."),
        question("1. What?\n2. Why?\n\n", "1. This.\n2. Therefore."),
        question("- A point\n- And another\n\n", "Yes."),
        question("", "Yes."),
        "## Read on\n\n- A. Krizhevsky (2012).\n- G. Hinton (2006).\n",
        "What?\n\n" + OPTIONS + "Text between.\n\n" + FOLD.format(ANSWER),
    ],
)
def test_several_questions_and_open_ones_are_no_choice(text):
    assert list(read_choices(text)) == []
    assert without_options(text) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (question(answer="It is B. **A** and **C** are not."), "begins with the right one"),
        (question(answer="Yes: **B.** And not **A** or **C**."), "begins with the right one"),
        (question(answer="**D.** Neither **A** nor **B** nor **C**."), r"got 'D\.'"),
        (question(answer="**B** is right, **A** and **C** are not."), "got 'B'"),
        (question(answer="**B.** Because it is. **A** is not."), "nothing of C"),
        (question("- A. Alone\n\n", "**A.** Yes."), "at least two"),
        (question("- A. One\n- C. Another\n\n", "**A.** Not **C**."), "named A., B. and so on"),
        (question("- B. One\n- A. Another\n\n", "**A.** Not **B**."), "named A., B. and so on"),
    ],
)
def test_what_is_not_complete_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        list(read_choices(text))


def test_options_are_no_claims_and_their_answers_are():
    said = [each.text for each in passages(without_options(question()))]
    sentences = [sentence for text in said for sentence in split_sentences(text)]
    assert "Another" not in " ".join(sentences)
    assert "B. Because it is." in sentences


@pytest.mark.parametrize(
    ("text", "letter"), [("A. One", "A"), ("A One", ""), ("AB. One", ""), ("a. One", ""), ("", "")]
)
def test_an_option_begins_with_its_letter(text, letter):
    assert letter_of(text) == letter


@pytest.mark.parametrize("path", find_notebooks([]), ids=lambda path: path.stem)
def test_each_question_of_the_book_has_one_right_option_and_a_word_on_the_others(path):
    found = choices_of(read_notebook(path))  # or it would say what is missing
    assert len(found) >= (2 if path.stem in MAIN else 0)


def test_the_right_options_of_the_book_do_not_all_have_one_letter():
    rights = {c.right for path in find_notebooks([]) for c in choices_of(read_notebook(path))}
    assert len(rights) >= 3
