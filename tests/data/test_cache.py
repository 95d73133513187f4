"""Where the cache lies, what it says of its files, and that it removes only its own."""

import platformdirs
import pytest

from nma_ae.data import cache, download


@pytest.fixture
def filled(cache_dir, mirror, describe):
    """The tiny dataset, fetched."""
    dataset = describe(mirror.source)
    download.fetch_dataset(dataset)
    return dataset


def states(dataset):
    return {file.name: cache.examine(dataset, file).state for file in dataset.files}


class TestCacheFolder:
    def test_default_is_the_users_cache(self, monkeypatch):
        monkeypatch.delenv("NMA_AE_CACHE", raising=False)
        assert cache.cache_folder().name in ("nma-ae", "Cache")
        assert str(cache.cache_folder()).startswith(
            str(platformdirs.user_cache_path(appauthor=False))
        )

    def test_empty_variable_counts_as_none(self, monkeypatch):
        monkeypatch.setenv("NMA_AE_CACHE", "")
        assert "nma-ae" in cache.cache_folder().parts

    def test_home_is_understood(self, monkeypatch, tmp_path):
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("NMA_AE_CACHE", "~/course")
        assert cache.cache_folder() == tmp_path / "course"


class TestExamine:
    def test_empty_cache(self, cache_dir, describe):
        assert states(describe()) == {"images": "missing", "labels": "missing"}

    def test_intact_file(self, filled, mirror):
        entry = cache.examine(filled, filled.files[0])
        assert (entry.dataset, entry.file, entry.state) == ("tiny", "images", "intact")
        assert entry.size == 256_000
        assert entry.source.startswith(f"{mirror.source.address}, 20")
        assert entry.problem == ""

    def test_damaged_file(self, cache_dir, filled):
        (cache_dir / "tiny" / "labels").write_bytes(b"01234")
        entry = cache.examine(filled, filled.files[1])
        assert entry.state == "damaged"
        assert entry.problem == "labels has 5 of 10 bytes"

    def test_folder_in_the_place_of_a_file(self, cache_dir, filled):
        (cache_dir / "tiny" / "labels").unlink()
        (cache_dir / "tiny" / "labels").mkdir()
        assert states(filled) == {"images": "intact", "labels": "damaged"}

    @pytest.mark.parametrize("record", [None, "", "[]", "{}", '"words"', '{"source": "x"}'])
    def test_file_put_there_by_hand(self, record, cache_dir, describe, contents):
        (cache_dir / "tiny").mkdir(parents=True)
        (cache_dir / "tiny" / "labels").write_bytes(contents["labels"])
        if record is not None:
            (cache_dir / "tiny" / "labels.json").write_text(record)
        entry = cache.examine(describe(), describe().files[1])
        assert (entry.state, entry.source) == ("intact", "put there by other means")


class TestClear:
    def test_removes_our_files_and_nothing_else(self, cache_dir, filled):
        (cache_dir / "tiny" / "notes.txt").write_text("mine")
        (cache_dir / "other").mkdir()
        partial = cache_dir / "tiny" / ".nma-ae-partial-x"
        partial.mkdir()
        (partial / "images").write_bytes(b"half")
        assert cache.clear(filled) == 2
        left = sorted(str(path.relative_to(cache_dir)) for path in cache_dir.rglob("*"))
        assert left == ["other", "tiny", "tiny/notes.txt"]

    def test_follows_no_link(self, tmp_path, cache_dir, filled):
        (tmp_path / "precious").write_text("mine")
        (cache_dir / "tiny" / "labels").unlink()
        (cache_dir / "tiny" / "labels").symlink_to(tmp_path / "precious")
        cache.clear(filled)
        assert (tmp_path / "precious").read_text() == "mine"
        assert not (cache_dir / "tiny").exists()

    def test_empty_cache(self, cache_dir, describe):
        assert cache.clear(describe()) == 0
        assert not cache_dir.exists()

    @pytest.mark.parametrize("name", ["labels", "labels.json"])
    def test_a_folder_in_the_place_of_a_file_stays_with_what_is_in_it(
        self, name, cache_dir, filled, files_in
    ):
        place = cache_dir / "tiny" / name
        place.unlink()
        place.mkdir()
        (place / "notes.txt").write_text("mine")
        before = files_in()
        with pytest.raises(cache.CacheNotWritableError, match=f"{name}: a folder") as error:
            cache.clear(filled)
        assert error.value.remedy == "Move it away"
        assert files_in() == before

        (place / "notes.txt").unlink()
        cache.clear(filled)
        assert not (cache_dir / "tiny").exists()

    def test_a_workspace_in_use_stays(self, cache_dir, filled):
        with cache.workspace(filled) as workspace:
            assert cache.clear(filled) == 2
            assert workspace.exists()
        assert cache.clear(filled) == 0
        assert not (cache_dir / "tiny").exists()

    def test_what_cannot_be_removed_is_an_error(self, cache_dir, describe):
        cache_dir.mkdir()
        (cache_dir / "tiny").write_text("a file where the folder should be")
        with pytest.raises(cache.CacheNotWritableError, match="tiny: a file, expected a folder"):
            cache.clear(describe())
        assert (cache_dir / "tiny").is_file()
