"""A link at the end of each section, to an issue that says already which section it is about."""

from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from nma_ae import __version__
from nma_ae.tools.site.editions import edition_folder
from nma_ae.tools.site.repository import Repository
from nma_ae.tools.site.words import words


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
    title, say = section.next_node(nodes.title).astext(), words(config)
    page = f"{edition_folder(config)}{docname}"
    address = repository.issue(
        title=f"{page}: {title}",
        body=say["issue"].format(
            title=title, page=f"{page}.html#{section['ids'][0]}", version=__version__
        ),
    )
    # The text comes from the style sheet, so that the search does not find it in every section.
    return nodes.raw(
        "",
        f'<p class="section-feedback"><a href="{escape(address)}" '
        f'aria-label="{escape(say["feedback"].format(title))}"></a></p>',
        format="html",
    )
