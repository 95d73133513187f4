"""The cache: one folder per machine and user, in which every file is whole and verified.

A file is unpacked in a temporary folder inside the cache, checked there, and only then moved to
its name in one step. So a name in the cache never stands for half a file, and of two processes
that fetch the same file at once the later one replaces a good file by an equal one.
"""

import hashlib
import json
import os
import shutil
import tarfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, Protocol

import platformdirs

from nma_ae.data.datasets import RemoteDataset, RemoteFile

CHUNK = 1 << 20  # bytes
WORKSPACE_PREFIX = ".nma-ae-partial-"
ABANDONED_AFTER = 24 * 60 * 60  # seconds; a killed process cannot clean up after itself


class DamagedFileError(Exception):
    """A file is not what `datasets` says it is."""


class CacheNotWritableError(Exception):
    """The cache folder is read-only or full, or cannot be made."""


class Contents(Protocol):
    """What is read bit by bit, such as an open file."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""


def cache_folder() -> Path:
    """Return the folder that holds all downloaded data.

    The environment variable ``NMA_AE_CACHE`` names another one.
    """
    chosen = os.environ.get("NMA_AE_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    return platformdirs.user_cache_path("nma-ae", appauthor=False)


def dataset_folder(dataset: RemoteDataset) -> Path:
    """Return the folder of one dataset; it need not exist."""
    return cache_folder() / dataset.name


def read(dataset: RemoteDataset, file: RemoteFile) -> bytes:
    """Return the contents of a cached file, verified.

    Raises:
        OSError: If the file is missing or cannot be read.
        DamagedFileError: If its contents are not the expected ones.
    """
    content = (dataset_folder(dataset) / file.name).read_bytes()
    _check(file, len(content), hashlib.sha256(content).hexdigest())
    return content


def store(
    dataset: RemoteDataset, file: RemoteFile, stream: Contents, source: str, workspace: Path
) -> None:
    """Copy a file into the cache, verify it, and only then give it its name.

    Args:
        dataset: The dataset that the file belongs to.
        file: What the file must be.
        stream: Its contents, uncompressed.
        source: Where they come from, for the inventory.
        workspace: Folder made by :func:`workspace`.

    Raises:
        DamagedFileError: If the contents are not the expected ones.
        CacheNotWritableError: If they cannot be written.
    """
    folder = dataset_folder(dataset)
    unpacked = workspace / file.name
    digest, size = hashlib.sha256(), 0
    with _writing_to(folder), open(unpacked, "wb") as target:
        # One byte too many is enough to know; the rest of it need not fill the disk.
        while chunk := _unpack(stream, file, min(CHUNK, file.size + 1 - size)):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    _check(file, size, digest.hexdigest())
    with _writing_to(folder):
        record = workspace / "record.json"
        record.write_text(json.dumps({"source": source, "fetched": time.strftime("%Y-%m-%d")}))
        os.replace(record, _record_path(dataset, file))
        os.replace(unpacked, folder / file.name)


@contextmanager
def workspace(dataset: RemoteDataset) -> Iterator[Path]:
    """Make a temporary folder inside the dataset's folder; it is gone when the block ends.

    Raises:
        CacheNotWritableError: If it cannot be made.
    """
    folder = dataset_folder(dataset)
    with _writing_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(folder)
        temporary = TemporaryDirectory(
            prefix=WORKSPACE_PREFIX, dir=folder, ignore_cleanup_errors=True
        )
    with temporary as name:
        yield Path(name)


@dataclass(frozen=True)
class Entry:
    """One line of the inventory.

    Attributes:
        dataset: Name of the dataset.
        file: Name of the file.
        state: ``intact``, ``damaged`` or ``missing``.
        size: Length of the file in the cache, in bytes.
        source: Where it came from and when, as far as that is known.
        problem: What is wrong with a damaged file.
    """

    dataset: str
    file: str
    state: Literal["intact", "damaged", "missing"]
    size: int = 0
    source: str = ""
    problem: str = ""


def examine(dataset: RemoteDataset, file: RemoteFile) -> Entry:
    """Say whether a file is in the cache and intact, by its checksum."""
    path = dataset_folder(dataset) / file.name
    size, source = 0, ""
    try:
        size = path.stat().st_size
        source = _recorded_source(dataset, file)
        with open(path, "rb") as stream:
            _check(file, size, hashlib.file_digest(stream, "sha256").hexdigest())
    except (FileNotFoundError, NotADirectoryError):
        return Entry(dataset.name, file.name, "missing")
    except (OSError, DamagedFileError) as error:
        return Entry(dataset.name, file.name, "damaged", size, source, str(error))
    return Entry(dataset.name, file.name, "intact", size, source)


def clear(dataset: RemoteDataset) -> int:
    """Remove a dataset from the cache, and nothing that is not ours.

    Returns:
        How many of the dataset's files were removed.

    Raises:
        CacheNotWritableError: If a file cannot be removed.
    """
    folder = dataset_folder(dataset)
    removed = 0
    with _writing_to(folder):
        for file in dataset.files:
            _record_path(dataset, file).unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                (folder / file.name).unlink()
                removed += 1
        for partial in folder.glob(WORKSPACE_PREFIX + "*"):
            shutil.rmtree(partial)
        if folder.exists() and not any(folder.iterdir()):
            folder.rmdir()
    return removed


def _remove_abandoned(folder: Path) -> None:
    for partial in folder.glob(WORKSPACE_PREFIX + "*"):
        with suppress(OSError):  # gone in the meantime, or somebody else's
            if partial.stat().st_mtime < time.time() - ABANDONED_AFTER:
                shutil.rmtree(partial)


@contextmanager
def _writing_to(folder: Path) -> Iterator[None]:
    """Turn an error of the file system into one that names the cache folder."""
    try:
        yield
    except OSError as error:
        raise CacheNotWritableError(f"{folder}: {error.strerror or error}") from error


def _unpack(stream: Contents, file: RemoteFile, size: int) -> bytes:
    """Read on, and tell a damaged archive from a disk that cannot be written."""
    try:
        return stream.read(size)
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        raise DamagedFileError(f"{file.name} cannot be unpacked: {error}") from error


def _check(file: RemoteFile, size: int, sha256: str) -> None:
    if size > file.size:
        raise DamagedFileError(f"{file.name} is longer than {file.size} bytes")
    if size < file.size:
        raise DamagedFileError(f"{file.name} has {size} of {file.size} bytes")
    if sha256 != file.sha256:
        raise DamagedFileError(f"{file.name} has SHA-256 {sha256}, expected {file.sha256}")


def _record_path(dataset: RemoteDataset, file: RemoteFile) -> Path:
    return dataset_folder(dataset) / f"{file.name}.json"


def _recorded_source(dataset: RemoteDataset, file: RemoteFile) -> str:
    try:
        record = json.loads(_record_path(dataset, file).read_text())
        return f"{record['source']}, {record['fetched']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "put there by other means"  # a file need only be right, not fetched by us
