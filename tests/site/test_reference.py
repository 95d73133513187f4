"""The package's pages: autodoc describes each name, and names lead to where they are described."""

import inspect
import re
import typing
from html import unescape
from pathlib import Path

import pytest
from sphinx.util.inventory import InventoryFile
from sphinx.util.typing import stringify_annotation

from nma_ae.tools.site.docstrings import prepare_docstring, tidy_signature
from nma_ae.tools.site.inventories import inventory, known_names, projects
from nma_ae.tools.site.rooms import ROOMS, documented_name, public_name, room_of, source_of
from nma_ae.tools.translate.edition import editions

EDITIONS = ["", *(f"{language}/" for language in editions(Path(__file__).parents[2]))]
SIGNATURE = re.compile(r'<dt class="sig sig-object py" id="(?P<id>[^"]+)">(?P<html>.*?)</dt>', re.S)


def page(sites, name):
    return (sites("book") / f"{name}.html").read_text(encoding="utf-8")


def links(html):
    """Where the links of a page lead, by the words that they stand on."""
    found = re.findall(r'<a class="reference[^"]*" href="([^"]+)"[^>]*>(.*?)</a>', html, re.DOTALL)
    return {(unescape(re.sub(r"<[^>]+>", "", words)), address) for address, words in found}


def functions_of(room):
    """The functions and methods of a room that its page shows the signatures of."""
    things = [getattr(room, name) for name in room.__all__]
    for thing in filter(callable, things):
        if inspect.isclass(thing):
            yield thing.__init__ if "__init__" in vars(thing) else thing.__new__
            yield from (each for name, each in vars(thing).items() if not name.startswith("_"))
        else:
            yield thing


@pytest.mark.parametrize("room", ROOMS)
def test_what_a_signature_names_has_a_place_to_link_to(room):
    annotations = [
        annotation
        for function in functions_of(room_of(room))
        if inspect.isfunction(function)
        for annotation in typing.get_type_hints(function).values()
    ]
    written = " ".join(
        stringify_annotation(annotation, "fully-qualified") for annotation in annotations
    )
    without_values = re.sub(r"'[^']*'", "", written)  # of a Literal
    names = set(re.findall(r"[A-Za-z_][\w.]*", without_values))

    assert "str" in names
    unknown = names - known_names()
    assert {name for name in unknown if not (public_name(name) or source_of(name))} == set(), (
        "add these names to nma_ae/tools/site/inventories.yaml, with the address of their page"
    )


@pytest.mark.parametrize("name", projects())
def test_sphinx_reads_an_inventory(name, tmp_path):
    path = tmp_path / "objects.inv"
    path.write_bytes(inventory(name))
    with path.open("rb") as file:
        read = InventoryFile.load(file, "https://example.org", lambda *parts: "/".join(parts))

    table = {f"py:{kind}": places for kind, places in projects()[name].items() if kind != "address"}
    assert {kind: set(entries) for kind, entries in read.items()} == {
        kind: set(places) for kind, places in table.items()
    }
    for kind, entries in read.items():
        for each, (project, _version, address, _shown) in entries.items():
            assert (project, address) == (name, f"https://example.org/{table[kind][each]}")


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_inventory_of_the_site_has_the_names_that_a_notebook_imports(sites, edition):
    with (sites("book") / edition / "objects.inv").open("rb") as file:
        read = InventoryFile.load(file, "", lambda *parts: parts[-1])
    places = {each: entry[2] for entries in read.values() for each, entry in entries.items()}

    for room in ROOMS:
        for name in room_of(room).__all__:
            full = f"nma_ae.{room}.{name}"
            assert places[full] == f"package/{room}.html#{full}"
    assert not [name for name in places if name.startswith("nma_ae.networks.mlp")]


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_name_leads_to_its_definition(sites, edition):
    text = page(sites, f"{edition}package/training")
    signatures = {found["id"]: links(found["html"]) for found in SIGNATURE.finditer(text)}
    fit = signatures["nma_ae.training.fit"]

    assert ("Tensor", "https://docs.pytorch.org/docs/stable/tensors.html#torch.Tensor") in fit
    module = "https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module"
    assert ("Module", module) in fit
    assert ("History", "#nma_ae.training.History") in fit
    elsewhere = links(page(sites, f"{edition}package/experiments"))
    assert ("DSprites", "data.html#nma_ae.data.DSprites") in elsewhere
    assert ("reconstruction_bce", "#nma_ae.training.reconstruction_bce") in links(text)
    error = "https://docs.python.org/3/library/exceptions.html#ValueError"
    assert ("ValueError", error) in links(text)
    assert not [words for words, _address in links(text) if words == "optimizer"]  # an argument


