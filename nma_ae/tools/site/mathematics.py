"""Hands display mathematics to MathJax as it was written."""

from docutils import nodes
from sphinx.transforms import SphinxTransform


class DisplayMathAsWritten(SphinxTransform):
    r"""Keeps Sphinx from wrapping formulas of several lines into `split`.

    Inside of it `\tag` is an error, so a formula that JupyterLab and Colab show would be none here.
    MyST leaves alone what has the class that it gives to the environments of amsmath.
    """

    default_priority = 800

    def apply(self, **_options: object) -> None:
        """Mark every formula that Sphinx does not number itself."""
        for formula in self.document.findall(nodes.math_block):
            if not formula.get("label"):
                formula["classes"].append("amsmath")
