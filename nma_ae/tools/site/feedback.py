"""A link at the end of each section, to an issue that says already which section it is about."""

from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from nma_ae import __version__
from nma_ae.tools.site.editions import edition_folder
from nma_ae.tools.site.messages import translator
from nma_ae.tools.site.repository import Repository


def add_feedback_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Add the link to each section of the second level, below all that belongs to it."""
    repository = Repository(app.config)
    # The reference is made from docstrings, a section for each name: there it would be clutter.
    if app.builder.format != "html" or not repository.url or docname.startswith("package/"):
        return
    for page in doctree.children:
        for section in page.children if isinstance(page, nodes.section) else ():
            if isinstance(section, nodes.section):
                section.append(_link(repository, app.config, docname, section))


def _link(
    repository: Repository, config: Config, docname: str, section: nodes.section
) -> nodes.raw:
    heading, _ = section.next_node(nodes.title), translator(config)
    assert heading is not None  # docutils makes no section without one
    title = heading.astext()
    page = f"{edition_folder(config)}{docname}"
    body = _(
        "Section: {title}\nPage: {page}\nVersion: {version}\n\nWhat is wrong, unclear or missing?"
    ).format(title=title, page=f"{page}.html#{section['ids'][0]}", version=__version__)
    address = repository.issue(title=f"{page}: {title}", body=f"{body}\n")
    # The style sheet shows the label, so that the search does not find it in every section.
    return nodes.raw(
        "",
        f'<p class="section-feedback"><a href="{escape(address)}" '
        f'data-label="{escape(_("Feedback on this section"))}" '
        f'aria-label="{escape(_("Give feedback on the section {}").format(title))}"></a></p>',
        format="html",
    )
