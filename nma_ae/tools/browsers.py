"""How a system's Chromium is found and started, to print the site and to test it."""

import shutil

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What the browser would otherwise ask its maker for, on its own account.
SILENT = (
    "--no-sandbox",  # containers have none to offer; the pages are our own
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # No host but this one has an address. Interception by playwright would switch the cache off.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)


def find_browser() -> str | None:
    """Return the path of the first of `BROWSERS` that is installed; None where none is."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)
