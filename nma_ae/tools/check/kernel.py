"""Runs notebooks in a kernel of this interpreter, away from the reader's own progress."""

import copy
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from nma_ae.tools.check.notebooks import cell_name, code_cells

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
        CellFailed: If a cell fails. The message names the cell and ends with its error.
    """
    executed = copy.deepcopy(notebook)
    executed.metadata.pop("widgets", None)  # or a former run's would stay where none comes
    manager = AsyncKernelManager(
        kernel_name="python3",
        # Without folders to look in, python3 is this interpreter and no kernel installed elsewhere.
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
    )
    client = NotebookClient(executed, km=manager, timeout=TIMEOUT, coalesce_streams=True)
    with tempfile.TemporaryDirectory() as scratch, open(Path(scratch) / "log", "w+") as log:
        environment = kernel_environment(Path(scratch) / "progress.json", extra)
        try:
            client.execute(cleanup_kc=True, cwd=str(folder), env=environment, stderr=log)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            log.seek(0)
            raise CellFailed(_failure(executed, error, log.read())) from error
    return executed


def _failure(notebook: NotebookNode, error: Exception, log: str) -> str:
    cells = code_cells(notebook)
    # The last cell that was started: nbclient stamps each when it starts.
    number = max((n for n, cell in enumerate(cells) if "execution" in cell.metadata), default=0)
    if isinstance(error, CellExecutionError):
        plain = re.sub(r"\x1b\[[\d;]*m", "", error.traceback)
        reason = f"{error.ename}: {error.evalue}\n{plain}"
    elif isinstance(error, CellTimeoutError):
        reason = f"took longer than {TIMEOUT} s"
    else:
        reason = f"the kernel died\n{log[-1000:]}"
    return f"{cell_name(number, cells[number])}: {reason}"
