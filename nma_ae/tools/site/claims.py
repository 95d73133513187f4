"""The ledger of claims on the site: the page that lists it, its counts, a link in each section."""

from functools import cache
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from nma_ae.tools.claims.ledger import PAGE, Claim, Ledger, pages, read_ledger
from nma_ae.tools.site.messages import translator
from nma_ae.tools.site.repository import Repository


def claims_markdown(config: Config) -> str:
    """List the claims of all pages, in English as the tests quote them.

    Args:
        config: of the book, for the address of its repository.
    """
    parts = []
    for ledger in _ledgers().values():
        parts.append(f"## {ledger.sections[0][0] or ledger.page}")  # its title
        for number, (title, claims) in enumerate(ledger.sections):
            if claims:
                parts += [f"({_anchor(ledger.page, number)})=", f"### {title}"]
                parts += [_entry(claim, Repository(config)) for claim in claims]
    return "\n\n".join(parts)


def counts_markdown(config: Config) -> str:
    """Count the claims of each page by what holds them.

    Args:
        config: of the book, for its language.
    """
    _ = translator(config)
    header = [_("page"), _("claims"), _("shown beside it"), _("by a test"), _("with a control")]
    header += [_("no finding"), _("open")]
    rows = [header, ["---", *["---:"] * (len(header) - 1)]]
    rows += [[f"`{ledger.page}`", *map(str, _counts(ledger))] for ledger in _ledgers().values()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def add_claim_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Add to each section of a page a link to the list of what it claims."""
    if app.builder.format != "html" or PAGE not in app.env.found_docs or docname == PAGE:
        return
    ledger = _ledgers().get(docname)
    if ledger is None:
        return
    claims = dict(enumerate(claims for _title, claims in ledger.sections))
    _ = translator(app.config)
    page = app.builder.get_relative_uri(docname, PAGE)
    sections = [
        section
        for top in doctree.children
        for section in (top.children if isinstance(top, nodes.section) else ())
        if isinstance(section, nodes.section)
    ]
    for number, section in enumerate(sections, start=1):
        heading = section.next_node(nodes.title)
        if not claims.get(number) or heading is None:
            continue
        label = _("What holds the claims of the section {}").format(heading.astext())
        # As the link for feedback, which is drawn by the style sheet and not found by the search.
        section.append(
            nodes.raw(
                "",
                f'<p class="section-feedback"><a href="{escape(page)}#{_anchor(docname, number)}" '
                f'data-label="{escape(_("How this section is tested"))}" '
                f'aria-label="{escape(label)}"></a></p>',
                format="html",
            )
        )


@cache
def _ledgers() -> dict[str, Ledger]:
    """Read the ledgers of the pages that claim something, once for all pages of a build."""
    ledgers = {page: read_ledger(page, Path()) for page in pages(Path())}
    return {page: ledger for page, ledger in ledgers.items() if ledger.claims}


def _anchor(page: str, section: int) -> str:
    return f"claims-{page.replace('/', '-').replace('_', '-')}-{section}"


def _counts(ledger: Ledger) -> list[int]:
    claims = ledger.claims
    return [
        len(claims),
        sum(bool(claim.shown) for claim in claims),
        sum(bool(claim.tests) for claim in claims),
        sum(any(test.control for test in claim.tests) for claim in claims),
        sum(bool(claim.given) for claim in claims),
        len(ledger.open),
    ]


def _entry(claim: Claim, repository: Repository) -> str:
    """Write down a claim, and below it what holds it."""
    lines = [f"- {claim.sentence}"]
    held = [f"shown beside it: {', '.join(claim.shown)}"] if claim.shown else []
    for test in claim.tests:
        address = f"{repository.source(test.file)}#L{test.line}"
        held.append(
            f"[{test.name.replace('_', ' ')}]({address})"
            + (f", {test.n_seeds} seeds" if test.n_seeds > 1 else "")
            + (f", control: `{test.control}`" if test.control else "")
        )
    held += [f"no finding: {kind}" for kind in dict.fromkeys(claim.given)]
    held += [f"**open**: {each}" for each in claim.open]
    return "\n".join([*lines, *(f"  - {each}" for each in held)])
