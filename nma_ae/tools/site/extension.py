"""Registers with Sphinx what the book needs beside its theme."""

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from nma_ae import __version__
from nma_ae.files import digest_of
from nma_ae.tools.site.anchors import EnglishAnchors, HtmlAnchors
from nma_ae.tools.site.answers import TryExercise, add_editors, add_script, write_course
from nma_ae.tools.site.assets import (
    FOLDER,
    copy_assets,
    replace_icon_script,
    shrink_styles,
    spare_layout,
)
from nma_ae.tools.site.cards import add_cards, add_run_buttons
from nma_ae.tools.site.choices import add_choices_script, mark_choices
from nma_ae.tools.site.claims import add_claim_links
from nma_ae.tools.site.docstrings import (
    find_public_name,
    keep_headings_english,
    name_errors_in_full,
    prepare_docstring,
    skip_fields,
    tidy_signature,
)
from nma_ae.tools.site.editions import add_language_links, mark_english
from nma_ae.tools.site.explorer import LatentExplorerDirective, add_explorer_style, write_pieces
from nma_ae.tools.site.feed import add_feed_link, write_feed
from nma_ae.tools.site.feedback import add_feedback_links
from nma_ae.tools.site.figures import name_smaller_figures, write_smaller_figures
from nma_ae.tools.site.folds import add_folds
from nma_ae.tools.site.found import write_sitemap, write_way_in
from nma_ae.tools.site.front import ChapterMap, CoursePdf, HowToCite, InstallCommand, StartButtons
from nma_ae.tools.site.head import add_head, defer_scripts
from nma_ae.tools.site.inventories import write_inventories
from nma_ae.tools.site.mathematics import DisplayMathAsWritten, set_in_type
from nma_ae.tools.site.messages import complete_search, complete_themes
from nma_ae.tools.site.names import let_names_break
from nma_ae.tools.site.numbers import number_figures
from nma_ae.tools.site.plotly_figures import move_figures_out
from nma_ae.tools.site.plumbing import hide_plumbing
from nma_ae.tools.site.progress import add_progress
from nma_ae.tools.site.reference import fill_in
from nma_ae.tools.site.search import SearchJapanese
from nma_ae.tools.site.signatures import write_arguments_as_lines
from nma_ae.tools.site.terms import add_terms
from nma_ae.tools.site.updated import add_last_updated

_MATHJAX = f"{FOLDER}/mathjax/startup.js"
_WIDGETS = (f"{FOLDER}/widgets.js", f"{FOLDER}/widgets/embed.js")


