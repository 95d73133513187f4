"""A whole edition of the book in another language, as a book of its own that can be built."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import yaml
from nbformat import NotebookNode

import nma_ae
from nma_ae.files import digest_of, read_text, read_whole, write_whole
from nma_ae.tools.translate.catalogue import catalogue_path, require_language, translations
from nma_ae.tools.translate.localised_outputs import with_localised_outputs
from nma_ae.tools.translate.page import translated_markdown, translated_notebook

PAGES = (".ipynb", ".md")
_CONFIG = "_config.yml"
_LOCALISED = "localised_outputs.json"


def write_page(page: Path, language: str, target: Path) -> None:
    """Write a page in another language; what is not translated stays as it is.

    Args:
        page: a notebook or a Markdown file.
        language: such as "ja".
        target: the file to write; its folder is made where there is none.

    Raises:
        ValueError: page or catalogue cannot be read.
        CellFailed: the exercises have no catalogue of the language.
    """
    if page.suffix == ".md":
        _write(target, _markdown(page, language))
    else:
        _write_notebook(with_localised_outputs(_notebook(page, language), page.parent), target)


def write_edition(root: Path, language: str, folder: Path) -> None:
    """Write the book in another language: its pages, what belongs to them, and its settings.

    A page without a catalogue is copied and named in the settings, so that the site can say so.
    Kernels run only for notebooks that have changed since the last time, and no file is touched
    that stays the same, so that a build on top of it is as quick.

    Args:
        root: of a checkout, with `_config.yml` and the folder `book`.
        language: one of the editions that `_config.yml` names.
        folder: gets `book` and `_config.yml`; whatever else lies in its `book` goes.

    Raises:
        ValueError: `_config.yml` names no such edition; a page or a catalogue cannot be read.
        CellFailed: the exercises have no catalogue of the language.
    """
    book = root / "book"
    config = yaml.safe_load(read_text(root / _CONFIG))
    own = edition_config(config, language)
    untranslated = []
    written = {folder / "book" / path.relative_to(book): path for path in _files(book)}
    outputs = _LocalisedOutputs(folder / _LOCALISED)
    for target, path in written.items():
        if path.suffix not in PAGES:
            _write(target, read_whole(path))
        elif not catalogue_path(path, language).exists():
            untranslated.append(path.relative_to(book).with_suffix("").as_posix())
            _write(target, read_whole(path))
        elif path.suffix == ".md":
            _write(target, _markdown(path, language))
        else:
            notebook = _notebook(path, language)
            _lead_to_itself(notebook, config["repository"], own["repository"])
            outputs.write(notebook, path.parent, target)
    for path in _files(folder / "book"):
        if path not in written:
            path.unlink()
    own["sphinx"]["config"]["course_untranslated"] = untranslated
    own["sphinx"]["config"]["course_package_branch"] = config["repository"]["branch"]
    _write(folder / _CONFIG, yaml.safe_dump(own, allow_unicode=True, sort_keys=False).encode())


def edition_config(config: dict[str, Any], language: str) -> dict[str, Any]:
    """Return the settings of an edition: those of the book but for what it has of its own.

    Args:
        config: what `_config.yml` holds.
        language: such as "ja".

    Raises:
        ValueError: the settings name no such edition.
    """
    require_language(language)
    known = _editions(config)
    if language not in known:
        raise ValueError(
            f"LANGUAGE must be one of course_editions in {_CONFIG}, {sorted(known)}; "
            f"got {language!r}"
        )
    return _merged(_merged(config, known[language]), {"sphinx": {"config": {"language": language}}})


def editions(root: Path) -> list[str]:
    """Return the languages in which the book is built, besides its own.

    Args:
        root: of a checkout, with `_config.yml`.

    Raises:
        ValueError: it cannot be read.
    """
    try:
        text = read_text(root / _CONFIG)
    except OSError as error:
        raise ValueError(f"run this in the root of a checkout: {error}") from error
    return list(_editions(yaml.safe_load(text)))


def _editions(config: dict[str, Any]) -> dict[str, Any]:
    # With all its lines commented out, the entry has no value, or is gone.
    return config["sphinx"]["config"].get("course_editions") or {}


def _merged(settings: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    merged = dict(settings)
    for name, value in other.items():
        both = isinstance(value, dict) and isinstance(settings.get(name), dict)
        merged[name] = _merged(settings[name], value) if both else value
    return merged


class _LocalisedOutputs:
    """Writes notebooks with localised outputs, and starts no kernel for one that it has written.

    These outputs follow from the notebook and from the package.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = json.loads(read_text(path)) if path.exists() else {}
        self._package = _package_digest()

    def write(self, notebook: NotebookNode, folder: Path, target: Path) -> None:
        text = nbformat.writes(notebook)
        digest = hashlib.sha256((self._package + text).encode()).hexdigest()
        if target.exists() and self._known.get(target.name) == digest:
            return
        _write_notebook(with_localised_outputs(notebook, folder), target)
        self._known[target.name] = digest
        _write(self._path, json.dumps(self._known, indent=1).encode())


def _package_digest() -> str:
    """Return a digest of the package, but for those of its tools that do not make the outputs."""
    package = Path(nma_ae.__file__).parent

    def takes_part(path: Path) -> bool:
        room, *inside = path.relative_to(package).parts
        return path.suffix in (".py", ".mo") and (room != "tools" or inside[0] == "translate")

    return digest_of(filter(takes_part, package.rglob("*")))


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in inside)
        if path.is_file() and not hidden and not {"locale", "_build"} & set(inside):
            yield path


def _markdown(page: Path, language: str) -> bytes:
    return translated_markdown(
        page, language, translations(catalogue_path(page, language))
    ).encode()


def _notebook(page: Path, language: str) -> NotebookNode:
    return translated_notebook(page, language, translations(catalogue_path(page, language)))


def _lead_to_itself(notebook: NotebookNode, from_: dict[str, str], to: dict[str, str]) -> None:
    """Let the badge that opens the notebook in Colab open this one and not the original."""
    old, new = (f"/blob/{each['branch']}/{each['path_to_book']}/" for each in (from_, to))
    for cell in notebook.cells:
        if "remove-cell" in cell.metadata.get("tags", []):
            cell.source = cell.source.replace(old, new)


def _write_notebook(notebook: NotebookNode, target: Path) -> None:
    _write(target, (nbformat.writes(notebook) + "\n").encode())


def _write(target: Path, content: bytes) -> None:
    if target.exists() and read_whole(target) == content:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, content)
