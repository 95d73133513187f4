"""Says how to install what only some commands need."""

from importlib import metadata


def pip_command(extra: str) -> str:
    """Return what installs this package with an extra, from the repository that it came from.

    Args:
        extra: One of those in pyproject.toml, such as "book".
    """
    addresses = metadata.metadata("nma-ae").get_all("Project-URL", [])
    # The change log's has both: the repository and the branch, or in a release the tag.
    log = dict(each.split(", ", 1) for each in addresses).get("Changelog", "")
    repository, is_on_github, rest = log.partition("/blob/")
    archive = f" @ {repository}/archive/{rest.rpartition('/')[0]}.zip" if is_on_github else ""
    return f'pip install "nma-ae[{extra}]{archive}"'
