"""Every page of all editions is valid HTML: what browsers repair, each repairs in its own way."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

RULES = Path(__file__).with_name("html-validate.mjs")


@pytest.fixture
def errors(html_validate):
    """Return a function from files to what is wrong with them, a line for each."""

    def find(pages):
        here = str(Path(sys.executable).parent)  # Node.js may be installed there
        finished = subprocess.run(
            [html_validate, "--config", RULES, "--formatter", "text", *pages],
            env=os.environ | {"PATH": f"{here}{os.pathsep}{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert finished.returncode in (0, 1), finished.stderr
        return finished.stdout.splitlines()

    return find


@pytest.mark.parametrize("site", ["fixture", "book"])
def test_every_page_is_valid(sites, errors, site):
    folder = sites(site)
    pages = [page for page in folder.rglob("*.html") if "_static" not in page.parts]

    assert folder / "index.html" in pages
    assert errors(pages) == []


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ("<details><summary><p>More</p></summary></details>", "element-permitted-content"),
        ("<section><style></style></section>", "element-permitted-content"),
        ('<textarea wrap="off"></textarea>', "attribute-allowed-values"),
        ("<p id='a'></p><p id='a'></p>", "no-dup-id"),
        ("<div><b></div>", "close-order"),
    ],
)
def test_what_is_wrong_is_found(errors, tmp_path, wrong, rule):
    page = tmp_path / "page.html"
    page.write_text(
        '<!DOCTYPE html>\n<html lang="en"><head><title>Page</title></head>'
        f"<body><main>{wrong}</main></body></html>\n"
    )

    found = errors([page])

    assert any(f"[{rule}]" in each for each in found), found


def test_a_page_without_doctype_is_found(errors, tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<html lang="en"><head><title>Page</title></head><body></body></html>\n')

    assert any("[missing-doctype]" in each for each in errors([page]))
