"""Files that are there whole or not at all."""

import os
import shutil
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under another name beside it, then move it to its own in one step.

    A process that is killed meanwhile, or a full disk, leaves the old file as it was. Who may read
    and write the old file may do so with the new one.

    Raises:
        OSError: The folder cannot be written to, or the disk is full.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        if path.exists():
            shutil.copymode(path, temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
