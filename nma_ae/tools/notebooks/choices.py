"""Questions with a clear answer: options to choose from, and a fold that says why.

    - A. One answer
    - B. Another

    <details><summary>An answer</summary>

    **B.** Why it is right. **A** is what one believes who ...

    </details>

In a notebook that is a list and a fold; on the site the options become buttons, so that each is one
paragraph. The fold begins with the letter of the right option, and has a word on each of the
others, whose letter is bold. In a list of several questions the letters are bold, as in
`- **A.** How ...`, and a list of books, whose authors have initials, has no fold.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

_LETTER = re.compile(r"([A-Z])\. ")
_OPTION = r"- [A-Z]\. .*\n+(?:  .*\n+)*"
_CHOICE = re.compile(
    rf"^(?P<options>(?:{_OPTION})+)(?P<fold><details>(?s:.*?)</summary>(?P<answer>(?s:.*?))</details>)",
    re.MULTILINE,
)
_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Choice:
    """One question of a notebook.

    Attributes:
        options: their letters in order.
        right: the letter of the right one.
    """

    options: str
    right: str


def read_choices(markdown: str) -> Iterator[Choice]:
    """Yield the questions with a choice in a text.

    Args:
        markdown: the text of a cell.

    Raises:
        ValueError: If `right_option` refuses the letters of one.
    """
    for choice in _CHOICE.finditer(markdown):
        letters = re.findall(r"^- ([A-Z])\. ", choice["options"], re.MULTILINE)
        answer = choice["answer"].strip()
        bold = _BOLD.findall(answer) if answer.startswith("**") else []
        yield Choice("".join(letters), right_option(letters, bold))


def without_options(markdown: str) -> str:
    """Return a text without the options of its questions: most of them are not true."""
    return _CHOICE.sub(r"\g<fold>", markdown)


def letter_of(text: str) -> str:
    """Return the letter with which an option begins, as in "A. One answer"; else ""."""
    found = _LETTER.match(text)
    return found[1] if found else ""


def right_option(letters: Sequence[str], bold: Sequence[str]) -> str:
    """Return the letter of the right option.

    Args:
        letters: of the options, in their order.
        bold: what is bold in the fold after them, in its order; none if it does not begin so.

    Raises:
        ValueError: If the letters are not A, B, ..., or the fold does not begin with one of them,
            bold and with a full stop, or says nothing of another.
    """
    expected = list(ascii_uppercase[: len(letters)])
    where = f"options {', '.join(letters)}"
    if list(letters) != expected or len(letters) < 2:
        raise ValueError(f"{where}: expected at least two, named A., B. and so on in this order")
    if not bold or bold[0] not in {f"{letter}." for letter in letters}:
        raise ValueError(
            f"{where}: expected that the fold begins with the right one, as in **B.**; "
            f"got {bold[0] if bold else 'no letter'!r}. If these are several questions, write "
            "their letters in bold"
        )
    said = {text.rstrip(".:") for text in bold}
    silent = [letter for letter in letters if letter not in said]
    if silent:
        raise ValueError(
            f"{where}: the fold says nothing of {', '.join(silent)}; expected the letter in bold, "
            "and which mistake it is"
        )
    return bold[0][0]
