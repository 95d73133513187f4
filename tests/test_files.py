import pytest

from nma_ae.files import digest_of


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
