"""Answers in the page: an editor and a button below each exercise that needs no library.

Python itself runs in a worker of the page, from the site's own files, and not before somebody has
pressed the button.
"""

from html import escape
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from nma_ae.exercises import courses, page, set_language, verdicts
from nma_ae.tools.notebooks.exercises import exercises_in
from nma_ae.tools.site.assets import FOLDER
from nma_ae.tools.site.course_archive import find_plain_exercises, write_archive
from nma_ae.tools.site.messages import translator
from nma_ae.tools.site.plumbing import cells, code_of

SECONDS = 10  # that an answer may take; more than in a notebook, since a phone is slower
MEGABYTES = 13.5  # of Python, before it is compressed on its way; a test compares
_SCRIPT = f"{FOLDER}/answers.js"
_MARK = "nma-answer"


class TryExercise(SphinxDirective):
    """Puts an exercise on a page: `{try-exercise} NAME`, and below it a wrong answer as code.

    The answer stands in the editor, with the verdict that it gets.
    """

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict] = {}

    def run(self) -> list[nodes.Node]:
        """Return the editor, with the verdict that this answer gets.

        Raises:
            DirectiveError: The exercise needs a library, or its mistake is none that is known.
        """
        name = self.arguments[0]
        if name not in find_plain_exercises().names:
            raise self.error(f"{name} cannot be judged in a page: it needs a library")
        code = "\n".join(self.content) + "\n"
        shown: list[str] = []
        set_language(self.config.language)
        page.judge(name, code, shown.append)
        if not verdicts()[name].misconception:
            raise self.error(f"{name}: this answer makes no mistake that has a hint of its own")
        html = _editor(name, code, self.config, verdict=shown[-1], own=False)
        return [nodes.raw("", html, format="html")]


def add_editors(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Put an editor in the place of each exercise cell whose answer can be judged in the page.

    The cell itself stays for readers without JavaScript.
    """
    if app.builder.format != "html":
        return
    for cell in cells(doctree):
        text = code_of(cell)
        found = exercises_in(text)
        if len(found) != 1 or found[0].name not in find_plain_exercises().names:
            continue
        lines = text.split("\n")
        del lines[found[0].line - 1]  # the page asks for the exercise by itself
        editor = nodes.raw("", _editor(found[0].name, "\n".join(lines), app.config), format="html")
        cell["classes"].append(f"{_MARK}-cell")
        cell.parent.insert(cell.parent.index(cell) + 1, editor)


def add_script(
    app: Sphinx, _page: str, _template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Load the script of the editors on the pages that have one."""
    shown = [] if doctree is None else doctree.findall(nodes.raw)
    if any(f'class="{_MARK}"' in node.astext() for node in shown):
        app.add_js_file(_SCRIPT, defer="defer")


def write_course(app: Sphinx) -> None:
    """Write what the worker of a page unpacks."""
    if app.builder.format == "html":
        write_archive(Path(app.outdir) / "_static" / FOLDER / "course.zip")


def _editor(name: str, code: str, config: Config, verdict: str = "", own: bool = True) -> str:
    """Return the HTML of an editor.

    Args:
        name: Full name of the exercise.
        code: What stands in it.
        config: Of the book, for its language.
        verdict: What is said of that code.
        own: Whether what the reader wrote the last time takes its place.
    """
    _ = translator(config)
    language = config.language
    set_language(language)
    short = courses.short_name(name)
    words = {
        "data-loading": _("Fetching Python, {} MB, for the first time …").format(MEGABYTES),
        "data-running": _("Running …"),
        "data-searching": _("Looking for the mistake …"),
        "data-failed": _(
            "Python could not be started here. Run the exercise in Colab, or download the notebook."
        ),
        "data-stopped": page.stopped(name, SECONDS),
    }
    attributes = "".join(f' {key}="{escape(text)}"' for key, text in words.items())
    label = _("Your answer to {name}").format(name=short)
    buttons = "".join(
        f'<button type="button" class="course-button{kind}" data-does="{does}">{text}</button>'
        for does, kind, text in (
            ("run", " course-button--primary", _("Run and check")),
            ("hint", "", _("Hint")),
            ("reset", "", _("Start again")),
        )
    )
    lines = code.count("\n") + 2
    return (
        f'<div class="{_MARK}" data-exercise="{name}" data-seconds="{SECONDS}" '
        f'data-keep="{"yes" if own else "no"}"{attributes}>'
        f'<textarea aria-label="{escape(label)}" rows="{lines}" spellcheck="false" '
        f'autocapitalize="off" autocomplete="off" autocorrect="off">\n{escape(code)}</textarea>'
        f'<p class="nma-answer__buttons">{buttons}'
        f'<span class="nma-answer__state" role="status"></span></p>'
        f'<div class="nma-answer__verdict">{verdict}</div>'
        f'<ol class="nma-answer__hints"></ol></div>'
    )
