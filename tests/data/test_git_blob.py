"""A file known by its git blob id: the first fetch, the record, the cache, every failure."""

import hashlib
import json
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from nma_ae.data import download, git_blob
from nma_ae.data.download import DataUnavailableError, SourceError
from nma_ae.data.git_blob import GitBlob, blob_id, read_blob

CONTENT = b"an archive, let us say" * 100


@pytest.fixture
def blob(cache_dir):
    addresses = ("https://one.example/file", "https://two.example/file")
    return GitBlob("animals", "file.zip", blob_id(CONTENT), addresses, most_bytes=10_000)


@pytest.fixture
def serve(monkeypatch):
    """Let addresses answer with contents or errors; return the list of those asked."""

    def serve(**answers):
        asked = []

        def fetch(address, most_bytes):
            host = address.split("//")[1].split(".")[0]
            asked.append(host)
            if isinstance(answers[host], Exception):
                raise answers[host]
            return answers[host]

        monkeypatch.setattr(git_blob.download, "fetch", fetch)
        return asked

    return serve


def test_the_id_is_git_s_own():
    # `printf 'hello\n' | git hash-object --stdin`, and git's well-known empty blob.
    assert blob_id(b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert blob_id(b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_the_id_agrees_with_the_git_program(tmp_path):
    (tmp_path / "file").write_bytes(CONTENT)
    command = ["git", "hash-object", "--no-filters", str(tmp_path / "file")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert blob_id(CONTENT) == said


def test_the_first_fetch_records_the_sha256_and_the_second_asks_nobody(blob, serve):
    asked = serve(one=CONTENT)
    assert read_blob(blob) == CONTENT
    record = json.loads(blob.path.with_name("file.zip.json").read_text())
    assert record["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert record["source"] == "https://one.example/file"
    assert read_blob(blob) == CONTENT
    assert asked == ["one"]
    assert sorted(p.name for p in blob.path.parent.iterdir()) == ["file.zip", "file.zip.json"]


def test_the_second_source_is_asked_when_the_first_fails_or_lies(blob, serve):
    for first in (SourceError("no answer"), b"<html>Please log in</html>", b""):
        asked = serve(one=first, two=CONTENT)
        assert read_blob(blob) == CONTENT
        assert asked == ["one", "two"]
        blob.path.unlink()


def test_when_all_fails_the_error_says_what_was_tried_and_nothing_is_kept(blob, serve):
    serve(one=SourceError("no answer within 5 s"), two=b"something else")
    with pytest.raises(DataUnavailableError) as caught:
        read_blob(blob)
    text = str(caught.value)
    assert "one.example/file: no answer within 5 s" in text
    assert f"two.example/file: git blob id {blob_id(b'something else')}, expected" in text
    assert not blob.path.exists()


def test_a_cached_file_that_was_changed_is_fetched_again(blob, serve):
    serve(one=CONTENT)
    read_blob(blob)
    blob.path.write_bytes(CONTENT[:-1])
    assert read_blob(blob) == CONTENT
    assert blob.path.read_bytes() == CONTENT


def test_a_file_put_there_by_hand_is_taken_if_it_is_the_right_one(blob, serve):
    asked = serve(one=CONTENT)
    blob.path.parent.mkdir(parents=True)
    blob.path.write_bytes(CONTENT)
    assert read_blob(blob) == CONTENT
    assert asked == []
    blob.path.with_name("file.zip.json").write_text("{damaged")
    blob.path.write_bytes(b"another")
    assert read_blob(blob) == CONTENT
    assert asked == ["one"]


def test_offline_asks_nobody(blob, serve, monkeypatch):
    asked = serve(one=CONTENT)
    monkeypatch.setenv("NMA_AE_OFFLINE", "1")
    with pytest.raises(DataUnavailableError, match="NMA_AE_OFFLINE"):
        read_blob(blob)
    assert asked == []


def test_a_cache_that_cannot_be_written_does_not_matter(blob, serve):
    serve(one=CONTENT)
    blob.path.parent.parent.mkdir(parents=True)
    blob.path.parent.write_text("a file where the folder should be")
    assert read_blob(blob) == CONTENT


@pytest.fixture
def server():
    """A web server: /good, /missing, /long, /cut."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.path.strip("/")
            self.send_response(404 if name == "missing" else 200)
            body = CONTENT * (100 if name == "long" else 1)
            self.send_header("Content-Length", str(len(body) + (50 if name == "cut" else 0)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *arguments: None
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_fetch_over_the_network(server, cache_dir):
    assert download.fetch(f"{server}/good", 10_000) == CONTENT


@pytest.mark.parametrize(
    ("name", "reason"), [("missing", "404"), ("long", "longer than 10,000"), ("cut", "Incomplete")]
)
def test_fetch_says_why_it_failed(server, cache_dir, name, reason):
    with pytest.raises(SourceError, match=reason):
        download.fetch(f"{server}/{name}", 10_000)


def test_fetch_from_where_nobody_listens(cache_dir):
    with pytest.raises(SourceError, match="refused"):
        download.fetch("http://127.0.0.1:9/file", 10_000)
