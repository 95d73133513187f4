"""A file known by its git blob id: checked at every use, fetched from one address or the next."""

import gzip
import subprocess

import pytest

from nma_ae.data import cache, download
from nma_ae.data.datasets import GitBlob, RemoteDataset, WebFile, blob_id

IMAGES = bytes(range(256)) * 1000  # what the mirror has under that name, packed


@pytest.fixture
def packed(mirror):
    """What the mirror sends for `images`, as it is."""
    return gzip.compress(IMAGES, mtime=0)


@pytest.fixture
def describe_blob(packed):
    """Make the description of a dataset whose only file is that, with the given sources."""

    def describe(*mirrors):
        blob = GitBlob("a.gz", 10_000, blob_id(packed))
        sources = tuple(WebFile(f"{each.source.address}images.gz") for each in mirrors)
        return RemoteDataset("tiny", (blob,), sources)

    return describe


def test_the_id_is_git_s_own():
    # `printf 'hello\n' | git hash-object --stdin`, and git's well-known empty blob.
    assert blob_id(b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert blob_id(b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_the_id_agrees_with_the_git_program(tmp_path):
    (tmp_path / "file").write_bytes(IMAGES)
    command = ["git", "hash-object", "--no-filters", str(tmp_path / "file")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert blob_id(IMAGES) == said


def test_it_is_fetched_once(cache_dir, mirror, describe_blob, packed):
    dataset = describe_blob(mirror)
    assert download.read_dataset(dataset) == download.read_dataset(dataset) == {"a.gz": packed}
    assert mirror.asked == ["images"]
    entry = cache.examine(dataset, dataset.files[0])
    assert (entry.state, entry.size) == ("intact", len(packed))
    assert entry.source.startswith(mirror.source.address)


@pytest.mark.parametrize("fault", ["not found", "a login page", "a wrong byte", "endless"])
def test_the_next_address_is_asked(fault, cache_dir, start_mirror, describe_blob, packed, files_in):
    first, second = start_mirror(), start_mirror()
    first.faults["images"] = fault
    assert download.read_dataset(describe_blob(first, second)) == {"a.gz": packed}
    assert (first.asked, second.asked) == (["images"], ["images"])
    assert files_in() == ["tiny/a.gz"]


def test_when_all_fails_the_error_says_what_was_tried(cache_dir, mirror, describe_blob, files_in):
    mirror.faults["images"] = "a login page"
    found = blob_id(b"<html>Please log in</html>")
    with pytest.raises(download.DataUnavailableError, match=f"a.gz has git blob id {found}, exp"):
        download.read_dataset(describe_blob(mirror))
    assert files_in() == []


@pytest.mark.parametrize("damage", [lambda x: x[:-1], lambda x: x + b"0", lambda x: b""])
def test_what_was_changed_is_fetched_again(damage, cache_dir, mirror, describe_blob, packed):
    dataset = describe_blob(mirror)
    download.fetch_dataset(dataset)
    (cache_dir / "tiny" / "a.gz").write_bytes(damage(packed))
    assert cache.examine(dataset, dataset.files[0]).state == "damaged"
    assert download.read_dataset(dataset) == {"a.gz": packed}


def test_a_file_put_there_by_hand_is_taken_if_it_is_the_right_one(
    cache_dir, mirror, describe_blob, packed
):
    (cache_dir / "tiny").mkdir(parents=True)
    (cache_dir / "tiny" / "a.gz").write_bytes(packed)
    assert download.read_dataset(describe_blob(mirror)) == {"a.gz": packed}
    assert mirror.asked == []
