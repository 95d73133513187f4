"""Damages files in the ways that disks, networks and attackers do."""

import random


def damaged(content: bytes, seed: int) -> bytes:
    """Change one to five places: bytes, bits, lengths; pieces go, come twice or move."""
    draw = random.Random(seed)
    found = bytearray(content)
    for _ in range(draw.randint(1, 5)):
        place = draw.randrange(len(found) or 1)
        size = draw.choice([1, 2, 4, 8, 100])
        kind = draw.randrange(7)
        if kind == 0:
            found[place : place + 1] = draw.randbytes(1)
        elif kind == 1 and found:
            found[place] ^= 1 << draw.randrange(8)
        elif kind == 2:  # where a length or an offset may be
            extreme = draw.choice([0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF])
            found[place : place + 4] = extreme.to_bytes(4, "little")
        elif kind == 3:
            del found[place : place + size]
        elif kind == 4:
            found[place:place] = found[place : place + size]
        elif kind == 5:
            other = draw.randrange(len(found) or 1)
            found[place : place + size] = found[other : other + size]
        elif draw.random() < 0.3:
            del found[place:]
    return bytes(found)


def seeds(quick: int, thorough: int):
    """Return how a test is run on many damages: a sample in the daily run, all in the weekly one.

    They are run in one test for each hundred, so that the time goes into the damages.
    """
    import pytest

    hundreds = [range(start, start + 100) for start in range(0, thorough, 100)]
    return pytest.mark.parametrize(
        "seeds",
        [range(quick), *(pytest.param(each, marks=pytest.mark.slow) for each in hundreds)],
        ids=lambda each: f"{each.start}-{each.stop}",
    )
