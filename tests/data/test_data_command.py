"""``nma-ae data`` in all its actions, on the tiny dataset."""

import argparse
import gzip
from dataclasses import replace

import pytest

from nma_ae.data import datasets
from nma_ae.tools import data


@pytest.fixture
def command(cache_dir, mirror, describe, monkeypatch):
    """Run the command as the command line does."""
    monkeypatch.setattr(datasets, "DATASETS", (describe(mirror.source),))
    parser = argparse.ArgumentParser()
    data.register(parser.add_subparsers())

    def command(*options):
        arguments = parser.parse_args(["data", *options])
        return arguments.run(arguments)

    return command


@pytest.mark.parametrize("options", [(), ("--list",)])
def test_list_of_an_empty_cache(options, command, cache_dir, capsys):
    assert command(*options) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Cache folder: {cache_dir}"
    assert lines[1] == "tiny  images  missing"
    assert lines[-2:] == [
        "0 intact, 0 damaged, 2 missing",
        "`nma-ae data --fetch` brings what is damaged or missing.",
    ]
    assert not cache_dir.exists()


def test_fetch_then_list(command, mirror, capsys):
    assert command("--fetch") == 0
    assert command("--fetch") == 0
    assert mirror.asked == ["images", "labels"]
    capsys.readouterr()
    assert command() == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith(f"tiny  images  intact      256,000 bytes  {mirror.source.address}")
    assert lines[-1] == "2 intact, 0 damaged, 0 missing"


def test_verify_finds_what_is_damaged_and_fetch_heals_it(command, cache_dir, capsys):
    command("--fetch")
    assert command("--verify") == 0
    (cache_dir / "tiny" / "labels").write_bytes(b"9876543210")
    capsys.readouterr()
    assert command("--list") == 0
    assert command("--verify") == 1
    output = capsys.readouterr().out
    assert "labels has SHA-256 7619ee8cea49187f" in output
    assert "1 intact, 1 damaged, 0 missing" in output
    assert command("--fetch") == 0
    assert command("--verify") == 0


def test_verify_of_an_empty_cache(command):
    assert command("--verify") == 0


def test_clear(command, cache_dir, capsys):
    command("--fetch")
    (cache_dir / "mine.txt").write_text("mine")
    capsys.readouterr()
    assert command("--clear") == 0
    assert capsys.readouterr().out == f"Removed 2 files from {cache_dir}\n"
    assert [path.name for path in cache_dir.iterdir()] == ["mine.txt"]


def test_failed_fetch_is_one_error(command, mirror, capsys):
    mirror.faults["labels"] = "not found"
    assert command("--fetch") == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("The tiny data could not be loaded. Tried, in this order:\n  1.")


def test_the_rest_is_fetched_and_what_has_a_stand_in_may_fail(
    cache_dir, start_mirror, describe, monkeypatch, capsys
):
    from nma_ae.cli import main

    broken, good = start_mirror(), start_mirror()
    broken.faults["images"] = "not found"
    optional = replace(describe(broken.source), name="optional", has_stand_in=True)
    needed = replace(describe(broken.source), name="needed")
    tiny = describe(good.source)
    monkeypatch.setattr(datasets, "DATASETS", (optional, tiny))
    assert main(["data", "--fetch"]) == 0
    printed = capsys.readouterr()
    assert "2 intact, 0 damaged, 2 missing" in printed.out
    assert printed.err.endswith("The course goes on without these: drawings stand in.\n")
    monkeypatch.setattr(datasets, "DATASETS", (needed, tiny))
    assert main(["data", "--clear"]) == 0
    assert main(["data", "--fetch"]) == 2
    assert main(["data", "--verify"]) == 0
    assert "2 intact, 0 damaged, 2 missing" in capsys.readouterr().out


def test_failed_clear_is_one_error(command, cache_dir, capsys):
    cache_dir.mkdir()
    (cache_dir / "tiny").write_text("a file where the folder should be")
    assert command("--clear") == 2
    error = capsys.readouterr().err
    assert error == f"{cache_dir / 'tiny'}: a file, expected a folder. Move it away.\n"


def test_a_folder_in_the_place_of_a_file_is_named_and_left_alone(command, cache_dir, capsys):
    place = cache_dir / "tiny" / "labels"
    place.mkdir(parents=True)
    (place / "notes.txt").write_text("mine")
    assert command("--verify") == 1
    assert "labels is a folder, expected a plain file" in capsys.readouterr().out
    for action in ("--fetch", "--clear"):
        assert command(action) == 2
        assert "Move it away" in capsys.readouterr().err
    (place / "notes.txt").unlink()  # an empty one is in nobody's way
    assert command("--clear") == 0
    assert command("--fetch") == 0
    assert command("--verify") == 0


def test_all_that_the_course_downloads_is_known(cache_dir, capsys):
    from nma_ae.cli import main

    assert main(["data"]) == 0
    printed = capsys.readouterr().out
    assert "mnist         train-images-idx3-ubyte  missing" in printed
    assert "animal_faces  afhq_32x32.zip           missing" in printed


def test_the_animal_faces_are_fetched_verified_and_cleared(cache_dir, mirror, monkeypatch, capsys):
    from nma_ae.cli import main

    content = gzip.compress(bytes(range(256)) * 1000, mtime=0)
    blob = datasets.GitBlob("afhq_32x32.zip", 10_000, datasets.blob_id(content))
    source = datasets.WebFile(f"{mirror.source.address}images.gz")
    faces = datasets.RemoteDataset("animal_faces", (blob,), (source,))
    monkeypatch.setattr(datasets, "DATASETS", (faces,))
    assert main(["data", "--fetch"]) == 0
    assert main(["data", "--verify"]) == 0
    path = cache_dir / "animal_faces" / "afhq_32x32.zip"
    path.write_bytes(content[:-1])
    assert main(["data", "--verify"]) == 1
    assert "afhq_32x32.zip has git blob id" in capsys.readouterr().out
    assert main(["data", "--clear"]) == 0
    assert not path.parent.exists()


def test_actions_exclude_each_other(command, capsys):
    with pytest.raises(SystemExit):
        command("--fetch", "--clear")
    assert "not allowed with" in capsys.readouterr().err
