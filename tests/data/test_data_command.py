"""``nma-ae data`` in all its actions, on the tiny dataset."""

import argparse

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


def test_failed_clear_is_one_error(command, cache_dir, capsys):
    (cache_dir / "tiny" / "labels").mkdir(parents=True)
    assert command("--clear") == 2
    assert capsys.readouterr().err.startswith(f"{cache_dir / 'tiny'}: ")


def test_actions_exclude_each_other(command, capsys):
    with pytest.raises(SystemExit):
        command("--fetch", "--clear")
    assert "not allowed with" in capsys.readouterr().err
