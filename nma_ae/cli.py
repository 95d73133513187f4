"""The command `nma-ae`."""

import argparse
import os
import sys
from importlib import import_module

import nma_ae
from nma_ae.tools.commands import COMMANDS
from nma_ae.tools.extras import pip_command


def main(arguments: list[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: what follows `nma-ae`; by default the process's own.

    Returns:
        The exit status: 0 done, 1 a check found something, 2 it could not be done.
    """
    parser = argparse.ArgumentParser(prog="nma-ae", description=nma_ae.__doc__)
    parser.add_argument("--version", action="version", version=f"nma-ae {nma_ae.__version__}")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        _register(command, subparsers)
    given = parser.parse_args(arguments)
    try:
        return given.run(given) or 0
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (ValueError, RuntimeError, OSError) as error:
        print(f"nma-ae: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("nma-ae: interrupted", file=sys.stderr)
        return 130


def _register(command: str, subparsers: argparse._SubParsersAction) -> None:
    """Add a command, and one that says what it needs where only the package is installed."""
    try:
        import_module(f"nma_ae.tools.{command}").register(subparsers)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] == "nma_ae":
            raise
        text = f"needs {error.name}, which {pip_command('book')} brings"
        # Without options of its own: whatever is given with it gets the same answer.
        parser = subparsers.add_parser(command, help=text, add_help=False, prefix_chars="\0")
        parser.add_argument("rest", nargs=argparse.REMAINDER)
        parser.set_defaults(run=lambda _given: parser.exit(2, f"nma-ae: {command} {text}.\n"))


if __name__ == "__main__":
    sys.exit(main())
