"""The latents of dSprites to play with: five sliders, and the image that they say together."""

from dataclasses import dataclass
from html import escape
from importlib import resources
from typing import Any

import numpy as np

from nma_ae.data import LATENT_NAMES, draw_dsprites, latent_indices
from nma_ae.data.dsprites import (
    CLEARED_PIXELS,
    LATENT_VALUES,
    N_IMAGES,
    RADIUS,
    SHAPES,
    pixel_position,
    unit_outline,
)
from nma_ae.exercises.messages import _
from nma_ae.explorers.serialise import json_in_script, picture_address
from nma_ae.plotting.rsm_panel import class_names

MIDDLE = (2, 4, 0, 16, 16)  # an upright heart, large enough to see and to see it grow


@dataclass(frozen=True)
class SpritesExplorer:
    """Five sliders that a notebook shows, with everything that draws the image inside.

    Attributes:
        content: What `scripts/sprites.js` reads.
    """

    content: dict[str, Any]

    def _repr_html_(self) -> str:
        """Return the explorer as a piece of a page that needs no other file.

        Where no script runs, it shows the image in the middle.
        """
        text = json_in_script(self.content)
        picture = picture_address(draw_dsprites(latent_indices([MIDDLE]))[0, 0])
        script = resources.files("nma_ae.explorers") / "scripts" / "sprites.js"
        return (
            f'<nma-sprites><script type="application/json">{text}</script>'
            f'<img src="{picture}" width="256" height="256" alt="{escape(SHAPES[MIDDLE[0]])}">'
            f"<p>{escape(self.content['words']['noScript'])}</p></nma-sprites>\n"
            f'<script type="module">\n{script.read_text(encoding="utf-8")}</script>\n'
        )

    def __repr__(self) -> str:
        return self.content["words"]["noScript"]


def sprites_explorer() -> SpritesExplorer:
    """Show a slider for each latent of dSprites, and the image that they say together.

    Returns:
        The explorer; a notebook shows it when it is the last value of a cell.
    """
    angles = LATENT_VALUES["orientation"]
    places = [pixel_position(LATENT_VALUES[latent]).tolist() for latent in ("posX", "posY")]
    content = {
        "latents": [
            {"name": name, "labels": class_names(name), "start": start}
            for name, start in zip(LATENT_NAMES, MIDDLE, strict=True)
        ],
        "outlines": [[each.tolist() for each in unit_outline(shape)] for shape in SHAPES],
        "sizes": (RADIUS * LATENT_VALUES["scale"]).tolist(),
        "cosines": np.cos(angles).tolist(),
        "sines": np.sin(angles).tolist(),
        "places": dict(zip("xy", places, strict=True)),
        "cleared": CLEARED_PIXELS,
        "total": N_IMAGES,
        "words": {
            "image": _("Image of dSprites"),
            "number": _("Image {} of {}, counted from 0"),
            "noScript": _("Here five sliders draw any image of dSprites, where scripts run."),
        },
    }
    return SpritesExplorer(content)
