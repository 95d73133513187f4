"""The parts of the front page that follow from other files: chapters, start, citation."""

from html import escape
from pathlib import Path
from typing import Any, ClassVar

import yaml
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from nma_ae.tools.site.chapters import Chapter, documents, read_chapter
from nma_ae.tools.site.messages import translator
from nma_ae.tools.site.repository import Repository


class _Directive(SphinxDirective):
    has_content = False
    option_spec: ClassVar[dict] = {}

    @property
    def book(self) -> Path:
        return Path(self.env.srcdir)

    @property
    def repository(self) -> Repository:
        return Repository(self.config)

    def chapters(self) -> list[Chapter]:
        """The notebooks among the chapters of `_toc.yml`, in its order."""
        contents = yaml.safe_load((self.book / "_toc.yml").read_text(encoding="utf-8"))
        self.env.note_dependency(str(self.book / "_toc.yml"))
        paths = [self.book / f"{name}.ipynb" for name in documents(contents)]
        found = [path for path in paths if path.is_file()]
        for path in found:
            self.env.note_dependency(str(path))
        return [read_chapter(path) for path in found]


class ChapterMap(_Directive):
    """Lists the chapters, each with its question, its time and what it builds on."""

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        chapters = self.chapters()
        _ = translator(self.config)
        result: list[nodes.Node] = [_html('<ol class="chapter-map">')]
        for chapter in chapters:
            # progress.js counts here what the reader has done.
            item = f'<li data-chapter="{chapter.name}">'
            result += [_html(item), *self._card(chapter), _html("</li>")]
        ask = escape(_("Forget all that you have read, answered and solved?"))
        told = _("What you read, answer and solve is remembered in this browser alone.")
        forget = (
            f'<p class="course-forget" data-ask="{ask}" hidden>{told} '
            f'<button type="button">{_("Forget everything")}</button></p>'
        )
        return [*result, _html(f"</ol>{forget}")]

    def _card(self, chapter: Chapter) -> list[nodes.Node]:
        _ = translator(self.config)
        facts = []
        if chapter.minutes:
            facts.append(_("{} min").format(chapter.minutes))
        number = _("1 exercise") if chapter.n_exercises == 1 else _("{} exercises")
        facts.append(number.format(chapter.n_exercises))
        links = " · ".join(
            f"[{place}]({address(chapter.name)})"
            for place, address in (
                ("Colab", self.repository.colab),
                ("Kaggle", self.repository.kaggle),
            )
        )
        return [
            *self._paragraph("title", f"[{chapter.title}]({chapter.name}.ipynb)"),
            *self._paragraph("question", chapter.question),
            *self._paragraph("facts", " · ".join(facts)),
            *self._paragraph("needs", chapter.needs),
            *self._paragraph("links", _("Run it in {}").format(links)),
        ]

    def _paragraph(self, name: str, markdown: str) -> list[nodes.Node]:
        if not markdown:
            return []
        parsed = self.parse_text_to_nodes(markdown)
        for node in parsed:
            assert isinstance(node, nodes.Element)  # blocks; bare text stands only inside them
            node["classes"].append(f"chapter-map__{name}")
        return parsed


class StartButtons(_Directive):
    """Links to the first chapter: on the site, in Colab, in Kaggle; and to the local start."""

    def run(self) -> list[nodes.Node]:
        """Return the row of links."""
        chapters = self.chapters()
        if not chapters:
            return []
        first, _ = chapters[0].name, translator(self.config)
        goes_on = f' data-continue="{escape(_("Continue in chapter {}"))}"'  # by progress.js
        links = [
            ("primary", f"{first}.html", _("Start reading")),
            ("", self.repository.colab(first), _("Open in Colab")),
            ("", self.repository.kaggle(first), _("Open in Kaggle")),
            ("", "#start-local", _("On your machine")),
        ]
        row = "".join(
            f'<a class="course-button course-button--{kind or "plain"}" href="{escape(link)}"'
            f"{goes_on if kind else ''}>{escape(text)}</a>"
            for kind, link, text in links
        )
        return [_html(f'<p class="course-start">{row}</p>')]


class CoursePdf(_Directive):
    """The place where `nma-ae pdf` offers the file that it has made; hidden until then."""

    def run(self) -> list[nodes.Node]:
        """Return an empty paragraph."""
        return [_html('<p class="course-pdf" hidden></p>')]


class InstallCommand(_Directive):
    """The line that installs the package that belongs to the pages' notebooks."""

    def run(self) -> list[nodes.Node]:
        """Return a block of code."""
        line = f'pip install jupyterlab "nma-ae @ {self.repository.archive}"'
        block = nodes.literal_block(line, line, language="sh")
        return [block]


class HowToCite(_Directive):
    """The citation of `CITATION.cff`, as BibTeX."""

    def run(self) -> list[nodes.Node]:
        """Return a block of code."""
        path = Path("CITATION.cff").resolve()  # the build runs in the root of the checkout
        self.env.note_dependency(str(path))
        entry = bibtex(yaml.safe_load(path.read_text(encoding="utf-8")))
        return [nodes.literal_block(entry, entry, language="bibtex")]


def bibtex(citation: dict[str, Any]) -> str:
    """Write the contents of a CITATION.cff as a BibTeX entry."""
    authors = " and ".join(
        f"{author['family-names']}, {author['given-names']}"
        if "family-names" in author
        else f"{{{author['name']}}}"
        for author in citation["authors"]
    )
    fields = {
        "author": f"{{{authors}}}",
        "title": f"{{{{{citation['title']}}}}}",
        "year": f"{{{str(citation['date-released'])[:4]}}}",
        "version": f"{{{citation['version']}}}",
        "url": f"{{{citation['repository-code']}}}",
    }
    lines = [f"  {name:<8}= {value}," for name, value in fields.items()]
    return "\n".join(["@software{nma_ae,", *lines, "}"])


def _html(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")
