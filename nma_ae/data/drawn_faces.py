"""Animal faces that are drawn: a stand-in where the photographs cannot be had.

Cats, dogs and wild animals out of ellipses and triangles, with the sizes of the real set. Ears,
muzzle, eyes and fur are what the classes differ in, each only more often than not: some dogs have
pointed ears, some cats are spotted. Colour of fur and background, pose and light say nothing.
"""

from typing import NamedTuple

import torch

SIDE = 32  # pixels
CLASSES = ("cat", "dog", "wild")
CHUNK = 256  # images whose pixels stay in the processor's cache
SOFT = 0.09  # width of an edge; a pixel is 2 / 32

# How often each class (rows: cat, dog, wild) has ears that are pointed, hanging or round, and fur
# that is plain, striped or spotted.
EARS = torch.tensor([[0.82, 0.06, 0.12], [0.18, 0.76, 0.06], [0.14, 0.04, 0.82]])
FUR = torch.tensor([[0.45, 0.45, 0.10], [0.75, 0.05, 0.20], [0.25, 0.35, 0.40]])
# Mean half width and half height of the muzzle, and size of the eyes.
MUZZLE = torch.tensor([[0.20, 0.15], [0.26, 0.30], [0.30, 0.21]])
EYES = torch.tensor([0.135, 0.095, 0.085])


class _Plan(NamedTuple):
    """What the images of a chunk show; each (n,) or (n, k)."""

    angle: torch.Tensor  # radians
    size: torch.Tensor
    shift: torch.Tensor  # (n, 2)
    head: torch.Tensor  # half width and height, (n, 2)
    ears: torch.Tensor  # 0 pointed, 1 hanging, 2 round
    ear_size: torch.Tensor
    fur: torch.Tensor  # 0 plain, 1 striped, 2 spotted
    phase: torch.Tensor  # of the pattern, (n, 2)
    muzzle: torch.Tensor  # half width and height, (n, 2)
    eyes: torch.Tensor  # radius
    colours: torch.Tensor  # of fur, pattern, ground and muzzle, (n, 4, 3), 0 to 1
    light: torch.Tensor  # slope of the brightness, (n, 2)
    noise: torch.Tensor  # (n, 3, 32, 32)


def draw_faces(labels: torch.Tensor, *, generator: torch.Generator | None = None) -> torch.Tensor:
    """Draw an animal's face for each label.

    Args:
        labels: (n,) int64; 0 draws a cat, 1 a dog, 2 a wild animal.
        generator: Draws everything else; by default torch's global one.

    Returns:
        (n, 3, 32, 32) uint8, red, green and blue.

    Raises:
        ValueError: If a label is none of these.
    """
    if len(labels) and not 0 <= labels.min() <= labels.max() < len(CLASSES):
        raise ValueError(f"labels must be 0 to 2, got {labels.min()} to {labels.max()}")
    images = torch.empty(len(labels), 3, SIDE, SIDE, dtype=torch.uint8)
    for start in range(0, len(labels), CHUNK):
        part = slice(start, start + CHUNK)
        painted = _paint(_draw_plan(labels[part], generator))
        images[part] = painted.mul_(255).round_().clamp_(0, 255).to(torch.uint8)
    return images


def _draw_plan(labels: torch.Tensor, generator: torch.Generator | None) -> _Plan:
    n = len(labels)

    def normal(*shape: int) -> torch.Tensor:
        return torch.randn(n, *shape, generator=generator)

    def uniform(low: float, high: float, *shape: int) -> torch.Tensor:
        return low + (high - low) * torch.rand(n, *shape, generator=generator)

    def choose(shares: torch.Tensor) -> torch.Tensor:
        return torch.multinomial(shares[labels], 1, generator=generator)[:, 0]

    return _Plan(
        angle=0.12 * normal(),
        size=uniform(0.85, 1.1),
        shift=0.07 * normal(2),
        head=torch.tensor([0.60, 0.58]) * (1 + 0.07 * normal(2)),
        ears=choose(EARS),
        ear_size=uniform(0.8, 1.25),
        fur=choose(FUR),
        phase=uniform(0, 6.3, 2),
        muzzle=MUZZLE[labels] * (1 + 0.14 * normal(2)),
        eyes=EYES[labels] * (1 + 0.14 * normal()),
        colours=_colours(normal(4), uniform(0, 1, 4)),
        light=0.12 * normal(2),
        noise=0.035 * normal(3, SIDE, SIDE),
    )


