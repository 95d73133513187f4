"""A file that is known by its git blob id: fetched once, then known by its SHA-256.

Where a file's publisher gives no checksum but keeps it in a git repository, the repository's own
name for its contents is one: the SHA-1 of a short header and the contents. At the first fetch the
file must have that id; its SHA-256 is then recorded beside it, and every later use is checked
against the record.
"""

import hashlib
import json
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from nma_ae.data import download
from nma_ae.data.cache import WORKSPACE_PREFIX, cache_folder


@dataclass(frozen=True)
class GitBlob:
    """A file, and where it can be had.

    Attributes:
        folder: Folder in the cache.
        name: File name in the cache.
        blob_id: What `git hash-object` gives for it, 40 hexadecimal digits.
        addresses: URLs of the file, in the order in which they are tried.
        most_bytes: What it is certainly shorter than; a download that is longer is given up.
    """

    folder: str
    name: str
    blob_id: str
    addresses: Sequence[str]
    most_bytes: int

    @property
    def path(self) -> Path:
        """Where it lies in the cache."""
        return cache_folder() / self.folder / self.name


def blob_id(content: bytes) -> str:
    """Compute git's name for a file's contents.

    Args:
        content: All of it.

    Returns:
        The SHA-1 of "blob", the length, a zero byte and the contents, in hexadecimal digits.
    """
    # Not for security here: git's own choice, guarded by SHA-256 from the second use on.
    header = b"blob %d\0" % len(content)
    return hashlib.sha1(header + content, usedforsecurity=False).hexdigest()


def read_blob(blob: GitBlob) -> bytes:
    """Return a file's contents, from the cache or else from the first source that has it.

    Args:
        blob: The file.

    Raises:
        DataUnavailableError: If it is neither cached nor to be had; the message lists what was
            tried.
    """
    cached = _cached(blob)
    if cached is not None:
        return cached
    tried = []
    if os.environ.get("NMA_AE_OFFLINE", "0") not in ("", "0"):
        tried.append("network: turned off by the environment variable NMA_AE_OFFLINE")
        raise _unavailable(blob, tried)
    for address in blob.addresses:
        try:
            content = download.fetch(address, blob.most_bytes)
        except download.SourceError as error:
            tried.append(f"{address}: {error}")
            continue
        if blob_id(content) != blob.blob_id:
            tried.append(f"{address}: git blob id {blob_id(content)}, expected {blob.blob_id}")
            continue
        with suppress(OSError):  # a cache that cannot be written costs time, not the chapter
            _store(blob, content, address)
        return content
    raise _unavailable(blob, tried)


def _cached(blob: GitBlob) -> bytes | None:
    """Return what is cached, if it is whole; with its record, or for the first time by its id."""
    try:
        content = blob.path.read_bytes()
    except OSError:
        return None
    try:
        recorded = json.loads(_record(blob).read_text())["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        if blob_id(content) != blob.blob_id:  # put there by hand, or half of it
            return None
        with suppress(OSError):
            _store(blob, content, "put there by other means")
        return content
    return content if hashlib.sha256(content).hexdigest() == recorded else None


def _store(blob: GitBlob, content: bytes, source: str) -> None:
    """Write file and record in a folder of their own, then move them to their names."""
    folder = blob.path.parent
    folder.mkdir(parents=True, exist_ok=True)
    record = {
        "source": source,
        "fetched": time.strftime("%Y-%m-%d"),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    with TemporaryDirectory(prefix=WORKSPACE_PREFIX, dir=folder) as name:
        unfinished = Path(name)
        (unfinished / "content").write_bytes(content)
        (unfinished / "record").write_text(json.dumps(record))
        os.replace(unfinished / "record", _record(blob))
        os.replace(unfinished / "content", blob.path)


def _record(blob: GitBlob) -> Path:
    return blob.path.with_name(f"{blob.name}.json")


def _unavailable(blob: GitBlob, tried: Sequence[str]) -> download.DataUnavailableError:
    steps = [f"cache {blob.path.parent}: no intact {blob.name}", *tried]
    lines = "\n".join(f"  {number}. {step}" for number, step in enumerate(steps, start=1))
    return download.DataUnavailableError(
        f"{blob.name} could not be loaded. Tried, in this order:\n{lines}"
    )
