"""The cache: one folder per machine and user, in which every file is whole and verified.

A file is unpacked in a temporary folder inside the cache, checked there, and only then moved to
its name in one step. So a name in the cache never stands for half a file, and of two processes
that fetch the same file at once the later one replaces a good file by an equal one.
"""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, Protocol

import platformdirs

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

from nma_ae.data.datasets import AnyFile, RemoteDataset
from nma_ae.files import read_text, read_whole

WORKSPACE_PREFIX = ".nma-ae-partial-"
ABANDONED_AFTER = 24 * 60 * 60  # seconds; a killed process cannot clean up after itself


class DamagedFileError(Exception):
    """A file is not what `datasets` says it is."""


class CacheNotWritableError(Exception):
    """The cache folder is read-only or full, or cannot be made.

    Attributes:
        remedy: What to do about it.
    """

    def __init__(self, problem: str, remedy: str = "Free disk space or make the folder writable"):
        super().__init__(problem)
        self.remedy = remedy


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


def read(dataset: RemoteDataset, file: AnyFile) -> bytes:
    """Return the contents of a cached file, verified.

    Raises:
        OSError: If the file is missing or cannot be read.
        DamagedFileError: If its contents are not the expected ones.
    """
    content = read_whole(dataset_folder(dataset) / file.name, file.most_bytes)
    _check(file, content)
    return content


def store(
    dataset: RemoteDataset, file: AnyFile, stream: Contents, source: str, workspace: Path
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
    # One byte too many is enough to know; the rest of it need not fill the memory.
    content = _unpack(stream, file, file.most_bytes + 1)
    _check(file, content)
    with _writing_to(folder):
        with open(unpacked, "wb") as target:
            target.write(content)
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
    with _writing_to(folder), ExitStack() as stack:
        _make_room(dataset)
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):  # so that nobody takes the new one for abandoned
            _remove_abandoned(folder)
            temporary = TemporaryDirectory(
                prefix=WORKSPACE_PREFIX, dir=folder, ignore_cleanup_errors=True
            )
            name = stack.enter_context(temporary)
            stack.enter_context(_locked(Path(name)))
        kept = stack.pop_all()
    with kept:
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


def examine(dataset: RemoteDataset, file: AnyFile) -> Entry:
    """Say whether a file is in the cache and intact, by its checksum."""
    path = dataset_folder(dataset) / file.name
    size, source = 0, ""
    try:
        size = path.stat().st_size
        source = _recorded_source(dataset, file)
        read(dataset, file)
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
        CacheNotWritableError: If a file cannot be removed, or a folder that is not empty lies in
            the place of one; then nothing is removed.
    """
    folder = dataset_folder(dataset)
    removed = 0
    with _writing_to(folder):
        _make_room(dataset)
        for file in dataset.files:
            _remove(_record_path(dataset, file))
            removed += _remove(folder / file.name)
        remove_abandoned(dataset)
        if folder.exists() and not any(folder.iterdir()):
            folder.rmdir()
    return removed


def _make_room(dataset: RemoteDataset) -> None:
    """Refuse what is not ours in the places of our folder and files; an empty folder goes."""
    folder = dataset_folder(dataset)
    if folder.exists() and not folder.is_dir():
        raise CacheNotWritableError(f"{folder}: a file, expected a folder", "Move it away")
    for file in dataset.files:
        for path in (folder / file.name, _record_path(dataset, file)):
            if path.is_dir() and not path.is_symlink():
                if any(path.iterdir()):  # unpacked like that by a reader, perhaps
                    raise CacheNotWritableError(
                        f"{path}: a folder, expected a file", "Move it away"
                    )
                path.rmdir()


def _remove(path: Path) -> bool:
    """Remove a file of ours, and say whether there was one."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True


def remove_abandoned(dataset: RemoteDataset) -> None:
    """Remove what killed processes have left in a dataset's folder."""
    folder = dataset_folder(dataset)
    with suppress(OSError), _locked(folder, wait=False):  # there may be no folder
        _remove_abandoned(folder)


def _remove_abandoned(folder: Path) -> None:
    """Do that while the folder is locked: a workspace that is being made has no lock of its own.

    A process holds a lock on its workspace, which the system takes from it when it ends, however
    that happens. Where a system has no such locks, old age is the sign.
    """
    for partial in folder.glob(WORKSPACE_PREFIX + "*"):
        # Suppressed: it is gone in the meantime, in use, or somebody else's.
        with suppress(OSError), _locked(partial, wait=False) as locks_work:
            if locks_work or partial.stat().st_mtime < time.time() - ABANDONED_AFTER:
                shutil.rmtree(partial)


@contextmanager
def _locked(folder: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold a folder's lock for the block, and tell whether the system has such locks.

    Raises:
        BlockingIOError: If another process holds it and `wait` is False.
    """
    if fcntl is None:
        yield False
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            locks_work = True
        except BlockingIOError:
            raise
        except OSError:  # some network drives have none
            locks_work = False
        yield locks_work
    finally:
        os.close(descriptor)


@contextmanager
def _writing_to(folder: Path) -> Iterator[None]:
    """Turn an error of the file system into one that names the cache folder."""
    try:
        yield
    except OSError as error:
        raise CacheNotWritableError(f"{folder}: {error.strerror or error}") from error


def _unpack(stream: Contents, file: AnyFile, size: int) -> bytes:
    """Read on, and tell a damaged archive from a disk that cannot be written."""
    try:
        return stream.read(size)
    except Exception as error:  # a damaged archive can make Python's readers raise anything
        raise DamagedFileError(f"{file.name} cannot be unpacked: {error}") from error


def _check(file: AnyFile, content: bytes) -> None:
    problem = file.problem(content)
    if problem:
        raise DamagedFileError(problem)


def _record_path(dataset: RemoteDataset, file: AnyFile) -> Path:
    return dataset_folder(dataset) / f"{file.name}.json"


def _recorded_source(dataset: RemoteDataset, file: AnyFile) -> str:
    try:
        record = json.loads(read_text(_record_path(dataset, file)))
        return f"{record['source']}, {record['fetched']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "put there by other means"  # a file need only be right, not fetched by us
