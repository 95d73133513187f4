import os

import pytest

from nma_ae.files import digest_of, read_text, read_whole, write_whole


@pytest.fixture
def files(tmp_path):
    """A function that writes files and gives their paths."""

    def write(**contents):
        for name, content in contents.items():
            (tmp_path / name).write_text(content)
        return [tmp_path / name for name in contents]

    return write


def test_a_digest_knows_nothing_of_order_or_time(files):
    digest = digest_of(files(a="1", b="2"))
    assert len(digest) == 64
    assert digest_of(reversed(files(a="1", b="2"))) == digest


@pytest.mark.parametrize(
    "other",
    [{"a": "1", "b": "3"}, {"a": "1"}, {"a": "1", "c": "2"}, {"a": "2", "b": "1"}, {"a": "12"}],
    ids=["content", "one fewer", "name", "exchanged", "run together"],
)
def test_a_digest_notices(files, other):
    assert digest_of(files(**other)) != digest_of(files(a="1", b="2"))


def test_a_digest_needs_all_its_files(tmp_path):
    with pytest.raises(FileNotFoundError, match="missing"):
        digest_of([tmp_path / "missing"])


def test_a_file_is_read_as_it_is(tmp_path):
    content = b"one\r\ntwo\n\xff\0"
    (tmp_path / "file").write_bytes(content)
    (tmp_path / "link").symlink_to("file")
    assert read_whole(tmp_path / "file") == read_whole(tmp_path / "link") == content
    assert read_whole(tmp_path / "file", most_bytes=len(content)) == content
    with pytest.raises(OSError, match=r"file is no text in UTF-8: .*0xff"):
        read_text(tmp_path / "file")
    (tmp_path / "file").write_bytes("eins\r\nzwei\u2028\r\n".encode())
    assert read_text(tmp_path / "file") == "eins\nzwei\u2028\n"


def test_what_is_no_plain_file_or_too_long_is_named(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_text("four")
    for path, text in {
        tmp_path: "is a folder, expected a plain file",
        tmp_path / "pipe": "is a pipe or a device, expected a plain file",
        "/dev/zero": "is a pipe or a device, expected a plain file",
        tmp_path / "file": "has 4 bytes, expected at most 3",
    }.items():
        with pytest.raises(OSError, match=f"{path} {text}"):
            read_whole(path, most_bytes=3)


def test_nothing_but_a_plain_file_is_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(OSError, match=f"{name} is a .*, expected a plain file"):
            write_whole(tmp_path / name, b"")
    write_whole(tmp_path / "file", b"one")
    write_whole(tmp_path / "file", b"two")
    assert (tmp_path / "file").read_bytes() == b"two"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "pipe"]
