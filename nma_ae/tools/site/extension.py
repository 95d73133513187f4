"""Registers with Sphinx what the book needs beside its theme."""

from sphinx.application import Sphinx
from sphinx.config import Config

from nma_ae import __version__
from nma_ae.tools.site.anchors import HtmlAnchors
from nma_ae.tools.site.assets import FOLDER, copy_assets


def setup(app: Sphinx) -> dict:
    """Register the extension; Sphinx calls this because `_config.yml` names the module."""
    # Relative to the folder that the build runs in, which is the root of the checkout.
    app.add_config_value("site_node_modules", "node_modules", "html", str)
    app.add_transform(HtmlAnchors)
    app.connect("config-inited", _use_own_scripts)
    app.connect("builder-inited", copy_assets)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def _use_own_scripts(_app: Sphinx, config: Config) -> None:
    """Point Sphinx and myst-nb to the scripts of the site itself.

    Set here and not in `_config.yml`, beside which these paths would have to be kept in step with
    where `copy_assets` puts the files. Both load their scripts only on the pages that need them.
    """
    config.mathjax_path = f"{FOLDER}/mathjax/tex-chtml.js"
    config.nb_ipywidgets_js = {
        f"{FOLDER}/widgets-mathjax.js": {"defer": "defer"},
        f"{FOLDER}/widgets/embed.js": {"defer": "defer"},
    }
