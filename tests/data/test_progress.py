"""A bar where somebody watches, and nothing in a notebook that a program executes."""

import io

import pytest
from jupyter_client.manager import start_new_kernel

from nma_ae.data import cache, download


@pytest.fixture(scope="module")
def kernel():
    manager, client = start_new_kernel(kernel_name="python3")
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


FETCH = """
import os
os.environ["NMA_AE_CACHE"] = {folder!r}
from nma_ae.data import datasets, download
files = tuple(datasets.RemoteFile(*fields) for fields in {files!r})
sources = (datasets.GzipMirror({address!r}),)
download.fetch_dataset(datasets.RemoteDataset("tiny", files, sources))
"""


@pytest.mark.parametrize("a_person", [False, True])
def test_notebook(a_person, kernel, cache_dir, mirror, describe, files_in):
    files = [(file.name, file.size, file.sha256) for file in describe().files]
    code = FETCH.format(folder=str(cache_dir), files=files, address=mirror.source.address)
    outputs = []
    reply = kernel.execute_interactive(
        code,
        allow_stdin=a_person,
        stdin_hook=lambda message: None,
        output_hook=lambda message: outputs.append(message["msg_type"]),
        timeout=60,
    )
    assert reply["content"]["status"] == "ok"
    assert files_in() == ["tiny/images", "tiny/labels"]
    assert bool({"stream", "display_data"} & set(outputs)) == a_person


@pytest.mark.parametrize("a_person", [False, True])
def test_terminal(a_person, cache_dir, mirror, describe, monkeypatch):
    stderr = io.StringIO()
    stderr.isatty = lambda: a_person
    monkeypatch.setattr("sys.stderr", stderr)
    download.fetch_dataset(describe(mirror.source))
    assert ("images" in stderr.getvalue()) == a_person
    assert cache.examine(describe(), describe().files[0]).state == "intact"
