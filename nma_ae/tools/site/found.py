"""What search engines, and those who share a link, are told of the site; and who went astray.

All but the way in needs the site's own address: see `course_address` in `_config.yml`.
"""

from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from sphinx.application import Sphinx

from nma_ae.exercises.messages import translation
from nma_ae.tools.site.editions import edition_folder
from nma_ae.tools.site.repository import site_address
from nma_ae.tools.translate.untranslated import SOURCE

_PICTURE = "_static/site.png"
_NOT_LISTED = {"search", "genindex"}


def address_of(app: Sphinx, page: str) -> str:
    """Return the address of a page of this edition.

    Args:
        app: Sphinx, as it builds the edition.
        page: As in "about/glossary".
    """
    return f"{site_address(app.config)}{edition_folder(app.config)}{page}.html"


def link_preview(app: Sphinx, page: str, title: str, description: str) -> list[str]:
    """Return the tags from which a shared link gets its title, text and picture.

    Args:
        app: Sphinx, as it builds the edition.
        page: As in "about/glossary".
        title: Of the page.
        description: Of the page; may be "".
    """
    if not site_address(app.config):
        return []
    properties = {
        "og:type": "website",
        "og:site_name": app.config.html_title,
        "og:title": title,
        "og:description": description,
        "og:url": address_of(app, page),
        "og:image": f"{site_address(app.config)}{_PICTURE}",
        "og:locale": app.config.language,
    }
    tags = [
        f'<meta property="{name}" content="{escape(content)}" />'
        for name, content in properties.items()
        if content
    ]
    return [*tags, f'<link rel="canonical" href="{escape(address_of(app, page))}" />']


def write_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """Write the list of an edition's pages, and once for all editions robots.txt and a page 404."""
    if exception is not None or app.builder.format != "html" or not site_address(app.config):
        return
    folder = Path(app.outdir)
    pages = sorted(app.env.found_docs - _NOT_LISTED)
    lines = "\n".join(f"<url><loc>{escape(address_of(app, page))}</loc></url>" for page in pages)
    sitemap = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}\n</urlset>\n'
    )
    (folder / "sitemap.xml").write_text(sitemap, encoding="utf-8")
    if app.config.language != SOURCE:
        return
    editions = ["", *(f"{code}/" for code in app.config.course_editions or {})]
    sitemaps = "\n".join(
        f"Sitemap: {site_address(app.config)}{each}sitemap.xml" for each in editions
    )
    (folder / "robots.txt").write_text(f"User-agent: *\nAllow: /\n\n{sitemaps}\n", encoding="utf-8")
    (folder / "404.html").write_text(_not_found(app), encoding="utf-8")


def write_way_in(app: Sphinx, exception: Exception | None) -> None:
    """Write the page that leads from the root of an edition to its first page."""
    if exception is not None or app.builder.format != "html" or app.config.root_doc == "index":
        return
    start, title = f"{escape(app.config.root_doc)}.html", escape(app.config.html_title)
    page = f"""<!DOCTYPE html>
<html lang="{app.config.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={start}">
<title>{title}</title>
</head>
<body>
<p><a href="{start}">{title}</a></p>
</body>
</html>
"""
    (Path(app.outdir) / "index.html").write_text(page, encoding="utf-8")


def _not_found(app: Sphinx) -> str:
    """Return a page that is shown at any depth of the site: it loads nothing, its links are whole.

    It does not know which edition somebody looked for, and so speaks all languages.
    """
    root = escape(urlsplit(site_address(app.config)).path)
    paragraphs = []
    for code in (SOURCE, *(app.config.course_editions or {})):
        _ = translation(code).gettext
        start = f"{root}{'' if code == SOURCE else f'{code}/'}{app.config.root_doc}.html"
        paragraphs.append(
            f'<p lang="{code}">{escape(_("There is no page at this address."))} '
            f'<a href="{start}">{escape(_("To the start of the course"))}</a></p>'
        )
    return f"""<!DOCTYPE html>
<html lang="{SOURCE}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>404 · {escape(app.config.html_title)}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1.2rem/1.6 system-ui, sans-serif; margin: 20vh auto 0; max-width: 34rem; }}
body {{ padding: 0 1rem; }}
</style>
</head>
<body>
<main>
<h1>404</h1>
{"".join(paragraphs)}
</main>
</body>
</html>
"""
