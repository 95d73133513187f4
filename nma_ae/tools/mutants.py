"""``nma-ae mutants``: small changes of right answers that an exercise's cases let through."""

import argparse
from random import Random


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line's parser."""
    parser = subparsers.add_parser(
        "mutants",
        help="find mistakes that an exercise's cases let through",
        description="Make small changes of each exercise's right answers. A change that passes all "
        "cases must be right on 200 generated inputs as well: then it computes the same. Otherwise "
        "a case is missing. The exit status is 1 if there is such a hole.",
    )
    parser.add_argument("--only", default="", help="exercises whose names contain this")
    parser.add_argument(
        "--sample", type=int, metavar="N", help="try so many changes of each exercise, not all"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command.

    Args:
        arguments: `only` and `sample`.

    Returns:
        1 if a case is missing somewhere, 0 if not.

    Raises:
        ValueError: If no exercise is meant, or the sample is smaller than 1.
    """
    from nma_ae.exercises import courses
    from nma_ae.exercises.mutation import survivors
    from nma_ae.exercises.tables import text_table

    names = [name for name in courses.names() if arguments.only in name]
    if not names:
        raise ValueError(f"--only: no exercise has {arguments.only!r} in its name")
    if arguments.sample is not None and arguments.sample < 1:
        raise ValueError(f"--sample must be at least 1, got {arguments.sample}")
    rows = []
    n_holes = 0
    for name in names:
        chosen = sampled(name, arguments.sample)
        found = list(survivors(name, chosen))
        holes = [each for each in found if each.input]
        for each in holes:
            print(f"{name}, {each.answer}: {each.line}")
            print(f"    `{each.before}` becomes `{each.after}`")
            print(f"    wrong for {each.input}: {each.wrong}", flush=True)
        n_holes += len(holes)
        same = len(found) - len(holes)
        rows.append([name, str(len(chosen)), str(len(found)), str(same), str(len(holes))])
    print(text_table(["exercise", "changes", "let through", "do the same", "wrong"], rows))
    return 1 if n_holes else 0


def sampled(name: str, n: int | None) -> list[int]:
    """Return the numbers of the changes of an exercise's right answers to try.

    Args:
        name: full name of the exercise.
        n: how many, the same ones each time; None for all.
    """
    from nma_ae.exercises.mutation import n_mutants

    everything = range(n_mutants(name))
    if n is None or n >= len(everything):
        return [*everything]
    return sorted(Random(name).sample(everything, n))
