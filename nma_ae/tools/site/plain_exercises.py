"""Lists the exercises that are judged without any library, and the files that this takes.

Run as a script by a Python that sees the standard library and the course alone (see `answers.py`):

    python -I -S plain_exercises.py FOLDER ...

where the folders hold the package and its registration. Prints JSON.
"""

import json
import sys
from typing import Any


def main(folders: list[str]) -> None:
    """Judge each solution; what cannot be imported here needs a library.

    Args:
        folders: Where Python is to look for modules.

    Raises:
        SystemExit: A solution is not judged correct.
    """
    sys.path += folders
    from nma_ae.exercises import courses
    from nma_ae.exercises.check import check

    plain = []
    for name in courses.names():
        try:
            courses.load(name)
            reference = courses.reference(name)
        except ImportError:
            continue
        verdict = check(name, reference)
        if verdict.status != "correct":
            raise SystemExit(
                f"The solution of {name} is not accepted without libraries:\n{verdict}"
            )
        plain.append(name)
    print(json.dumps({"exercises": plain, "files": _files()}))


def _files() -> list[str]:
    modules: list[Any] = [sys.modules[name] for name in sorted(sys.modules)]
    return [each.__file__ for each in modules if each.__name__.partition(".")[0] == "nma_ae"]


if __name__ == "__main__":
    main(sys.argv[1:])
