"""A notebook and a package that have parted: one sentence says what to do."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from nma_ae import __version__
from nma_ae.notebook import setup, versions
from nma_ae.notebook.versions import StalePackage, require_version

ADDRESS = "https://github.com/a/b/archive/main.zip"
ADVICE = (
    f'Run %pip install --upgrade --force-reinstall --no-deps "nma-ae @ {ADDRESS}" '
    "(in a checkout: git pull), then restart the kernel."
)
SET_UP = f"""\
import importlib.util
if importlib.util.find_spec("nma_ae") is None:  # in Colab or Kaggle
    %pip install --quiet "nma-ae @ {ADDRESS}"
from nma_ae.notebook import setup
setup("CHAPTER", language="en", made_for="VERSION")"""


@pytest.fixture
def run(monkeypatch, capsys):
    """Return a function that runs a cell as a kernel does, and gives all that is shown."""
    shell = InteractiveShell()
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)

    def run_cell(code):
        shell.run_cell(code, store_history=True)
        return capsys.readouterr().out.strip()

    return run_cell


def set_up(chapter="deep_mlp", version=__version__):
    return SET_UP.replace("CHAPTER", chapter).replace("VERSION", version)


def test_nothing_is_said_where_both_belong_together(run):
    assert run(set_up()) == ""
    assert run("from nma_ae.analysis import count_parameters") == ""


def test_a_chapter_that_the_package_does_not_have_is_named_at_once(run):
    said = run(set_up(chapter="denoising"))
    assert said == f"The installed nma_ae {__version__} has no chapter 'denoising'. {ADVICE}"


@pytest.mark.parametrize(("installed", "wanted"), [("0.9.0", "0.10.0"), ("0.1.0", "0.1.0.1")])
def test_an_older_package_is_refused_in_one_sentence(run, monkeypatch, installed, wanted):
    monkeypatch.setattr(versions, "__version__", installed)
    said = run(set_up(version=wanted))
    assert said == f"This notebook needs nma_ae {wanted}, and {installed} is installed. {ADVICE}"


def test_an_older_notebook_goes_on(run, monkeypatch):
    monkeypatch.setattr(versions, "__version__", "0.10.0")
    said = run(set_up(version="0.9.0"))
    assert said.startswith("This notebook was made for nma_ae 0.9.0, and 0.10.0 is installed.")
    assert run("language = 1") == ""


@pytest.mark.parametrize(
    "cell",
    [
        "from nma_ae.analysis import count_stars",
        "from nma_ae.denoising import add_noise",
        "from nma_ae.exercises import exercise\n\n@exercise('deep_mlp.count_stars')\n"
        "def count_stars(): ...",
    ],
)
def test_what_is_missing_between_two_releases_is_explained(run, cell):
    run(set_up())
    run(set_up())  # the set-up cell again: said once all the same
    said = run(cell)
    assert said.count(ADVICE) == 1
    assert said.endswith(f"Your nma_ae {__version__} may be older than this notebook. {ADVICE}")


@pytest.mark.parametrize(
    "cell",
    ["import not_there", "1 / 0", "from nma_ae.exercises import hint\nhint('deep_mlp.slip')"],
)
def test_other_errors_are_not_blamed_on_the_package(run, cell):
    run(set_up())
    assert "older" not in run(cell)


def test_without_a_notebook_it_is_an_error_like_others():
    with pytest.raises(StalePackage, match=r'has no chapter .* "nma-ae"'):
        require_version("denoising", None)


@pytest.mark.parametrize("version", ["", "main", "0.1.0rc1", "v0.1.0"])
def test_refuses_what_is_no_version(version):
    with pytest.raises(ValueError, match="made_for must be a version"):
        setup(language="en", made_for=version)
