"""The latent explorer: point at a code and see its image, draw an image and see its code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from typing import Any

import torch
from torch import nn

from nma_ae.arguments import (
    fitting_together,
    require_flags,
    require_floats,
    require_kinds,
    require_labels,
    require_positive_integers,
)
from nma_ae.exercises import messages
from nma_ae.explorers.serialise import images_content, json_in_script, network_content
from nma_ae.networks import split_autoencoder
from nma_ae.plotting import latent_limits

_SCRIPTS = ("network.js", "drawing.js", "plane.js", "sphere.js", "explorer.js")
N_PIXELS = 28 * 28


@dataclass(frozen=True)
class LatentExplorer:
    """An explorer that a notebook shows, with everything that it needs inside.

    Attributes:
        content: What `scripts/explorer.js` reads: `spaces`, `words`, perhaps `examples`.
    """

    content: dict[str, Any]

    def _repr_html_(self) -> str:
        """Return the explorer as a piece of a page that needs no other file."""
        return f"<style>\n{_file('explorer.css')}</style>\n{self.markup()}"

    def markup(self) -> str:
        """Return the same without its style, for a page that has `explorer.css` in its head."""
        text = json_in_script(self.content)
        words = self.content["words"]
        # The parts are there from the beginning, so that nothing moves when they are filled.
        return (
            '<div class="nma-explorer"><div class="nma-explorer__frame">'
            '<div class="nma-explorer__result"></div><div class="nma-explorer__stage">'
            '<div class="nma-explorer__map"></div><div class="nma-explorer__controls"></div>'
            f'<p class="nma-explorer__help">{escape(words["help"])}</p>'
            f"<noscript>{escape(words['noScript'])}</noscript>"
            '</div><div class="nma-explorer__side"></div></div>'
            f'<script type="application/json">{text}</script></div>\n'
            f'<script type="module">\n{explorer_script()}</script>\n'
        )

    def __repr__(self) -> str:
        names = ", ".join(space["name"] for space in self.content["spaces"])
        return f"LatentExplorer({names})"


def latent_explorer(
    model: nn.Sequential,
    images: torch.Tensor,
    labels: torch.Tensor,
    *,
    n_shown: int = 2000,
    drawing: bool = True,
    name: str = "autoencoder",
) -> LatentExplorer:
    """Walk through the latent space of an autoencoder, in the page, without a kernel.

    The network is written into the output: half a megabyte to two for the course's networks, and
    half of it is saved with `drawing=False`.

    Args:
        model: An autoencoder of images of 28 x 28 pixels whose code has two numbers, or three that
            a layer scales to length one; see `serialise.network_content` for its layers.
        images: (n, 784), in [0, 1]; the first `n_shown` are put on the map.
        labels: Digits (n,), 0 to 9.
        n_shown: How many points the map has at most.
        drawing: Bring the encoder as well, so that a reader can draw a digit.
        name: What the network is called.

    Returns:
        The explorer; a notebook shows it when it is the last value of a cell.

    Raises:
        ValueError: If the shapes do not fit, or a layer is none that the page can compute.

    Example:
        >>> latent_explorer(trained("deep_autoencoder"), test_images, test_labels)
    """
    require_flags(drawing=drawing)
    space = space_content(model, images, labels, n_shown=n_shown, name=name)
    words = explorer_words(messages._)
    if not drawing:
        return LatentExplorer({"spaces": [{**space, "encoder": None}], "words": words})
    examples = example_images(images, labels)
    return LatentExplorer({"spaces": [space], "examples": examples, "words": words})


def explorer_words(translate: Callable[[str], str]) -> dict[str, str]:
    """Return what an explorer says, by the names that `scripts/explorer.js` has for it.

    Args:
        translate: Gives the translation of an English text.
    """
    _ = translate
    return {
        "help": _(
            "Point anywhere, or use the arrow keys: the decoder draws what that place means. "
            "Each dot is a test image, where the encoder put it."
        ),
        "noScript": _("All of this needs JavaScript."),
        "map": _("Map of codes"),
        "role": _("map"),
        "decoded": _("The decoder draws"),
        "drawing": _("Draw a digit yourself"),
        "drawHelp": _("or take one of these"),
        "drawField": _("Field to draw a digit in, with a mouse or a finger"),
        "example": _("Test image of a {}"),
        "clear": _("Clear"),
        "points": _("Test images"),
        "grid": _("What each place means"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "plane": _("Plane"),
        "sphere": _("Sphere"),
        "space": _("Latent space"),
        "loading": _("The network is being loaded."),
        "failed": _("The network could not be loaded."),
        "near": _("Of the 10 nearest test images:"),
    }


def space_content(
    model: nn.Sequential,
    images: torch.Tensor,
    labels: torch.Tensor,
    *,
    n_shown: int = 2000,
    name: str = "autoencoder",
) -> dict[str, Any]:
    """Write down one latent space: its networks, and the map of some images.

    Args:
        model: As for `latent_explorer`.
        images: As for `latent_explorer`.
        labels: As for `latent_explorer`.
        n_shown: How many points the map has at most.
        name: What the network is called.

    Returns:
        `name`, `kind` ("plane" or "sphere"), `decoder`, `encoder`, and what `map_content` gives.

    Raises:
        ValueError: As `latent_explorer`.
    """
    require_positive_integers(n_shown=n_shown)
    require_kinds(str, name=name)
    require_floats(f"(n, {N_PIXELS})", least=1, images=images)
    require_labels(len(images), n_classes=10, labels=labels)
    encoder, decoder = split_autoencoder(model)
    with torch.no_grad(), fitting_together("model", "images"):
        codes = encoder(images[:n_shown])
    return {
        "name": name,
        **map_content(codes, labels[:n_shown]),
        "decoder": network_content(decoder),
        "encoder": network_content(encoder),
    }


def map_content(codes: torch.Tensor, labels: torch.Tensor) -> dict[str, Any]:
    """Write down where images lie in a latent space.

    Args:
        codes: (n, 2), or (n, 3) of length one.
        labels: Digits (n,).

    Returns:
        `kind`, "plane" or "sphere"; `codes`, all numbers in one list, to three decimals; `labels`,
        a text of n digits; and for a plane its `limits`, which leave out the outermost 1 % on each
        side.

    Raises:
        ValueError: If codes are of another shape, or three numbers are not of length one.
    """
    if codes.ndim != 2 or codes.shape[1] not in (2, 3):
        raise ValueError(f"codes must be (n, 2) or (n, 3), got {tuple(codes.shape)}")
    content = {
        "kind": "plane" if codes.shape[1] == 2 else "sphere",
        "codes": _rounded(codes.flatten().tolist()),
        "labels": "".join(map(str, labels.tolist())),
    }
    if codes.shape[1] == 2:
        limits = latent_limits(codes, coverage=0.98)
        return {**content, "limits": [_rounded(ends) for ends in limits]}
    if not torch.allclose(codes.norm(dim=1), torch.ones(len(codes)), atol=1e-3):
        raise ValueError("codes of three numbers must be of length one")
    return content


def example_images(images: torch.Tensor, labels: torch.Tensor) -> str:
    """Write down the first image of each digit, in the digits' order, for `images_content`.

    Args:
        images: (n, 784), in [0, 1].
        labels: Digits (n,).
    """
    first = [int(places[0]) for digit in range(10) if len(places := (labels == digit).nonzero())]
    return images_content(images[first])


def explorer_script() -> str:
    """Return the explorer's script in one piece, which shows all explorers that wait for it."""
    parts = [_file(name) for name in _SCRIPTS]
    lines = [
        line.removeprefix("export ")
        for part in parts
        for line in part.splitlines()
        if not line.startswith("import ")
    ]
    waiting = 'document.querySelectorAll(".nma-explorer:not(.nma-explorer--ready)")'
    return "\n".join([*lines, f"{waiting}.forEach(mountExplorer);", ""])


def _file(name: str) -> str:
    return (resources.files("nma_ae.explorers") / "scripts" / name).read_text(encoding="utf-8")


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(value, 3) for value in values]
