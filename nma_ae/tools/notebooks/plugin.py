"""The pytest plugin for the course's notebooks: their outputs are compared by `tools.compare`."""

from pathlib import Path

import pytest

from nma_ae.tools.notebooks.kernel import kernel_environment

pytest_plugins = ["nma_ae.tools.compare.plugin"]


@pytest.hookimpl(optionalhook=True)  # it may be registered before the plugin that asks
def pytest_kernel_environment(scratch: Path) -> dict[str, str]:
    """Return the environment of a kernel whose exercises' progress stays out of the reader's."""
    return kernel_environment(scratch / "progress.json")
