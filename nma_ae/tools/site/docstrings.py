"""Our docstrings as Sphinx's autodoc and napoleon read them, and links from the names in them.

Names in a docstring are written in single backticks. A name becomes a link where something is
described under it, and code everywhere else.
"""

import builtins
import inspect
import re
import sys
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.domains.python import PyObject
from sphinx.environment import BuildEnvironment

from nma_ae.tools.site.repository import Repository
from nma_ae.tools.site.rooms import PACKAGE, documented_name, public_name, source_of

# Sections that are one text. Napoleon takes what precedes a colon in them for a type; ours say in
# sentences what comes back, and the types are in the signature.
_TEXT_SECTION = re.compile(r"^(?P<name>Returns|Yields|Shape|Source):(?: +(?P<text>\S.*))?$")
# Headings of fields. Docstrings are English in every edition of the site, where Sphinx would
# translate the headings alone.
_HEADINGS = {
    "parameter": "Arguments",
    "variable": "Attributes",
    "returnvalue": "Returns",
    "exceptions": "Raises",
}
_PRINTED = re.compile(r"<factory>|<(?:function|class) '?(?P<name>[\w.]+)'?>")
_RAISES = re.compile(r"^:raises (?P<name>\w+):")
# Examples and code stay; names in backticks and values in quotes are changed.
_MARKED = re.compile(
    r'^ *>>> .*(?:\n *\S.*)*|``[^`]+``|`(?P<code>[^`]+)`|(?<!\w)(?P<value>"[\w.]*")(?!\w)',
    re.MULTILINE,
)


def keep_headings_english() -> None:
    """Give the fields of a Python object their headings in the language of the docstrings."""
    for field in PyObject.doc_field_types:
        field.label = _HEADINGS.get(field.name, field.label)


def prepare_docstring(
    _app: Sphinx, what: str, name: str, thing: Any, _options: dict, lines: list[str]
) -> None:
    """Change a docstring in place to what napoleon expects; autodoc calls this before it does."""
    if what == "class" and lines and lines[0].startswith(f"{thing.__name__}("):
        lines.clear()  # made up by `dataclass`
    text = "\n".join(_with_fields(lines))
    own = _own_names(thing)
    room = ".".join(name.split(".")[:2])
    lines[:] = _MARKED.sub(lambda found: _marked(found, own, room), text).split("\n")


def name_errors_in_full(
    _app: Sphinx, _what: str, name: str, _thing: Any, _options: dict, lines: list[str]
) -> None:
    """Write in full which errors are raised; autodoc calls this after napoleon."""
    room = ".".join(name.split(".")[:2])
    for number, line in enumerate(lines):
        found = _RAISES.match(line)
        if found and not hasattr(builtins, found["name"]):
            full = documented_name(found["name"], room) or _defined_name(found["name"])
            lines[number] = f":raises ~{full}:{line[found.end() :]}"


def tidy_signature(
    _app: Sphinx,
    what: str,
    _name: str,
    _thing: Any,
    _options: dict,
    signature: str | None,
    result: str | None,
) -> tuple[str | None, str | None]:
    """Leave out what no reader can use; autodoc calls this with each signature.

    A class without an `__init__` of its own inherits `*args`. Defaults of a dataclass are written
    as Python prints them: of a function only the name says something.
    """
    if what in ("class", "exception") and (signature or "").startswith("(*args"):
        return "", None
    return signature and _PRINTED.sub(lambda found: found["name"] or "...", signature), result


def skip_fields(
    _app: Sphinx, _what: str, _name: str, thing: Any, _skip: bool, _options: dict
) -> bool | None:
    """Skip the fields of a named tuple: its docstring describes them."""
    made_up = (getattr(thing, "__doc__", None) or "").startswith("Alias for field number")
    return True if made_up else None


def find_public_name(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, text: nodes.TextElement
) -> nodes.Element | None:
    """Lead from the module that defines a name to the page that describes it.

    Signatures name the module inside a room. What no room gives is described in its source only.
    Sphinx calls this for each name that it cannot find.
    """
    if node.get("refdomain") != "py":
        return None
    target = node["reftarget"]
    owner = target.rpartition(".")[0]
    public = public_name(target) or public_name(owner)
    if public:
        arguments = env, node["refdoc"], app.builder, node["reftype"], public, node, text
        return env.get_domain("py").resolve_xref(*arguments)
    source = source_of(target)
    if source is None:
        return None
    address = Repository(app.config).source(source)
    return nodes.reference("", "", text, internal=False, refuri=address)


def _with_fields(lines: list[str]) -> list[str]:
    """Turn the sections that are one text into fields of reStructuredText."""
    changed, inside = [], False
    for line in lines:
        found = _TEXT_SECTION.match(line)
        if found:
            changed.append(f":{found['name']}: {found['text'] or ''}".rstrip())
            inside = True
        else:
            inside = inside and line.strip() != ""
            # A text that begins beside its heading goes on at the margin.
            changed.append(f"    {line}" if inside and not line.startswith(" ") else line)
    return changed


def _marked(found: re.Match, own: set[str], room: str) -> str:
    if found["value"]:  # as code, or its quotes would become curly ones
        return f"``{found['value']}``"
    code = found["code"]
    if not code:
        return found[0]
    name = code.partition("(")[0]  # of a call, what is called
    full = None if name in own else documented_name(name, room)
    return f":py:obj:`{code} <{full}>`" if full else f"``{code}``"


def _own_names(thing: Any) -> set[str]:
    """Return the names of arguments and attributes, which mean nothing else in a docstring."""
    names = set(getattr(thing, "__annotations__", {}))
    try:
        return names | set(inspect.signature(thing).parameters)
    except (TypeError, ValueError):  # a property, or a class that is none of Python's
        return names


def _defined_name(name: str) -> str:
    """Return the full name of an error that no room gives, from the module that defines it."""
    for module in [each for key, each in sys.modules.items() if key.startswith(f"{PACKAGE}.")]:
        found = getattr(module, name, None)
        if inspect.isclass(found):
            return f"{found.__module__}.{found.__qualname__}"
    return name
