"""What a student is told about a place in the code."""

from nma_ae.exercises.diagnosis.alteration import Kind
from nma_ae.exercises.diagnosis.search import Repair
from nma_ae.exercises.messages import _


def where(repair: Repair) -> str:
    """Return the line to look at, and at what kind of thing; not what to change it to."""
    text = _("line {number}: {code}")
    lines = [text.format(number=number, code=code) for number, code in places(repair)]
    return "\n".join([*lines, " ".join(map(_kind, repair.kinds))])


def places(repair: Repair) -> list[tuple[int, str]]:
    """Return number and code of the line to look at, or of the two between which it is."""
    line = (repair.line, repair.code)
    return [line] if repair.above is None else [repair.above, line]


def _kind(kind: Kind) -> str:
    """Return what to look at, in a sentence."""
    texts = {
        "index": _("Look at the index, or at the end of the slice or range, in this line."),
        "operator": _("Look at the arithmetic in this line: an operator, a sign, a term."),
        "comparison": _("Look at the comparison in this line."),
        "number": _("Look at the numbers in this line."),
        "argument": _(
            "Look at the arguments in this line: their order, their values, and whether one is "
            "missing."
        ),
        "name": _("Look at the names in this line: is each the variable that you mean?"),
        "call": _(
            "Look at the calls in this line: is it the right function, is there one too many, is "
            "one missing?"
        ),
        "order": _(
            "Look at the order: of what stands in this line, or of this line among the others."
        ),
        "place": _("Look at how far this line is indented: should it be in another block?"),
        "step": _("Look here: a step is missing, or there is one too many."),
        "return": _("Look at the `return`: what is returned, and where."),
        "concept": _("Ask yourself what this line should compute."),
    }
    return texts[kind]


def whole(repair: Repair) -> str:
    """Return the repair itself, which is the last hint."""
    if not repair.before:
        text = _("In line {number} of the cell something is missing: `{after}`.")
    elif repair.before == repair.after:
        text = _("Your code becomes right when `{before}` (line {number}) is moved.")
    else:
        text = _("Your code becomes right when `{before}` (line {number}) becomes `{after}`.")
    return text.format(number=repair.line, before=repair.before, after=repair.after)
