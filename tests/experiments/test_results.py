import argparse
import sys
from pathlib import Path

import pytest
import torch

from nma_ae.analysis import compute_features
from nma_ae.data import LATENT_NAMES, Split, load_dsprites
from nma_ae.experiments import (
    ROWS,
    build_random_encoder,
    latent_accuracies,
    markdown_table,
    shape_results,
    spread,
)
from nma_ae.experiments.results import Result
from nma_ae.networks import Encoder
from nma_ae.tools import results as command
from nma_ae.weights import FOLDER

module = sys.modules["nma_ae.experiments.results"]


@pytest.fixture
def few(monkeypatch):
    data = load_dsprites(200)
    monkeypatch.setattr(module, "load_dsprites", lambda: data)
    monkeypatch.setattr(
        module, "split_images", lambda n=200: Split(torch.arange(160), torch.arange(160, 200))
    )
    return data


def test_rows_of_few_images(few):
    rows = tuple(row for row in ROWS if row.encoder.split()[0] in ("none", "random"))
    results = list(shape_results(rows))
    assert [result.row for result in results] == list(rows)
    assert [len(result.seeds) for result in results] == [0, 3]
    assert results[1].seeds[0] == results[1].test
    assert all(0 <= result.test <= 100 and 0 <= result.train <= 100 for result in results)
    assert results == list(shape_results(rows))


def test_a_random_encoder_is_calibrated_on_the_training_images(few):
    encoder = build_random_encoder(few.images[:160])
    features = compute_features(encoder, few.images[:160])
    assert features.mean(0).abs().max() < 1e-3
    assert not encoder.training


def test_the_table():
    rows = [Result(ROWS[0], 41.239, 39.551), Result(ROWS[1], 100.0, 12.0, (12.0, 14.0, 13.0))]
    assert [row.is_within for row in rows] == [True, False]
    table = markdown_table(rows).splitlines()
    assert (
        table[2]
        == "| none (raw pixels) | 25 | 39.55 | 39.55 | 38.55 to 40.55 | – | 41.24 | – | – |"
    )
    assert table[3].endswith("| 100.00 | 13.00 | 12.00 to 14.00 |")
    assert len({line.count("|") for line in table}) == 1


def test_the_command_prints_and_judges(monkeypatch, capsys):
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    for test, code in [(39.0, 0), (50.0, 1)]:
        results = [Result(ROWS[0], 40.0, test)]
        monkeypatch.setattr(module, "shape_results", lambda results=results: iter(results))
        arguments = parser.parse_args(["results"])
        assert arguments.run(arguments) == code
        out, _ = capsys.readouterr()
        assert f"| {test:.2f} |" in out
        assert ("Not where they are expected: none (raw pixels)." in out) is bool(code)


def test_latents_and_spread_of_few_images():
    data = load_dsprites(200)
    accuracies = latent_accuracies(data.images.flatten(1)[:, ::16], data, n_epochs=2)
    assert list(accuracies) == list(LATENT_NAMES)
    aligned, uniform = spread(Encoder(), data.images)
    assert 0 < aligned < 4
    assert -4 < uniform < 0


def test_the_command_replaces_the_table_of_a_page(monkeypatch, tmp_path):
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    monkeypatch.setattr(module, "shape_results", lambda: iter([Result(ROWS[0], 40.0, 39.0)]))
    page = tmp_path / "page.md"
    page.write_text("# Results\n\n| encoder | old |\n|---|---|\n| x | 1 |\n\nText.\n")
    arguments = parser.parse_args(["results", "--page", str(page)])
    assert arguments.run(arguments) == 0
    table = markdown_table([Result(ROWS[0], 40.0, 39.0)])
    assert page.read_text() == f"# Results\n\n{table}\n\nText.\n"
    page.write_text("# Results\n")
    with pytest.raises(ValueError, match=r"page\.md must have one table that begins with"):
        arguments.run(arguments)
    assert page.read_text() == "# Results\n"


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.encoder)
def test_each_row_lies_where_it_is_expected(row):
    (result,) = shape_results((row,), progress=False)
    assert result.is_within, f"{row.encoder}: {result.test:.2f} %, expected {row.bounds}"
    assert result.train > result.test - 2


def test_the_shipped_weights_of_dsprites_are_small():
    assert sum(path.stat().st_size for path in FOLDER.glob("dsprites_*.safetensors")) < 9e6


def test_the_page_has_each_row_within_its_bounds():
    page = (Path(__file__).parents[2] / "book" / "about" / "results.md").read_text(encoding="utf-8")
    cells = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("|")]
    assert [line[0] for line in cells[2:]] == [row.encoder for row in ROWS]
    for row, line in zip(ROWS, cells[2:], strict=True):
        assert float(line[2]) == row.published_test
        low, high = row.bounds
        assert low <= float(line[3]) <= high
