"""A web page in which Python runs: verdicts go to a place that the page sets."""

from collections.abc import Callable
from typing import Any


class Place:
    """A place in a page whose content may change.

    Attributes:
        put: is given the HTML of what is to be seen there.
    """

    def __init__(self, put: Callable[[str], Any]) -> None:
        self.put = put

    def show(self, thing: Any) -> None:
        """Show something there, instead of what it showed before."""
        self.put(thing._repr_html_())


place: Place | None = None
"""Where verdicts appear; None where this is no page."""
