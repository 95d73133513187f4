"""`nma-ae grade --scheduler`, with a scheduler and workers of Dask on this machine."""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import nma_ae
from nma_ae.tools.grade import cluster, command
from nma_ae.tools.grade.limits import family

ROOT = Path(__file__).parents[2]
COUNT = "deep_autoencoder.count_parameters"
IMPORTS = """
from itertools import pairwise
import os, time
import torch
from nma_ae.exercises import exercise
"""
RIGHT = f"""
@exercise("{COUNT}")
def count_parameters(widths):
    way = list(widths) + list(widths)[-2::-1]
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(way)) + len(way) - 2
"""
ANSWERS = {
    "right": RIGHT,
    "wrong": RIGHT.replace("(n_in + 1)", "n_in"),
    "slow": f"time.sleep(3)\n{RIGHT}",
    "open": f'@exercise("{COUNT}")\ndef count_parameters(widths):\n    raise NotImplementedError',
    "ended": f"os._exit(3)\n{RIGHT}",
    "no code": "def f(:",
}


def write_class(folder: Path, n: int) -> None:
    folder.mkdir()
    for number in range(n):
        name, answer = list(ANSWERS.items())[number % len(ANSWERS)]
        cells = [{"cell_type": "code", "source": code} for code in (IMPORTS, answer)]
        path = folder / f"{number:02} {name}.ipynb"
        path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": cells}))


def start(*line: str, **settings: str) -> subprocess.Popen:
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)} | settings
    return subprocess.Popen(
        line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def grader(folder: Path, report: Path, *options: str) -> subprocess.Popen:
    line = [sys.executable, "-m", "nma_ae", "grade", str(folder), "--output", str(report)]
    return start(*line, *options, NMA_AE_LANGUAGE="ja")


def n_lines(results: Path) -> int:
    return len(results.read_text().split("\n\n")) if results.exists() else 0


def wait_until(true, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def cluster_of_two(tmp_path):
    """Start a scheduler and two workers; gives its address and their processes."""
    dask = str(Path(sys.executable).with_name("dask"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    own = ("--host", "127.0.0.1", "--no-dashboard")
    port = address.rpartition(":")[2]
    line = [dask, "scheduler", *own, "--port", port]
    started = [start(*line)]
    for number in range(2):
        place = ("--local-directory", str(tmp_path / f"worker{number}"))
        options = ("--nthreads", "1", "--no-nanny", *place)
        started.append(start(dask, "worker", address, *own, *options))
    yield address, started[1:]
    for each in started:
        each.terminate()
        each.wait()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_cluster_gives_the_same_report_though_a_worker_is_killed(tmp_path, cluster_of_two):
    address, (first, second) = cluster_of_two
    folder = tmp_path / "class"
    write_class(folder, 4 * len(ANSWERS))
    here, there = tmp_path / "here.json", tmp_path / "there.json"
    assert grader(folder, here).wait() == 1

    results = tmp_path / f".{there.name}.results"
    at_work = grader(folder, there, "--scheduler", address)
    wait_until(lambda: at_work.poll() or n_lines(results) >= 4)
    # The worker, the process that has torch loaded, and below it a notebook.
    wait_until(lambda: len([*family(first.pid)]) > 3)
    below = {*family(first.pid)} - {first.pid}
    first.kill()
    assert at_work.poll() is None
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below), seconds=10)
    assert at_work.wait() == 1
    assert second.poll() is None
    assert there.read_bytes() == here.read_bytes()

    statuses = {row["status"] for each in json.loads(here.read_text()) for row in each["rows"]}
    assert statuses >= {"correct", "wrong", "open", "crashed"}


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    given = parser.parse_args(["grade", *arguments])
    return given.run(given)


def test_where_nobody_schedules_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)
    write_class(tmp_path / "class", 1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(OSError, match=address):
        run(str(tmp_path / "class"), "--scheduler", address)
    with pytest.raises(ValueError, match="--scheduler must be an address"):
        run(str(tmp_path / "class"), "--scheduler", "nonsense://x")


def test_what_a_cluster_needs_is_named_where_it_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(command.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(ValueError, match=r"pip install \"nma-ae\[cluster\] @ https:"):
        run(str(tmp_path), "--scheduler", "tcp://127.0.0.1:1")


def test_a_worker_with_another_version_grades_nothing():
    with pytest.raises(RuntimeError, match=nma_ae.__version__):
        cluster._graded("a.ipynb", b"", {}, "en", "0.0.1")
