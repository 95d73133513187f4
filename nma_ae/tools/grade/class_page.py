"""A page about a class: who has solved what, and the mistakes that many make. One file, no script.

What comes from students is text on it: names, answers and errors are escaped, whatever they say.
"""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from nma_ae.exercises import courses
from nma_ae.exercises.messages import N_, _, language
from nma_ae.exercises.verdict import code_in_html
from nma_ae.tools.grade.gradebooks import chapters_of
from nma_ae.tools.grade.report import Graded, Mistake, Row, common_mistakes, handed_in, visible
from nma_ae.tools.grade.students import Submission, by_student

MOST_MISTAKES = 3
"""Of an exercise, that are shown."""
MOST_LINES, MOST_COLUMNS = 24, 120
"""Of an answer."""
MOST_TEXT, MOST_NAME = 400, 60
"""Characters of a sentence, and of a name."""
_STYLE = Path(__file__).with_name("class_page.css")
_STATES = {
    "correct": ("✓", N_("correct")),
    "wrong": ("✗", N_("wrong")),
    "error": ("!", N_("stopped with an error")),
    "open": ("○", N_("not attempted")),
    "missing": ("–", N_("no cell asks for it")),
    "not-run": ("…", N_("not reached")),
    "stopped": ("■", N_("the notebook was stopped here")),
    "check-failed": ("?", N_("the check failed")),
}
_PARTS = {
    "correct": ("correct",),
    "wrong": ("wrong", "error"),
    "open": ("open", "missing"),
    "unchecked": ("not-run", "stopped", "check-failed"),
}
"""Of a bar, with the states that they count."""
_MISTAKES, _STUCK = N_("The commonest mistakes"), N_("Who is stuck where")
_STOPPED = ("timed-out", "out-of-memory", "crashed")

_Students = dict[str, dict[str, Row]]


def as_page(submitted: Sequence[Submission]) -> str:
    """Return the page as HTML, in the language of the engine's messages."""
    students = by_student(submitted)
    graded = [each.graded for each in submitted]
    chapters = chapters_of(students.values())
    sections = [_chapter(each, students) for each in chapters]
    title = escape(_("How the class is doing"))
    formative = _("Made to help you teach, not to give marks: the solutions come with the package.")
    return f"""\
<!DOCTYPE html>
<html lang="{language()}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{_STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{_figures(students, graded)}
<p>{escape(formative)}</p>
{_contents(chapters)}
{_not_graded(submitted)}{_unheld(graded)}{"".join(sections)}</main>
</body>
</html>
"""


def _contents(chapters: Sequence[str]) -> str:
    parts = (("mistakes", _MISTAKES), ("students", _STUCK))
    items = []
    for each in chapters:
        links = [f'<a href="#{each}-{part}">{escape(_(title))}</a>' for part, title in parts]
        items.append(f'<li><a href="#{each}">{_code(each)}</a> {" ".join(links)}</li>\n')
    return f"<nav>\n<ul>\n{''.join(items)}</ul>\n</nav>" if items else ""


def _figures(students: _Students, graded: Sequence[Graded]) -> str:
    rows = [row for found in students.values() for row in _known(found)]
    correct = sum(row.status == "correct" for row in rows)
    figures = [
        (_("students"), str(len(students))),
        (_("notebooks"), str(len(graded))),
        (_("correct answers"), _share(correct, len(rows))),
    ]
    cells = "".join(f"<div><dt>{escape(name)}</dt><dd>{n}</dd></div>" for name, n in figures)
    return f'<dl class="figures">{cells}</dl>'


def _known(found: dict[str, Row]) -> list[Row]:
    """Return the rows of a student that are of exercises, not of names that no exercise has."""
    names = {name for chapter in chapters_of([found]) for name in courses.names(chapter)}
    return [row for name, row in found.items() if name in names]


def _not_graded(submitted: Sequence[Submission]) -> str:
    items = [
        f"<li><strong>{_name('/'.join(each.place))}</strong>: {_prose(each.graded.reason)}</li>\n"
        for each in submitted
        if each.graded.status != "graded"
    ]
    return _notice(_("Not graded to the end"), items)


def _unheld(graded: Sequence[Graded]) -> str:
    items = []
    for text in dict.fromkeys(each.unheld for each in graded if each.unheld):
        n = sum(each.unheld == text for each in graded)
        items.append(f"<li>{_count(n, len(graded))}: {_prose(text)}</li>\n")
    return _notice(_("Protection that was missing"), items)


def _notice(title: str, items: Sequence[str]) -> str:
    if not items:
        return ""
    return f"""\
<section class="notice">
<h2>{escape(title)}</h2>
<ul>
{"".join(items)}</ul>
</section>
"""


def _chapter(chapter: str, students: _Students) -> str:
    names = courses.names(chapter)
    found = {who: rows for who, rows in students.items() if not rows.keys().isdisjoint(names)}
    rows_of = {name: [rows[name] for rows in found.values() if name in rows] for name in names}
    correct = sum(row.status == "correct" for rows in rows_of.values() for row in rows)
    summary = _("Handed in: {count}. {share} of the answers are correct.").format(
        count=_count(len(found), len(students)),
        share=_share(correct, sum(map(len, rows_of.values()))),
    )
    exercises = [_exercise(number, name, rows_of[name]) for number, name in enumerate(names, 1)]
    mistakes = [_mistakes(number, name, rows_of[name]) for number, name in enumerate(names, 1)]
    return f"""\
<section>
<h2 id="{chapter}">{_code(chapter)}</h2>
<p>{escape(summary)}</p>
<ol class="exercises">
{"".join(exercises)}</ol>
<h3 id="{chapter}-mistakes">{escape(_(_MISTAKES))}</h3>
{"".join(mistakes) or f"<p>{escape(_('No mistakes.'))}</p>"}
<h3 id="{chapter}-students">{escape(_(_STUCK))}</h3>
{_grid(chapter, found)}
</section>
"""


