"""Runs notebooks in a kernel of this interpreter, away from the reader's own progress."""

import copy
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from nma_ae.tools.notebooks.cells import cell_name

# What a reader's shell may hold and a notebook must not see: another backend than the inline one
# shows no figure, and the course's own switches change what the exercises print.
UNWANTED = ("MPLBACKEND", "NMA_AE_LANGUAGE", "NMA_AE_STAND_IN")
TIMEOUT = 600  # seconds a cell; a chapter takes 90


Variables = Mapping[str, str | None]


class CellFailed(RuntimeError):
    """A cell of a notebook raised an error, took too long, or ended the kernel."""


def kernel_environment(progress: Path, extra: Variables | None = None) -> dict[str, str]:
    """Return the environment variables of a kernel.

    Args:
        progress: the file that takes the exercises' progress, instead of the reader's own.
        extra: variables to set besides; None removes one.

    Returns:
        This process's variables without the unwanted ones, and with these.
    """
    wanted = {**os.environ, **dict.fromkeys(UNWANTED), **(extra or {})}
    wanted["NMA_AE_PROGRESS"] = str(progress)
    # What is stored must be the same on every machine, and not all can reach the photographs.
    wanted["NMA_AE_DRAWN_FACES"] = "1"
    return {name: value for name, value in wanted.items() if value is not None}


def run_notebook(
    notebook: NotebookNode, folder: Path, extra: Variables | None = None
) -> NotebookNode:
    """Execute a notebook in memory.

    Args:
        notebook: the notebook; it is not changed.
        folder: the kernel's working folder.
        extra: changes to this process's environment variables; None removes one.

    Returns:
        The executed notebook, with its widgets' state.

    Raises:
        CellFailed: If a cell fails. The message names the cell and gives its error.
        RuntimeError: If the kernel does not start.
    """
    executed = copy.deepcopy(notebook)
    executed.metadata.pop("widgets", None)  # or a former run's would stay where none comes
    manager = AsyncKernelManager(
        kernel_name="python3",
        # Without folders to look in, python3 is this interpreter and no kernel installed elsewhere.
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
    )
    client = NotebookClient(executed, km=manager, timeout=TIMEOUT, coalesce_streams=True)
    client.reset_execution_trackers()
    with tempfile.TemporaryDirectory() as scratch, open(Path(scratch) / "log", "w+") as log:
        environment = kernel_environment(Path(scratch) / "progress.json", extra)
        try:
            # Not client.execute(): it takes the signals for itself, so that Ctrl-C may hang.
            with client.setup_kernel(cleanup_kc=True, cwd=str(folder), env=environment, stderr=log):
                _run_cells(client, executed, log)
                client.set_widgets_metadata()
        finally:
            if client.km is not None and client.km.has_kernel:  # interrupted while it started
                _end(client, manager)
    return executed


def _end(client: NotebookClient, manager: AsyncKernelManager) -> None:
    provisioner = manager.provisioner
    # There is a kernel, and python3 is a process of this machine.
    assert isinstance(provisioner, LocalProvisioner)
    assert provisioner.process is not None
    provisioner.process.kill()
    if client.kc is not None:
        client.kc.stop_channels()
    manager.context.destroy(linger=0)


def _run_cells(client: NotebookClient, notebook: NotebookNode, log: TextIO) -> None:
    n_code_cells = 0
    for index, cell in enumerate(notebook.cells):
        name = cell_name(n_code_cells, cell)
        n_code_cells += cell.cell_type == "code"
        try:
            client.execute_cell(cell, index)
        except CellExecutionError as error:
            plain = re.sub(r"\x1b\[[\d;]*m", "", error.traceback)
            raise CellFailed(f"{name}: {error.ename}: {error.evalue}\n{plain}") from error
        except CellTimeoutError as error:
            raise CellFailed(f"{name}: took longer than {TIMEOUT} s") from error
        except DeadKernelError as error:
            log.seek(0)
            raise CellFailed(f"{name}: the kernel died\n{log.read()[-1000:]}") from error