@pytest.mark.parametrize("room", ROOMS)
def test_every_type_in_a_signature_is_a_link(sites, room):
    signatures = list(SIGNATURE.finditer(page(sites, f"package/{room}")))
    assert {f"nma_ae.{room}.{name}" for name in room_of(room).__all__} <= {
        found["id"] for found in signatures
    }
    for found in signatures:
        # Where Sphinx cannot read a signature it prints it whole, with the marks of names.
        assert not re.search("~|&lt;", found["html"]), found["id"]
        assert "<dd" not in found["html"], found["id"]  # terms have no definitions inside them
        plain = re.sub(r"<a .*?</a>", "", found["html"], flags=re.DOTALL)
        result = plain.partition('class="sig-return-typehint">')[2].partition("<a ")[0]
        assert re.findall(r'class="pre">(\w+)<', re.sub(r'class="s">.*?</span>', "", result)) == []
        types = re.findall(r'class="pre">:</span></span>.*?<span class="n">(.*?)</span>', plain)
        assert [name for name in types if re.search(r'class="pre">\w', name)] == [], found["id"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_page_shows_no_path_and_no_object_of_the_machine(sites, room):
    text = re.sub(r"<[^>]+>", "", page(sites, f"package/{room}").partition("<article")[2])
    assert not re.search(r"\bat 0x|object at|/home/|/tmp/|/usr/|PosixPath", unescape(text))


DOCSTRING = """Do this with `first`, as `build_mlp` and `nn.Linear` do; `x_y` is "one" or "".

A second paragraph, see `trained("name")`.

Args:
    first: What comes first, (n, 2); see
        `history`.

Returns:
    Angles (n, 2): two.

Source: Somebody 2020, A title,
on two lines.

Example:
    >>> do("one", `two`)
    "two"
"""


def do(first):
    """Do nothing: only the signature is asked for."""


def test_names_in_a_docstring_become_links_and_all_else_code():
    lines = DOCSTRING.split("\n")
    prepare_docstring(None, "function", "nma_ae.networks.do", do, {}, lines)
    assert (
        "\n".join(lines)
        == """\
Do this with ``first``, as :py:obj:`build_mlp <nma_ae.networks.build_mlp>` and \
:py:obj:`nn.Linear <torch.nn.Linear>` do; ``x_y`` is ``"one"`` or ``""``.

A second paragraph, see :py:obj:`trained("name") <nma_ae.weights.trained>`.

Args:
    first: What comes first, (n, 2); see
        ``history``.

:Returns:
    Angles (n, 2): two.

:Source: Somebody 2020, A title,
    on two lines.

Example:
    >>> do("one", `two`)
    "two"
"""
    )


def test_a_name_is_looked_for_in_the_own_room_first():
    assert documented_name("fit", "nma_ae.training") == "nma_ae.training.fit"
    assert documented_name("fit", "nma_ae.data") == "nma_ae.training.fit"
    assert documented_name("DSprites.classes", "nma_ae.data") == "nma_ae.data.DSprites.classes"
    assert documented_name("DSprites.nothing", "nma_ae.data") is None
    assert documented_name("nma_ae.seeds.generator", "nma_ae.data") == "nma_ae.seeds.generator"
    assert documented_name("nma_ae.mplstyle", "nma_ae.plotting") is None
    assert documented_name("nn.Nothing", "nma_ae.data") is None


def test_what_no_room_gives_is_shown_in_its_source():
    assert public_name("nma_ae.networks.mlp.build_mlp") == "nma_ae.networks.build_mlp"
    assert public_name("nma_ae.seeds.generator") is None
    assert source_of("nma_ae.seeds.generator") == "nma_ae/seeds.py"
    assert source_of("nma_ae.networks") == "nma_ae/networks/__init__.py"
    assert source_of("nma_ae.__version__") is None  # a constant does not know its module
    assert source_of("nma_ae.nothing") is None
    assert source_of("torch.Tensor") is None


@pytest.mark.parametrize(
    ("what", "signature", "expected"),
    [
        ("class", "(*args: Any, **kwargs: Any)", ""),
        ("class", "(widths: int)", "(widths: int)"),
        ("function", "(*args)", "(*args)"),
        ("class", "(call: int = <function _call>)", "(call: int = _call)"),
        ("class", "(kind: type = <class 'list'>)", "(kind: type = list)"),
        ("class", "(names: dict = <factory>)", "(names: dict = ...)"),
        ("exception", None, None),
    ],
)
def test_a_signature_shows_what_a_reader_can_use(what, signature, expected):
    assert tidy_signature(None, what, "name", None, {}, signature, None) == (expected, None)