def _exercise(number: int, name: str, rows: Sequence[Row]) -> str:
    counts = {part: sum(_state(row) in states for row in rows) for part, states in _PARTS.items()}
    words = {
        "wrong": _("not correct yet: {n}"),
        "open": _("not attempted: {n}"),
        "unchecked": _("not checked: {n}"),
    }
    rest = "".join(
        f'<span><i class="{part}"></i> {escape(text.format(n=counts[part]))}</span> '
        for part, text in words.items()
        if counts[part]
    )
    correct = _("correct: {count}").format(count=_count(counts["correct"], len(rows)))
    bar = "".join(f'<i class="{part}" style="flex:{n}"></i>' for part, n in counts.items() if n)
    return f"""\
<li><span class="number">{number}</span> {_code(name)}
<span class="count">{escape(correct)}</span>
<span class="bar" aria-hidden="true">{bar}</span>
<small>{rest}</small></li>
"""


def _mistakes(number: int, name: str, rows: Sequence[Row]) -> str:
    found = common_mistakes(rows)
    if not found:
        return ""
    items = "".join(_mistake(each, handed_in(rows)) for each in found[:MOST_MISTAKES])
    more = sum(len(each.rows) for each in found[MOST_MISTAKES:])
    rest = _("Answers with other mistakes: {n}.").format(n=more)
    return f"""\
<section class="mistakes">
<h4><span class="number">{number}</span> {_code(name)}</h4>
<ol>
{items}</ol>
{f"<p>{escape(rest)}</p>" if more else ""}</section>
"""


def _mistake(mistake: Mistake, n_answers: int) -> str:
    text = mistake.text or _("Wrong, for a reason that the checks did not find.")
    if mistake.kind == "misconception":
        row = mistake.rows[0]
        text = f"{row.hint or row.clue} (`{row.misconception}`)"
    codes = [row.code for row in mistake.rows if row.code]
    example = _example(min(codes, key=len)) if codes else ""
    count = f"<strong>{_count(len(mistake.rows), n_answers)}</strong>"
    return f"<li><p>{count} {_prose(text)}</p>{example}</li>\n"


def _example(code: str) -> str:
    """Show an answer without saying whose it is; comments and docstring were left out before."""
    lines = visible(code).split("\n")
    shown = [
        line if len(line) <= MOST_COLUMNS else f"{line[:MOST_COLUMNS]}…"
        for line in lines[:MOST_LINES]
    ]
    shown += ["…"] if len(lines) > MOST_LINES else []
    label = escape(_("One of these answers"))
    text = escape("\n".join(shown))
    return f"""
<figure><figcaption>{label}</figcaption>
<pre tabindex="0"><code>{text}</code></pre></figure>"""


def _grid(chapter: str, students: _Students) -> str:
    names = courses.names(chapter)
    head = "".join(
        f'<th scope="col"><abbr title="{_title(name)}">{number}</abbr></th>'
        for number, name in enumerate(names, 1)
    )
    lines = "".join(_line(who, rows, names) for who, rows in students.items())
    shown = {_state(rows[name]) for rows in students.values() for name in names if name in rows}
    legend = "".join(
        f'<li><span class="state {state}">{sign}</span> {escape(_(text))}</li>'
        for state, (sign, text) in _STATES.items()
        if state in shown
    )
    label = escape(_(_STUCK))
    solved = escape(_("correct"))
    return f"""\
<ul class="legend">{legend}</ul>
<div class="grid" role="region" aria-label="{label}: {_title(chapter)}" tabindex="0">
<table>
<thead><tr>
<th scope="col">{escape(_("student"))}</th>{head}<th scope="col">{solved}</th>
</tr></thead>
<tbody>
{lines}</tbody>
</table>
</div>"""


def _line(who: str, rows: dict[str, Row], names: Sequence[str]) -> str:
    cells = []
    for name in names:
        if name not in rows:
            cells.append("<td></td>")
            continue
        state = _state(rows[name])
        sign, text = _STATES[state]
        word = escape(_(text))
        cells.append(f'<td class="state {state}" title="{word}">{sign}<b>{word}</b></td>')
    solved = sum(name in rows and rows[name].status == "correct" for name in names)
    return f'<tr><th scope="row">{_name(who)}</th>{"".join(cells)}<td>{solved}</td></tr>\n'


def _state(row: Row) -> str:
    if row.status in _STOPPED:
        return "stopped"
    return row.status if row.status in _STATES else "check-failed"


def _count(n: int, of: int) -> str:
    return _("{n} of {all}").format(n=n, all=of)


def _share(n: int, of: int) -> str:
    return f"{round(100 * n / of)}%" if of else "–"


def _code(name: str) -> str:
    """Set the name of an exercise, without its chapter, or of a chapter."""
    return f"<code>{_title(name).replace('_', '_<wbr>')}</code>"


def _title(name: str) -> str:
    return escape(courses.short_name(name))


def _name(name: str) -> str:
    """Set what somebody is called, or calls a file, whichever way it is written."""
    return f"<bdi>{escape(_shortened(name, MOST_NAME))}</bdi>"


def _prose(text: str) -> str:
    """Set a sentence, with code between backticks."""
    return f"<bdi>{code_in_html(_shortened(text, MOST_TEXT))}</bdi>"


def _shortened(text: str, most: int) -> str:
    text = " ".join(visible(text[: 2 * most]).split())
    return text if len(text) <= most else f"{text[:most]}…"
