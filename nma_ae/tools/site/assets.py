"""Copies the scripts and fonts that the pages load into the built site."""

import re
import shutil
from importlib import resources
from pathlib import Path

from sphinx.application import Sphinx

from nma_ae.tools.site.node import run_script

FOLDER = "site"  # under _static of the built site
EXPLORER_STYLE = f"{FOLDER}/explorer.css"
# The parts of plotly that draw in a plane and in space, a third of it each.
PLOTLY_FLAT, PLOTLY_SPACE = "plotly-cartesian.min.js", "plotly-gl3d.min.js"

# Of each npm package (its folder in node_modules): what is copied, and to which folder. The files
# keep their places in the package, since MathJax loads its parts by paths relative to its script.
_NPM_FILES = {
    # The fonts of formulas, which are set when the site is built; and, for the labels of widgets,
    # those parts of MathJax that set them, not one of its large files: these hold its menu as well,
    # which is as large as all the rest.
    ("mathjax/es5", "mathjax"): (
        "startup.js",
        "core.js",
        "input/tex.js",
        "input/tex/extensions/*.js",  # loaded by macros such as \cancel
        "output/chtml.js",
        "output/chtml/fonts/tex.js",
        "output/chtml/fonts/woff-v2/*.woff",
        "a11y/assistive-mml.js",  # formulas as MathML, for screen readers
    ),
    ("@fontsource-variable/bricolage-grotesque/files", "fonts"): (
        "bricolage-grotesque-latin-wght-normal.woff2",
    ),
    ("@fontsource-variable/source-serif-4/files", "fonts"): (
        "source-serif-4-latin-wght-*.woff2",
        "source-serif-4-latin-ext-wght-normal.woff2",
    ),
    ("@fontsource-variable/jetbrains-mono/files", "fonts"): (
        "jetbrains-mono-latin-wght-normal.woff2",
    ),
    # Their licence, SIL's, asks to go with them.
    ("@fontsource-variable/bricolage-grotesque", "fonts/bricolage-grotesque"): ("LICENSE",),
    ("@fontsource-variable/source-serif-4", "fonts/source-serif-4"): ("LICENSE",),
    ("@fontsource-variable/jetbrains-mono", "fonts/jetbrains-mono"): ("LICENSE",),
    # embed.js, and not embed-amd.js: half the size, needs no require.js, and has no way to ask a
    # foreign host for a widget that it does not know.
    ("@jupyter-widgets/html-manager/dist", "widgets"): ("embed.js", "*.woff2"),
    ("plotly.js-cartesian-dist-min", "."): (PLOTLY_FLAT,),
    ("plotly.js-gl3d-dist-min", "."): (PLOTLY_SPACE,),
    # Python, as WebAssembly, for the worker that judges answers.
    ("pyodide", "pyodide"): (
        "pyodide.mjs",
        "pyodide.asm.mjs",
        "pyodide.asm.wasm",
        "python_stdlib.zip",
        "pyodide-lock.json",
    ),
}


# The theme looks for what is larger than its frame by laying out the whole page; theme.js does not.
_MEASURED = re.compile(r'\["pre",[^\]]*\]\.join\(", "\)')
_NOTHING = '"none-of-them"'


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
    with resources.as_file(own_scripts) as static:
        _copy_matching(static, "*.js", target)
        _copy_matching(static, "*.css", target)
    scripts = resources.files("nma_ae.explorers") / "scripts"
    with resources.as_file(scripts) as pieces:
        _copy_matching(pieces, Path(EXPLORER_STYLE).name, target)


def replace_icon_script(app: Sphinx, exception: Exception | None) -> None:
    """Put our small script of the theme's icons where the theme's large one is loaded from.

    Done when everything is written, since the theme copies its files while pages are.
    """
    if exception is None and app.builder.format == "html":
        static = Path(app.outdir) / "_static"
        shutil.copyfile(static / FOLDER / "theme.js", static / "scripts" / "fontawesome.js")


def spare_layout(app: Sphinx, exception: Exception | None) -> None:
    """Take out of the theme's script what measures all frames of a page as soon as it is there.

    Raises:
        SystemExit: The script has no such place, so that nobody knows what it does now.
    """
    if exception is None and app.builder.format == "html":
        path = Path(app.outdir) / "_static" / "scripts" / "pydata-sphinx-theme.js"
        script = path.read_text(encoding="utf-8")
        changed = _MEASURED.sub(_NOTHING, script)
        if changed.count(_NOTHING) != 1:
            raise SystemExit(
                "The theme's script no longer measures frames where `spare_layout` in "
                "nma_ae/tools/site/assets.py expects it. See how it does, and whether theme.js "
                "still has to do it."
            )
        path.write_text(changed, encoding="utf-8")


def shrink_styles(app: Sphinx, exception: Exception | None) -> None:
    """Take out of the style of others what no page has: icons, components, other notebooks.

    Not out of our own, whose classes verdicts bring that are made in the browser.
    """
    if exception is None and app.builder.format == "html":
        root = Path(app.outdir)
        folder = root / "_static"
        styles = [
            *sorted((folder / "styles").glob("*.css")),
            *sorted(folder.glob("mystnb.*.css")),
            folder / "basic.css",
        ]
        pages = [f"{root}/**/*.html", f"{folder}/*.js", f"{folder}/{{scripts,{FOLDER}}}/*.js"]
        asked = {"pages": pages, "styles": [str(style) for style in styles]}
        for style, left in zip(styles, run_script("purge.mjs", asked), strict=True):
            style.write_text(left, encoding="utf-8")


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
