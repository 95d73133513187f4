"""Small pictures out of a zip archive that somebody else made, and that is not trusted.

Nothing is ever unpacked to the disk: a member's name only says which class its picture belongs to,
and its contents go from memory to the decoder. What is hostile or damaged is refused as a whole.
"""

import io
import stat
import zipfile
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

import numpy as np
import torch
from PIL import Image

MOST_MEMBERS = 50_000
MOST_BYTES = 100_000  # a picture of 32 x 32 pixels without any compression is 3 KB
FORMATS = ("JPEG", "PNG")
ENDINGS = (".jpg", ".jpeg", ".png")


class ArchiveError(ValueError):
    """An archive is damaged, hostile, or not what was expected."""


class LabelledImages(NamedTuple):
    """Pictures of one part of an archive.

    Attributes:
        images: (n, 3, side, side) uint8, red, green and blue.
        labels: (n,) int64, the number of each picture's class.
    """

    images: torch.Tensor
    labels: torch.Tensor


def read_image_archive(
    archive: BinaryIO, folders: Sequence[str], classes: Sequence[str], side: int
) -> list[LabelledImages]:
    """Read the pictures FOLDER/CLASS/NAME.jpg (or .png) of a zip archive.

    Files elsewhere, and files with another ending, are passed over, unless their names are hostile.

    Args:
        archive: The zip file, open for reading.
        folders: Folders to read, such as "afhq/train".
        classes: Their subfolders, in the order of the labels.
        side: Width and height that every picture must have.

    Returns:
        One entry for each folder, its pictures by class and then by name.

    Raises:
        ArchiveError: If the archive is damaged or hostile, a picture is none or has another size,
            or a folder has no picture of some class.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = list(_checked_members(opened))
            return [_read_folder(opened, members, folder, classes, side) for folder in folders]
    except ArchiveError:
        raise
    except Exception as error:  # a damaged archive can make Python's own reader raise anything
        raise ArchiveError(f"the archive cannot be read: {error}") from error


def _checked_members(opened: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """Yield the files of an archive, or say what is hostile about one."""
    members = opened.infolist()
    if len(members) > MOST_MEMBERS:
        raise ArchiveError(f"{len(members):,} members, expected at most {MOST_MEMBERS:,}")
    seen = set()
    for member in members:
        # orig_filename: Python's own reader cuts names at a NUL byte and turns backslashes.
        name = member.orig_filename
        parts = name.replace("\\", "/").split("/")
        if name.startswith(("/", "\\")) or ":" in parts[0] or ".." in parts or "\0" in name:
            raise ArchiveError(f"{name!r} leads out of the archive")
        if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise ArchiveError(f"{name!r} is a link or a device, expected a plain file")
        if name in seen:
            raise ArchiveError(f"{name!r} is in it twice")
        seen.add(name)
        if not member.is_dir():
            yield member


def _read_folder(
    opened: zipfile.ZipFile,
    members: Sequence[zipfile.ZipInfo],
    folder: str,
    classes: Sequence[str],
    side: int,
) -> LabelledImages:
    chosen = []
    for label, each in enumerate(classes):
        start = f"{folder}/{each}/"
        found = [
            member
            for member in members
            if member.filename.startswith(start)
            and "/" not in member.filename[len(start) :]
            and not member.filename[len(start) :].startswith(".")
            and member.filename.lower().endswith(ENDINGS)
        ]
        if not found:
            raise ArchiveError(f"no pictures in {start}")
        chosen += [(label, member) for member in sorted(found, key=lambda m: m.filename)]
    images = np.empty((len(chosen), side, side, 3), dtype=np.uint8)
    for number, (_label, member) in enumerate(chosen):
        images[number] = _decode(_contents(opened, member), member.filename, side)
    labels = torch.tensor([label for label, _member in chosen])
    return LabelledImages(torch.from_numpy(images).permute(0, 3, 1, 2).contiguous(), labels)


def _contents(opened: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Read one file, and no more than a small picture can need, whatever its header says."""
    with opened.open(member) as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ArchiveError(f"{member.filename!r} is longer than {MOST_BYTES:,} bytes")
    return content


def _decode(content: bytes, name: str, side: int) -> np.ndarray:
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            # Before anything is decoded: a header can promise a picture that fills the memory.
            if image.size != (side, side):
                width, height = image.size
                raise ArchiveError(f"{name!r} has {width} x {height} pixels, not {side} x {side}")
            return np.asarray(image.convert("RGB"))
    except ArchiveError:
        raise
    except Exception as error:  # so can a damaged picture, in Pillow
        raise ArchiveError(f"{name!r} is no picture that can be read: {error}") from error
