"""``nma-ae verify``: whether the stored notebooks are in form, and their comparison tells apart."""

import argparse
from collections.abc import Sequence
from pathlib import Path


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line's parser."""
    parser = subparsers.add_parser(
        "verify",
        help="check stored notebooks, their figures' margins and their tolerances",
        description="Check what must hold of a stored notebook, list the cells that are not "
        "compared, and measure how far each figure is from the nearest wrong one.",
    )
    parser.add_argument(
        "notebooks", nargs="*", type=Path, metavar="NOTEBOOK", help="by default all of book/"
    )
    parser.add_argument(
        "--tolerances",
        action="store_true",
        help="also execute each notebook under two processor settings, and print for each cell "
        "how far its numbers and figures drift, and what its tags allow",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command.

    Args:
        arguments: ``notebooks`` lists the files (if empty, all of the folder book), and
            ``tolerances`` says whether to execute them.

    Returns:
        0, or 1 if something does not hold.
    """
    from nma_ae.tools.notebooks.files import find_notebooks

    n_problems = 0
    for path in find_notebooks(arguments.notebooks):
        print(path)
        n_problems += _verify_form(path) + _verify_figures(path)
        if arguments.tolerances:
            n_problems += _verify_tolerances(path)
    print(f"{n_problems} problems" if n_problems else "All holds.")
    return int(n_problems > 0)


def _verify_form(path: Path) -> int:
    from nma_ae.tools.notebooks.files import read_notebook
    from nma_ae.tools.notebooks.form import problems, uncompared

    found = problems(path)
    _print("Problems of form", [f"PROBLEM {problem}" for problem in found])
    reasons = [f"{name}: {reason}" for name, reason in uncompared(read_notebook(path))]
    _print("Cells that are not compared", reasons)
    return len(found)


def _verify_figures(path: Path) -> int:
    from nma_ae.plotting.style import STYLE
    from nma_ae.tools.compare.margins import figure_margins
    from nma_ae.tools.notebooks.cells import named_code_cells
    from nma_ae.tools.notebooks.files import read_notebook

    margins = figure_margins(named_code_cells(read_notebook(path)), STYLE)
    _print("Figures", margins)
    return sum(not margin.told_apart for margin in margins)


def _verify_tolerances(path: Path) -> int:
    from nma_ae.tools.compare.outputs import disagreements
    from nma_ae.tools.compare.spreads import ANOTHER_PROCESSOR, THIS_PROCESSOR, measured_spreads
    from nma_ae.tools.notebooks.cells import named_code_cells
    from nma_ae.tools.notebooks.files import read_notebook
    from nma_ae.tools.notebooks.kernel import run_notebook

    notebook = read_notebook(path)
    stored = named_code_cells(notebook)
    first, second = (
        named_code_cells(run_notebook(notebook, path.parent, setting))
        for setting in (THIS_PROCESSOR, ANOTHER_PROCESSOR)
    )
    spreads = measured_spreads(first, second)
    _print("Spread between two processor settings, and tolerance", spreads)
    n_problems = sum(bool(spread.problem) for spread in spreads)
    for name, actual in {"this processor": first, "the other setting": second}.items():
        found = disagreements(stored, actual)
        problems = [f"PROBLEM {text}" for text in found]
        _print(f"Differences between the stored outputs and {name}", problems)
        n_problems += len(found)
    return n_problems


def _print(heading: str, lines: Sequence[object]) -> None:
    print(f"  {heading}: {'none' if not lines else len(lines)}")
    for line in lines:
        print("    " + str(line).replace("\n", "\n    "), flush=True)
