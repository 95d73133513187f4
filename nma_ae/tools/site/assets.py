"""Copies the scripts and fonts that the pages load into the built site."""

import shutil
from importlib import metadata, resources
from pathlib import Path

from sphinx.application import Sphinx

FOLDER = "site"  # under _static of the built site
PLOTLY_FILE = f"plotly-{metadata.version('plotly')}.min.js"

# Of each npm package (its folder in node_modules): what is copied, and to which folder. The files
# keep their places in the package, since MathJax loads its parts by paths relative to its script.
_NPM_FILES = {
    ("mathjax/es5", "mathjax"): (
        "tex-chtml.js",
        "input/tex/extensions/*.js",  # loaded by macros such as \cancel
        "output/chtml/fonts/woff-v2/*.woff",
        # What MathJax's own menu offers: another renderer, speech, exploring by keyboard.
        "output/svg.js",
        "output/svg/fonts/*.js",
        "a11y/*.js",
        "sre/mathmaps/base.json",
        "sre/mathmaps/en.json",
        "sre/mathmaps/nemeth.json",
    ),
    # embed.js, and not embed-amd.js: half the size, needs no require.js, and has no way to ask a
    # foreign host for a widget that it does not know.
    ("@jupyter-widgets/html-manager/dist", "widgets"): ("embed.js", "*.woff2"),
}


def copy_assets(app: Sphinx) -> None:
    """Copy everything that pages may load into the output's `_static`.

    Done before anything is written, because Sphinx adds each script's checksum to its address.

    Raises:
        SystemExit: the npm packages, or one file of them, are not there.
    """
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / FOLDER
    node_modules = Path("node_modules").resolve()  # the build runs in the root of the checkout
    for (package, folder), patterns in _NPM_FILES.items():
        for pattern in patterns:
            _copy_matching(node_modules / package, pattern, target / folder)
    own_scripts = resources.files("nma_ae.tools.site") / "static"
    with resources.as_file(own_scripts) as folder:
        _copy_matching(folder, "*.js", target)
    # plotly's own copy, so that the script and the figures are of one version.
    library = resources.files("plotly") / "package_data" / "plotly.min.js"
    (target / PLOTLY_FILE).write_bytes(library.read_bytes())


def replace_icon_script(app: Sphinx, exception: Exception | None) -> None:
    """Put our small script of the theme's icons where the theme's large one is loaded from.

    Done when everything is written, since the theme copies its files while pages are.
    """
    if exception is None and app.builder.format == "html":
        static = Path(app.outdir) / "_static"
        shutil.copyfile(static / FOLDER / "theme.js", static / "scripts" / "fontawesome.js")


def _copy_matching(source: Path, pattern: str, target: Path) -> None:
    files = sorted(source.glob(pattern))
    if not files:
        # Jupyter Book would bury any other exception under its traceback.
        raise SystemExit(
            f"The site needs {source / pattern}, which is not there. "
            "Run `make book`, or `npm ci` in the root of the repository, and build from there."
        )
    for file in files:
        copy = target / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
