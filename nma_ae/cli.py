"""The command `nma-ae`."""

import argparse
import os
import sys
from importlib import import_module

import nma_ae
from nma_ae.tools.commands import COMMANDS


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
        import_module(f"nma_ae.tools.{command}").register(subparsers)
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


if __name__ == "__main__":
    sys.exit(main())
