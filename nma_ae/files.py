"""Files that are there whole or not at all."""

import hashlib
import os
import shutil
from collections.abc import Iterable
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


def digest_of(paths: Iterable[Path]) -> str:
    """Return a text that is another one as soon as one of the files is.

    Args:
        paths: Of the files, in any order.

    Returns:
        64 hexadecimal digits: the SHA-256 of the names and contents, sorted by path.

    Raises:
        OSError: A file cannot be read.
    """
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
