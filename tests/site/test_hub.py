"""A hub, made as the instructors' page says; a link there fetches the course and opens a chapter.

Minutes, and packages from the registries: part of `make test-full`.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from nma_ae import __version__
from nma_ae.tools.site.repository import Repository

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "book" / "about" / "instructors.md"
CHAPTER = "deep_autoencoder"
CELL = """\
import os, nma_ae
setup
print("here is", nma_ae.__version__, "with", *os.listdir(os.environ["NMA_AE_CACHE"]))"""
PASSWORD = "only for this test"
START_SECONDS = 120

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def blocks() -> list[str]:
    """Return the code of the page that makes a hub: commands, configuration, how to start it."""
    text = PAGE.read_text(encoding="utf-8")
    part = text[text.index("**On a JupyterHub with nbgitpuller.**") : text.index("```{hub-links}")]
    return re.findall(r"^```(?:sh|python)\n(.*?)^```$", part, re.DOTALL | re.MULTILINE)


def bash(command: str, folder: Path) -> None:
    done = subprocess.run(
        ["bash", "-e", "-c", command],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def environment() -> dict[str, str]:
    """Return the environment without this one of the tests, whose npm may be the only one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NMA_AE_")}
    for name in ("PYTHONPATH", "VIRTUAL_ENV"):
        kept.pop(name, None)
    here = str(Path(sys.prefix, "bin"))
    paths = [path for path in kept["PATH"].split(os.pathsep) if path != here]
    # The versions that the stored outputs were made with, torch without CUDA among them.
    pins = {"PIP_CONSTRAINT": str(ROOT / "constraints.txt"), "PIP_QUIET": "1"}
    return kept | pins | {"PATH": os.pathsep.join([*paths, here])}


def repository(folder: Path) -> Path:
    """Make a repository of the working tree, with one commit on its branch."""
    config = SimpleNamespace(html_theme_options={}, course_package_branch="")
    made = folder / "course"
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, made / name)
    author = "-c user.name=test -c user.email=test@localhost"
    branch = Repository(config).branch
    bash(f"git init -q -b {branch} && git add . && git {author} commit -qm course", made)
    return made


def link(course: Path, address: str) -> str:
    """Return the page's link to the chapter, with another hub's address and repository."""
    options = {"repository_url": f"https://github.com/somebody/{course.name}"}
    config = SimpleNamespace(html_theme_options=options, course_package_branch="")
    there = urlsplit(Repository(config).hub(CHAPTER))
    parts = {name: value for name, (value,) in parse_qs(there.query).items()}
    return f"{address}{there.path}?{urlencode(parts | {'repo': str(course)})}"


def free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        made = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [each.getsockname()[1] for each in made]


@contextlib.contextmanager
def hub(folder: Path, start: str):
    """Start a hub with the page's command, on ports that are free; gives its address."""
    public, api, proxy = free_ports(3)
    assert "--port 8000" in start
    start = (
        start.strip()
        .replace("--port 8000", f"--port {public}")
        .replace("choose your own", PASSWORD)
    )
    own = f"--JupyterHub.hub_port={api} --ConfigurableHTTPProxy.api_url=http://127.0.0.1:{proxy}"
    if os.geteuid() == 0:  # as in a container
        own += " --Spawner.args=--allow-root"
    with (folder / "hub.log").open("wb") as log:
        process = subprocess.Popen(
            ["bash", "-c", f". hub/bin/activate\n{start} {own}"],
            cwd=folder,
            env=environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{public}"
        end = time.monotonic() + START_SECONDS
        while "JupyterHub is now running" not in (folder / "hub.log").read_text():
            assert process.poll() is None, (folder / "hub.log").read_text()[-3000:]
            assert time.monotonic() < end, (folder / "hub.log").read_text()[-3000:]
            time.sleep(0.2)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=30)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Make a hub as the page says, and a repository of the course beside it."""
    made = tmp_path_factory.mktemp("hub")
    install, fetch, config, _start = blocks()
    bash(install, made)
    wheel = f'. hub/bin/activate\npip wheel --no-deps --wheel-dir wheels "{ROOT}"\n'
    bash(f"{wheel}pip install wheels/*.whl\n{fetch}", made)
    (made / "jupyterhub_config.py").write_text(config, encoding="utf-8")
    repository(made)
    return made


def test_a_hub_fetches_the_course_opens_a_chapter_and_runs_a_cell(browser, folder):
    with hub(folder, blocks()[-1]) as address:
        page = browser.new_context().new_page()
        page.set_default_timeout(1000 * START_SECONDS)
        page.goto(link(folder / "course", address))
        page.get_by_label("Username").fill("alice")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"**/lab/tree/course/book/{CHAPTER}.ipynb")

        arrived = folder / "homes" / "alice" / "course" / "book" / f"{CHAPTER}.ipynb"
        assert arrived.read_bytes() == (ROOT / "book" / arrived.name).read_bytes()

        # The set-up, and below it a cell of our own: what is stored has outputs already.
        page.locator(".jp-CodeCell .jp-InputArea .cm-content").first.click()
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("a")
        page.keyboard.press("Enter")
        page.keyboard.insert_text(CELL)
        page.keyboard.press("Shift+Enter")
        shown = page.locator(".jp-OutputArea-output", has_text="here is").first
        assert shown.inner_text().startswith(f"here is {__version__} with ")
        assert "mnist" in shown.inner_text()  # what was fetched for all
        page.context.close()
