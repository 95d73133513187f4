"""Mirror and turn each image of a batch by its own draw, and normalize."""

import math
from random import Random

import torch
import torch.nn.functional as F

from nma_ae.data import normalize, rotate
from nma_ae.exercises import Case, Exercise, Misconception, edit
from nma_ae.seeds import generator


def image_by_image(images, flips, angles):
    changed = []
    for image, flip, angle in zip(images, flips, angles, strict=True):
        if flip:
            image = image.flip(2)
        changed.append(rotate(image[None], angle[None])[0])
    return 2 * torch.stack(changed) - 1


def into_a_copy(images, flips, angles):
    images = images.clone()
    images[flips] = images[flips].flip(dims=[-1])
    return normalize(rotate(images, angles))


def with_indices(images, flips, angles):
    side = images.shape[-1]
    columns = torch.arange(side).expand(len(images), -1)
    columns = torch.where(flips[:, None], side - 1 - columns, columns)
    index = columns[:, None, None, :].expand(images.shape)
    return (rotate(images.gather(3, index), angles) - 0.5) / 0.5


def weighted(images, flips, angles):
    chosen = flips.float().reshape(-1, 1, 1, 1)
    mirrored = chosen * torch.fliplr(images.transpose(1, 3)).transpose(1, 3)
    mirrored = torch.flip(images, dims=(3,)) * chosen + images * (1 - chosen)
    return normalize(rotate(mirrored, angles))


def in_one_grid(images, flips, angles):
    # The mirror image and the turn as one change of coordinates.
    radians = angles * math.pi / 180
    sign = torch.where(flips, -1.0, 1.0)
    theta = torch.zeros(len(images), 2, 3)
    theta[:, 0, 0] = sign * torch.cos(radians)
    theta[:, 0, 1] = -sign * torch.sin(radians)
    theta[:, 1, 0] = torch.sin(radians)
    theta[:, 1, 1] = torch.cos(radians)
    grid = F.affine_grid(theta, images.shape, align_corners=False)
    return F.grid_sample(images, grid, align_corners=False).sub(0.5).div(0.5)


def _case(flips, angles, side=8):
    def inputs():
        return {
            "images": torch.rand(len(flips), 3, side, side),
            "flips": torch.tensor(flips),
            "angles": torch.tensor(angles),
        }

    return Case(inputs=inputs, returns=torch.Tensor)


def _generated(random: Random) -> Case:
    n, side = random.choice([1, random.randint(2, 6)]), random.choice([1, 2, 7, 8, 16])
    share, largest = random.choice([0, 0.5, 0.5, 1]), random.choice([0, 10, 10, 400])
    flips = [random.random() < share for _ in range(n)]
    angles = [random.uniform(-largest, largest) for _ in range(n)]
    seed, kind = random.randrange(2**31), random.choice(["any", "any", "channels last", "black"])

    def inputs():
        images = torch.rand(n, side, side, 3, generator=generator(seed)).permute(0, 3, 1, 2)
        if kind == "black":
            images = torch.zeros_like(images)
        return {
            "images": images if kind == "channels last" else images.contiguous(),
            "flips": torch.tensor(flips),
            "angles": torch.tensor(angles),
        }

    return Case(inputs=inputs, returns=torch.Tensor)


exercise = Exercise(
    cases=[
        _case([False, False], [0.0, 0.0], side=2),
        _case([True, False, True], [0.0, 0.0, 0.0], side=2),
        _case([False, False], [10.0, -7.0]),
        _case([True, False, True, True], [5.5, -10.0, 130.5, 0.0]),
    ],
    hints=[
        "The order is: mirror, turn, normalize. `rotate(images, angles)` and `normalize(images)` "
        "take whole batches.",
        "Images are (n, channels, height, width): `images.flip(3)` mirrors all of them left to "
        "right. Then take the mirrored ones only where `flips` says so.",
        "`torch.where(flips[:, None, None, None], images.flip(3), images)` chooses image by image.",
    ],
    generated=_generated,
    variants=[image_by_image, into_a_copy, with_indices, weighted, in_one_grid],
    misconceptions=[
        Misconception(
            edit(
                "normalized_first",
                ("normalize(rotate(mirrored, angles))", "rotate(normalize(mirrored), angles)"),
            ),
            "The corners that a turn leaves empty are medium grey, not black. A turn fills them "
            "with 0: black before normalizing, but a medium grey after it. So normalize last.",
        ),
        Misconception(
            edit("upside_down", ("images.flip(3)", "images.flip(2)")),
            "The mirrored images are upside down: of a batch (n, channels, height, width), left "
            "and right are dimension 3.",
        ),
        Misconception(
            edit("all_or_none", ("flips[:, None, None, None]", "flips[0]")),
            "Either all images of the batch are mirrored or none. Each has its own entry in "
            "`flips`.",
        ),
        Misconception(
            edit(
                "one_angle_for_all",
                ("(mirrored, angles)", "(mirrored, angles[:1].expand(len(images)))"),
            ),
            "All images are turned by the first angle. Each has its own.",
        ),
        Misconception(
            edit("not_normalized", ("normalize(rotate", "(rotate")),
            "Mirrored and turned correctly, but not normalized: the result should lie between -1 "
            "and 1.",
        ),
        Misconception(
            edit(
                "turned_first",
                ("images.clone()", "rotate(images, angles)"),
                ("rotate(images, angles)", "images"),
                of=into_a_copy,
            ),
            "The mirrored images are turned the wrong way: each is turned by its angle after it "
            "was mirrored, with the sign that the angle has.",
        ),
        Misconception(
            edit("in_radians", ("(mirrored, angles)", "(mirrored, torch.deg2rad(angles))")),
            "The images hardly turn: their angles arrive as radians, and `rotate` takes degrees.",
        ),
        Misconception(
            edit("the_others_flipped", ("images.flip(3), images", "images, images.flip(3)")),
            "The images where `flips` is False are mirrored, and the others are not. It is the "
            "other way round.",
        ),
        Misconception(
            edit("batch_reversed", ("images.flip(3)", "torch.flip(images, [0])")),
            "In the place of a mirrored image there is another one of the batch: dimension 0 "
            "counts the images. Left and right are dimension 3.",
        ),
    ],
)