def setup(app: Sphinx) -> dict:
    """Register the extension; Sphinx calls this because `_config.yml` names the module."""
    for extension in ("autodoc", "intersphinx", "napoleon"):
        app.setup_extension(f"sphinx.ext.{extension}")  # first: their events are listened to below
    app.add_config_value("course_editions", {}, "html", types=(dict, type(None)))
    app.add_config_value("course_package_branch", "", "html")  # of an edition, whose own has none
    app.add_config_value("course_address", "", "html")
    app.add_config_value("course_untranslated", [], "env")
    app.add_config_value("course_code", _digest_of_own_files(), "env")  # other code, other pages
    app.add_search_language(SearchJapanese)
    app.add_transform(HtmlAnchors)
    app.add_transform(EnglishAnchors)
    app.add_transform(DisplayMathAsWritten)
    app.add_directive("latent-explorer", LatentExplorerDirective)
    app.add_directive("chapter-map", ChapterMap)
    app.add_directive("try-exercise", TryExercise)
    app.add_directive("start-buttons", StartButtons)
    app.add_directive("course-pdf", CoursePdf)
    app.add_directive("install-command", InstallCommand)
    app.add_directive("how-to-cite", HowToCite)
    app.add_css_file(f"{FOLDER}/fonts.css", priority=100)  # before the style that names the fonts
    app.connect("env-get-outdated", _always_build_the_root)
    app.connect("source-read", fill_in)
    keep_headings_english()
    add_folds(app)
    app.connect("autodoc-process-docstring", prepare_docstring, priority=400)  # napoleon: 500
    app.connect("autodoc-process-docstring", name_errors_in_full, priority=600)
    app.connect("autodoc-process-signature", tidy_signature)
    app.connect("autodoc-skip-member", skip_fields)
    app.connect("missing-reference", find_public_name, priority=600)  # after other projects'
    app.connect("doctree-read", mark_english)
    app.connect("doctree-resolved", hide_plumbing)
    app.connect("doctree-resolved", add_editors)
    app.connect("doctree-resolved", add_cards)
    app.connect("doctree-resolved", add_run_buttons)
    app.connect("doctree-resolved", mark_choices)
    add_terms(app)  # after the options, which become buttons and hold no links
    app.connect("doctree-resolved", number_figures)
    app.connect("doctree-resolved", add_claim_links)
    app.connect("doctree-resolved", add_feedback_links)
    app.connect("build-finished", write_pieces)
    app.connect("build-finished", write_sitemap)
    app.connect("build-finished", write_feed)
    app.connect("build-finished", write_way_in, priority=600)  # in place of another extension's
    app.connect("config-inited", write_inventories)
    app.connect("config-inited", _use_own_templates)
    app.connect("config-inited", _use_own_scripts)
    app.connect("builder-inited", complete_themes)
    app.connect("builder-inited", copy_assets)
    app.connect("builder-inited", write_course)
    app.connect("build-finished", complete_search)
    app.connect("build-finished", replace_icon_script)
    app.connect("build-finished", spare_layout)
    app.connect("build-finished", write_smaller_figures)
    app.connect("html-page-context", name_smaller_figures)
    app.connect("html-page-context", move_figures_out)
    app.connect("html-page-context", let_names_break)
    app.connect("html-page-context", write_arguments_as_lines)
    app.connect("html-page-context", add_progress)  # before the scripts that tell it something
    app.connect("html-page-context", add_script)
    app.connect("html-page-context", add_choices_script)
    app.connect("html-page-context", add_explorer_style)
    app.connect("html-page-context", add_head)
    app.connect("html-page-context", add_feed_link)
    app.connect("html-page-context", add_last_updated)
    app.connect("html-page-context", add_language_links)
    app.connect("build-finished", defer_scripts)
    app.connect("build-finished", set_in_type)
    app.connect("build-finished", shrink_styles, priority=700)  # when pages are as they will be
    # Sphinx and myst-nb add their scripts at 500.
    app.connect("html-page-context", _drop_unused_scripts, priority=600)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def _digest_of_own_files() -> str:
    files = Path(__file__).parent.rglob("*")
    return digest_of(path for path in files if path.is_file() and path.suffix != ".pyc")


def _use_own_templates(_app: Sphinx, config: Config) -> None:
    """Let our templates take precedence over the theme's of the same name."""
    config.templates_path.insert(0, str(Path(__file__).parent / "templates"))


def _use_own_scripts(_app: Sphinx, config: Config) -> None:
    """Point Sphinx and myst-nb to the scripts of the site itself.

    Set here and not in `_config.yml`, beside which these paths would have to be kept in step with
    where `copy_assets` puts the files. Both load their scripts only on the pages that need them.
    """
    config.mathjax_path = _MATHJAX
    # MyST writes \(...\); the labels of widgets have dollars, as in JupyterLab.
    config.mathjax3_config = {
        "loader": {"load": ["input/tex", "output/chtml", "a11y/assistive-mml"]},
        "tex": {"inlineMath": [["\\(", "\\)"], ["$", "$"]]},
    }
    config.html_search_scorer = str(Path(__file__).parent / "static" / "search.js")
    config.nb_ipywidgets_js = {script: {"defer": "defer"} for script in _WIDGETS}


def _always_build_the_root(app: Sphinx, *_what_changed: object) -> list[str]:
    """Have the front page written at each build.

    It shows what other files say, and if no page were written Sphinx would leave a changed style
    sheet where it is.
    """
    return [app.config.root_doc]


def _drop_unused_scripts(
    _app: Sphinx, _pagename: str, _template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Take the manager of widgets off pages that show none, and MathJax, which sets their labels.

    myst-nb adds the manager, 1.3 MB, and the state of all widgets as soon as the notebook has
    some; the demos that need a kernel are not shown on the page. The mathematics of the text is
    set when the site is built.
    """
    shown = [] if doctree is None else doctree.findall(nodes.raw)
    if any("widget-view+json" in node.astext() for node in shown):
        return
    context["script_files"] = [
        script
        for script in context["script_files"]
        if not (_belongs_to_mathjax(script) or _belongs_to_widgets(script))
    ]


def _belongs_to_mathjax(script: Any) -> bool:
    configuration = script.attributes.get("body") or ""
    return script.filename == f"_static/{_MATHJAX}" or configuration.startswith("window.MathJax")


def _belongs_to_widgets(script: Any) -> bool:
    kind = script.attributes.get("type") or ""
    return kind.endswith("widget-state+json") or script.filename in {
        f"_static/{each}" for each in _WIDGETS
    }
