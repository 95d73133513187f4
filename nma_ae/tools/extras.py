"""Says how to install what only some commands need."""

from importlib import metadata


def pip_command(extra: str) -> str:
    """Return what installs this package with an extra, from the repository that it came from.

    Args:
        extra: One of those in pyproject.toml, such as "book".
    """
    addresses = metadata.metadata("nma-ae").get_all("Project-URL", [])
    named = dict(each.split(", ", 1) for each in addresses)
    # The change log's has both: the repository and the branch, or in a release the tag.
    repository, _, rest = named["Changelog"].partition("/blob/")
    ref = rest.rpartition("/")[0]
    return f'pip install "nma-ae[{extra}] @ {repository}/archive/{ref}.zip"'
