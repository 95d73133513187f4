"""A browser for what the explorers do on a page of their own."""

import pytest

from nma_ae.tools.browsers import SILENT, find_browser


@pytest.fixture(scope="module")
def browser():
    executable = find_browser()
    if executable is None:
        pytest.skip("no Chromium is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(SILENT))
        yield chromium
        chromium.close()
