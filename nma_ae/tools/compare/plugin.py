"""The pytest plugin: notebooks that nbval runs are compared by this room's rules.

`pytest --nbval -p nma_ae.tools.compare.plugin book` then holds words and integers exactly, decimals
with the cell's tolerance, and figures by shrunken pixels. Without --nbval it does nothing.
"""

import os
import re
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from unittest import mock

import pytest
from nbval.plugin import IPyNbCell, IPyNbFile, nocolors

from nma_ae.tools.compare.comparison import Comparison
from nma_ae.tools.compare.outputs import compare_outputs
from nma_ae.tools.compare.tolerance import cell_tolerance

SHOWN = 10  # differences a cell; the rest is counted
PATIENCE = 60  # seconds between two messages of a kernel; nbval's 5 are few on a busy machine


class Hooks:
    """What other plugins may answer."""

    @pytest.hookspec(firstresult=True)
    def pytest_kernel_environment(self, scratch: Path) -> dict[str, str] | None:
        """Return the environment variables of a notebook's kernel; None for pytest's own.

        Args:
            scratch: a folder that is there as long as the kernel.
        """


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Let other plugins choose the environment of the kernels."""
    pluginmanager.add_hookspecs(Hooks)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Put notebooks that are compared by these rules in the place of nbval's."""
    collected = yield
    return [
        ComparedNotebook.from_parent(parent, path=file_path) if type(item) is IPyNbFile else item
        for item in collected
    ]


class ComparedNotebook(IPyNbFile):
    """A notebook whose cells are compared by this room's rules."""

    def setup(self) -> None:
        """Start a kernel of this interpreter."""
        self.config.option.nbval_current_env = not self.config.option.nbval_kernel_name
        self.scratch = tempfile.TemporaryDirectory()
        given = self.config.hook.pytest_kernel_environment(scratch=Path(self.scratch.name))
        environment = dict(os.environ) if given is None else given
        with mock.patch.dict(os.environ, environment, clear=True):
            super().setup()
        # With a history, or the kernel overlooks the semicolon that keeps a cell's value quiet.
        execute = self.kernel.kc.execute
        self.kernel.kc.execute = lambda *given, **named: execute(
            *given, **{**named, "store_history": True}
        )

    def teardown(self) -> None:
        """Stop the kernel."""
        super().teardown()
        self.scratch.cleanup()

    def collect(self) -> Iterator["ComparedCell"]:
        """Yield the code cells."""
        for item in super().collect():
            yield ComparedCell.from_parent(
                self, name=item.name, cell_num=item.cell_num, cell=item.cell, options=item.options
            )


class ComparedCell(IPyNbCell):
    """A code cell whose outputs are compared by this room's rules."""

    def setup(self) -> None:
        """Prepare to run."""
        super().setup()
        self.output_timeout = PATIENCE
        self.colors = nocolors  # the report is read in logs and files as well

    def compare_outputs(self, test: list, ref: list, skip_compare: object = None) -> bool:
        """Return whether the outputs agree; what does not goes into `comparison_traceback`."""
        try:
            comparisons = compare_outputs(ref, test, cell_tolerance(self.cell))
        except ValueError as error:  # a tag or a picture that cannot be read
            self.comparison_traceback = [str(error)]
            return False
        failed = [comparison for comparison in comparisons if not comparison.passes]
        self.comparison_traceback = [self._described(n, c) for n, c in enumerate(failed[:SHOWN])]
        if len(failed) > SHOWN:
            self.comparison_traceback.append(f"and {len(failed) - SHOWN} more differences")
        return not failed

    def _described(self, number: int, comparison: Comparison) -> str:
        if comparison.pictures is None:
            return str(comparison)
        folder = self.config.rootpath / "artefacts" / "figures"
        folder.mkdir(parents=True, exist_ok=True)
        stem = re.sub(r"\W+", "-", f"{self.path.stem}-cell-{self.cell_num}-{number}")
        files = [folder / f"{stem}-{which}.png" for which in ("expected", "actual")]
        for file, picture in zip(files, comparison.pictures, strict=True):
            file.write_bytes(picture)
        kept = ", ".join(str(file.relative_to(self.config.rootpath)) for file in files)
        return f"{comparison}\n    see:      {kept}"
