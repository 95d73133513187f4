"""Environment variables that switch something on or off."""

import os

OFF = ("", "0", "no", "false", "off")


def is_on(variable: str) -> bool:
    """Say whether an environment variable is set, and to something else than no.

    Args:
        variable: Its name. Off are "0", "no", "false", "off", in small letters or capitals, and
            nothing at all.
    """
    return os.environ.get(variable, "").strip().lower() not in OFF
