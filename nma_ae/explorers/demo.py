"""What the demos that need a kernel have in common: controls, and a picture that follows them."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import matplotlib.pyplot as plt


class Demo:
    """Controls, and below them a picture that is drawn anew when one of them moves.

    A demo of its own says in `_needs` what it shows where no kernel runs, and gives its picture in
    `_png`.

    Attributes:
        controls: The widgets by name.
    """

    _needs: str

    def __init__(self, controls: Mapping[str, Any], **size: int) -> None:
        """Follow the controls; nothing is drawn before the demo is shown or a control moves.

        Args:
            controls: The widgets by name.
            **size: Width and height of the picture in pixels; by default its own.
        """
        import ipywidgets as widgets

        self.controls = dict(controls)
        # A picture, not an Output: what an Output catches depends on what shows the notebook.
        self._picture = widgets.Image(format="png", **size)
        for control in self.controls.values():
            control.observe(self._changed, names="value")

    def _png(self) -> bytes:
        """Return the picture of what the controls say."""
        raise NotImplementedError

    def _changed(self, _change: object = None) -> None:
        self._picture.value = self._png()

    def _ipython_display_(self) -> None:
        import ipywidgets as widgets
        from IPython.display import display

        needs = self._needs

        # Its text, where no widget is shown, would be that of its parts, cut inside a word.
        class Box(widgets.VBox):
            def __repr__(self) -> str:
                return needs

        display(Box([*self.controls.values(), self._picture]))
        self._changed()


class FigureDemo(Demo):
    """A demo whose picture is a figure of matplotlib, which `draw` makes."""

    def draw(self) -> plt.Figure:
        """Draw what the controls say."""
        raise NotImplementedError

    def _png(self) -> bytes:
        figure = self.draw()
        png = BytesIO()
        figure.savefig(png, format="png", bbox_inches="tight")
        plt.close(figure)
        return png.getvalue()