def _colours(warmth: torch.Tensor, brightness: torch.Tensor) -> torch.Tensor:
    """Make colours from brown over grey to bluish; (n, 4) each gives (n, 4, 3)."""
    tint = torch.tensor([0.09, 0.0, -0.11])
    brightness = 0.12 + 0.76 * brightness
    brightness[:, 3] = 0.55 + 0.45 * brightness[:, 3]  # a muzzle is light
    return (brightness[..., None] + warmth[..., None] * tint).clamp(0, 1)


def _paint(plan: _Plan) -> torch.Tensor:
    x, y = _face_coordinates(plan)
    across = x.abs()  # both halves of a face at once
    ears = _inside(_ear_distance(across, y, plan))
    head = _inside(_ellipse(x, y, plan.head))
    fur, marks, ground, light = (colour[..., None, None] for colour in plan.colours.unbind(1))
    coat = fur + (marks - fur) * (0.8 * _pattern(x, y, plan))[:, None]
    image = ground + (coat * 0.85 - ground) * ears[:, None]
    image = image + (coat - image) * head[:, None]
    muzzle = _inside(_ellipse(x, y + 0.26, plan.muzzle))
    image = image + (light - image) * (0.7 * muzzle)[:, None]
    eyes = _inside(_ellipse(across - 0.26, y - 0.10, plan.eyes[:, None].expand(-1, 2)))
    nose = _inside(_ellipse(x, y + 0.20, plan.muzzle * 0.42))
    image = image * (1 - 0.85 * torch.maximum(eyes, nose))[:, None]
    slope = plan.light[:, :1, None] * x + plan.light[:, 1:, None] * y
    return image * (1 + slope)[:, None] + plan.noise


def _face_coordinates(plan: _Plan) -> tuple[torch.Tensor, torch.Tensor]:
    """Return each pixel's place in the upright face, x to the right and y up, (n, 32, 32) each."""
    steps = (torch.arange(SIDE) + 0.5) / SIDE * 2 - 1
    right = (steps[None, None, :] - plan.shift[:, :1, None]) / plan.size[:, None, None]
    up = (-steps[None, :, None] - plan.shift[:, 1:, None]) / plan.size[:, None, None]
    cos, sin = plan.angle.cos()[:, None, None], plan.angle.sin()[:, None, None]
    return cos * right + sin * up, cos * up - sin * right


def _inside(distance: torch.Tensor) -> torch.Tensor:
    """Turn a distance, negative inside, into a cover of 0 to 1 with soft edges."""
    return (0.5 - distance / SOFT).clamp(0, 1)


def _ellipse(x: torch.Tensor, y: torch.Tensor, radii: torch.Tensor) -> torch.Tensor:
    """Return about how far a place is from an ellipse around the origin."""
    a, b = radii[:, :1, None], radii[:, 1:, None]
    return (((x / a) ** 2 + (y / b) ** 2).sqrt() - 1) * torch.minimum(a, b)


def _ear_distance(across: torch.Tensor, y: torch.Tensor, plan: _Plan) -> torch.Tensor:
    size = plan.ear_size[:, None, None]
    pointed = torch.maximum(  # a triangle: beyond one of its sides is outside
        torch.maximum(0.35 - y, (across - 0.62) * 0.97 + (y - 0.35) * 0.24),
        (0.42 + 0.45 * size - y) * -0.55 + (0.50 - across) * 0.83,
    )
    pointed = torch.maximum(pointed, y - 0.35 - 0.55 * size)
    hanging_radii = torch.stack([0.17 * plan.ear_size, 0.42 * plan.ear_size], dim=1)
    hanging = _ellipse(across - 0.62, y - 0.02, hanging_radii)
    round_radii = (0.21 * plan.ear_size)[:, None].expand(-1, 2)
    upright = _ellipse(across - 0.45, y - 0.50, round_radii)
    kinds = plan.ears[:, None, None]
    return torch.where(kinds == 0, pointed, torch.where(kinds == 1, hanging, upright))


def _pattern(x: torch.Tensor, y: torch.Tensor, plan: _Plan) -> torch.Tensor:
    """Return where the fur is marked, 0 to 1."""
    first, second = plan.phase[:, :1, None], plan.phase[:, 1:, None]
    striped = torch.sin(11 * x + first)
    spotted = striped * torch.sin(11 * y + second) * 1.4
    kinds = plan.fur[:, None, None]
    wave = torch.where(kinds == 1, striped, spotted)
    return torch.where(kinds == 0, 0.0, (0.5 + 2 * wave).clamp(0, 1))
