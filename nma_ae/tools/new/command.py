"""The command `nma-ae new`."""

import argparse
from pathlib import Path

DESCRIPTION = """\
Lay out a chapter, or add an exercise to one, in the checkout that the current folder lies in.
Nothing is ever overwritten, and a command that ends in an error has written nothing.
"""
CHAPTER = """\
Write the notebook, the package of exercises with its table of solutions, and the tests of a new
chapter, and name it in book/_toc.yml. What only an author can write is marked with "TO WRITE:";
`make test` fails until the last of these is gone.
"""
EXERCISE = """\
Add an exercise to a chapter: its module, its line in the table of solutions, and three cells of the
notebook (task, stub, solution). FILE is Python:

  a docstring          a line that says what to do, then the text of the task, in Markdown
  exercise = ...       an Exercise with at least four variants and five misconceptions
  solution = ...       a function or class that FILE defines, or imports from the package

The engine tries it first. The exercise is refused unless the solution and each variant are
accepted, each misconception is recognised by its own hint, `make lint` accepts the code, and the
stub runs in the notebook.
"""


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the parser of `nma-ae`."""
    parser = subparsers.add_parser(
        "new", help="lay out a chapter or an exercise", description=DESCRIPTION
    )
    kinds = parser.add_subparsers(metavar="KIND", required=True)
    raw = argparse.RawDescriptionHelpFormatter
    chapter = kinds.add_parser(
        "chapter", help="lay out a chapter", description=CHAPTER, formatter_class=raw
    )
    chapter.add_argument("name", metavar="NAME", help="such as deep_autoencoder")
    chapter.add_argument("--title", required=True, help="heading of the chapter")
    chapter.set_defaults(run=run, kind="chapter")
    exercise = kinds.add_parser(
        "exercise", help="add an exercise", description=EXERCISE, formatter_class=raw
    )
    exercise.add_argument(
        "name", metavar="CHAPTER.NAME", help="such as deep_autoencoder.count_parameters"
    )
    exercise.add_argument(
        "--from", dest="draft", metavar="FILE", type=Path, required=True, help="the author's file"
    )
    exercise.set_defaults(run=run, kind="exercise")


def run(arguments: argparse.Namespace) -> int:
    """Lay out what was asked for and print what was written.

    Raises:
        ValueError: it cannot be done; nothing was written.
    """
    from nma_ae.tools.new.chapter import new_chapter
    from nma_ae.tools.new.checkout import TO_WRITE, find_checkout
    from nma_ae.tools.new.exercise import new_exercise

    root = find_checkout(Path.cwd())
    if arguments.kind == "chapter":
        written = new_chapter(root, arguments.name, arguments.title)
        then = f'Replace each "{TO_WRITE}", and add exercises with `nma-ae new exercise`.'
    else:
        written = new_exercise(root, arguments.name, arguments.draft)
        notebook = f"book/{arguments.name.split('.')[0]}.ipynb"
        then = f"Move the cells to where they belong, then run `nma-ae execute {notebook}`."
    print(*(f"wrote {path}" for path in written), then, sep="\n")
    return 0
