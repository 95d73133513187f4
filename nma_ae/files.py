"""Files that are there whole or not at all."""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterable
from pathlib import Path

MOST_BYTES = 200_000_000
"""More than any file has that the course reads whole; what is longer was given by mistake."""

AS_IT_IS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Opening a pipe would wait for somebody who writes into it; Windows would change ends of lines."""


def read_whole(path: Path, most_bytes: int = MOST_BYTES) -> bytes:
    """Read a plain file, and wait for nothing that is none.

    Args:
        path: The file; a link is followed.
        most_bytes: A longer file is not read.

    Raises:
        OSError: It is missing, a folder, a pipe or a device, too long, or cannot be read. The
            message names it and what was expected.
    """
    descriptor = os.open(path, os.O_RDONLY | AS_IT_IS)
    try:
        status = os.fstat(descriptor)
        _require_plain(path, status)
        if status.st_size > most_bytes:
            raise OSError(f"{path} has {status.st_size:,} bytes, expected at most {most_bytes:,}")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(status.st_size)
    finally:
        os.close(descriptor)


def _require_plain(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or a device"
        raise OSError(f"{path} is {kind}, expected a plain file")


def read_text(path: Path) -> str:
    """Read a plain file as UTF-8, with the ends of lines that Python has.

    Raises:
        OSError: As of `read_whole`; or it is no text in UTF-8.
    """
    try:
        text = read_whole(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise OSError(f"{path} is no text in UTF-8: {error}") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under another name beside it, then move it to its own in one step.

    A process that is killed meanwhile, or a full disk, leaves the old file as it was. Who may read
    and write the old file may do so with the new one.

    Raises:
        OSError: The folder cannot be written to, the disk is full, or something that is no plain
            file has that name.
    """
    if path.exists():
        _require_plain(path, path.stat())
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
        content = read_whole(path)
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
