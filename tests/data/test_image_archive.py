"""The zip reader on a good archive, and on broken, truncated and hostile ones."""

import io
import stat
import struct
import zipfile

import numpy as np
import pytest
import torch
from damage import damaged, seeds
from PIL import Image

from nma_ae.data import image_archive
from nma_ae.data.image_archive import ArchiveError, read_image_archive

SIDE = 8
CLASSES = ("cat", "dog")


def picture(seed=0, kind="PNG", size=(SIDE, SIDE), mode="RGB"):
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(buffer, kind)
    return buffer.getvalue()


def pixels_of(content):
    return torch.from_numpy(np.array(Image.open(io.BytesIO(content)).convert("RGB"))).permute(
        2, 0, 1
    )


GOOD = {
    "afhq/train/cat/b.png": picture(1),
    "afhq/train/cat/a.png": picture(0),
    "afhq/train/dog/a.png": picture(2),
    "afhq/val/cat/x.png": picture(3),
    "afhq/val/dog/x.png": picture(4),
}


def packed(members, compression=zipfile.ZIP_DEFLATED):
    """Pack (name or ZipInfo, contents) pairs or a dict."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, content)
    buffer.seek(0)
    return buffer


def read(archive, folders=("afhq/train", "afhq/val")):
    return read_image_archive(archive, folders, CLASSES, SIDE)


def test_pictures_come_by_class_and_name_as_bytes():
    train, val = read(packed(GOOD))
    names = ["afhq/train/cat/a.png", "afhq/train/cat/b.png", "afhq/train/dog/a.png"]
    assert train.images.dtype == torch.uint8
    assert train.images.is_contiguous()
    assert torch.equal(train.images, torch.stack([pixels_of(GOOD[name]) for name in names]))
    assert train.labels.tolist() == [0, 0, 1]
    assert train.labels.dtype == torch.int64
    assert val.images.shape == (2, 3, SIDE, SIDE)


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGBA")])
def test_other_kinds_of_pictures_become_rgb(kind, mode):
    content = picture(7, kind, mode=mode)
    train, _ = read(packed({**GOOD, "afhq/train/cat/a.png": content}))
    assert torch.equal(train.images[0], pixels_of(content))


def test_what_is_elsewhere_or_no_picture_by_name_is_passed_over():
    harmless = {
        "README.md": b"hello",
        "afhq/train/cat/.DS_Store": b"x",
        "afhq/train/cat/._a.png": b"not a picture",
        "__MACOSX/afhq/train/cat/a.png": b"not a picture",
        "afhq/train/cat/more/a.png": picture(9),
        "afhq/train/wolf/a.png": b"not a picture",
        "afhq/train/cat/notes.txt": b"x",
        "afhq/train/": b"",
    }
    train, _ = read(packed({**GOOD, **harmless}))
    assert train.labels.tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    "name",
    [
        "../evil.png",
        "afhq/train/cat/../../../evil.png",
        "/etc/evil.png",
        "\\evil.png",
        "..\\evil.png",
        "C:/evil.png",
        "afhq/train/cat/..",
    ],
)
def test_names_that_lead_out_of_the_archive(name):
    with pytest.raises(ArchiveError, match="leads out"):
        read(packed({**GOOD, name: picture()}))


def test_a_name_with_a_zero_byte_that_hides_its_end():
    content = packed({**GOOD, "afhq/train/cat/zz.png": picture()}).getvalue()
    with pytest.raises(ArchiveError):
        read(io.BytesIO(content.replace(b"cat/zz.png", b"cat/z\0.png")))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices(kind):
    member = zipfile.ZipInfo("afhq/train/cat/link.png")
    member.external_attr = (kind | 0o777) << 16
    with pytest.raises(ArchiveError, match="link or a device"):
        read(packed([*GOOD.items(), (member, b"/etc/passwd")]))


def test_the_same_name_twice():
    with pytest.warns(UserWarning, match="Duplicate"):
        archive = packed([*GOOD.items(), ("afhq/train/cat/a.png", picture(5))])
    with pytest.raises(ArchiveError, match="twice"):
        read(archive)


def test_a_bomb_is_read_no_further_than_a_picture_can_reach(monkeypatch):
    bomb = packed({**GOOD, "afhq/train/cat/a.png": bytes(50_000_000)})
    assert len(bomb.getvalue()) < 200_000
    with pytest.raises(ArchiveError, match="longer than 100,000 bytes"):
        read(bomb)


def test_a_bomb_with_a_header_that_plays_it_down():
    content = packed({**GOOD, "afhq/train/cat/a.png": bytes(50_000_000)}).getvalue()
    lied = content.replace(struct.pack("<L", 50_000_000), struct.pack("<L", 500))
    assert lied != content
    with pytest.raises(ArchiveError):
        read(io.BytesIO(lied))


def test_a_picture_whose_header_promises_millions_of_pixels():
    content = bytearray(picture())
    content[16:24] = struct.pack(">LL", 100_000, 100_000)  # width and height in the PNG header
    with pytest.raises(ArchiveError):
        read(packed({**GOOD, "afhq/train/cat/a.png": bytes(content)}))


def test_too_many_members(monkeypatch):
    monkeypatch.setattr(image_archive, "MOST_MEMBERS", 4)
    with pytest.raises(ArchiveError, match="5 members, expected at most 4"):
        read(packed(GOOD))


@pytest.mark.parametrize(
    "content", [b"", b"<html>Please log in</html>", picture()[:60], picture(kind="GIF"), bytes(100)]
)
def test_what_is_no_picture(content):
    with pytest.raises(ArchiveError, match=r"cat/a\.png' is no picture"):
        read(packed({**GOOD, "afhq/train/cat/a.png": content}))


@pytest.mark.parametrize("size", [(SIDE + 1, SIDE), (SIDE, 1), (64, 64)])
def test_pictures_of_another_size(size):
    content = picture(size=size)
    with pytest.raises(ArchiveError, match=f"{size[0]} x {size[1]} pixels, not 8 x 8"):
        read(packed({**GOOD, "afhq/train/cat/a.png": content}))


def test_a_class_without_pictures():
    members = {name: content for name, content in GOOD.items() if "val/dog" not in name}
    with pytest.raises(ArchiveError, match="no pictures in afhq/val/dog/"):
        read(packed(members))


@pytest.mark.parametrize("length", [0, 10, 200, -1, -30])
def test_truncated(length):
    content = packed(GOOD).getvalue()
    with pytest.raises(ArchiveError, match="cannot be read"):
        read(io.BytesIO(content[:length]))


def test_no_archive_at_all():
    with pytest.raises(ArchiveError, match="cannot be read"):
        read(io.BytesIO(b"<html>Please log in</html>"))


def test_a_damaged_byte():
    content = bytearray(packed(GOOD, zipfile.ZIP_STORED).getvalue())
    place = content.index(GOOD["afhq/train/dog/a.png"]) + 60
    content[place] ^= 0xFF
    with pytest.raises(ArchiveError, match="cannot be read"):
        read(io.BytesIO(bytes(content)))


def test_an_encrypted_member():
    content = bytearray(packed(GOOD).getvalue())
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        place = content.index(start) + (6 if start.endswith(b"\x04") else 8)
        content[place] |= 1  # the flag alone: nobody has the password
    with pytest.raises(ArchiveError, match="cannot be read"):
        read(io.BytesIO(bytes(content)))


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_other_compressions_are_read(compression):
    train, _val = read(packed(GOOD, compression))
    assert len(train.images) == 3


@seeds(quick=60, thorough=3000)
@pytest.mark.parametrize(
    "compression",
    [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2],
    ids=["stored", "deflated", "lzma", "bzip2"],
)
@pytest.mark.filterwarnings("ignore")  # Pillow's, of what it could still read
def test_a_damaged_archive_is_read_or_refused(seeds, compression):
    content = packed(GOOD, compression).getvalue()
    refused = 0
    for seed in seeds:
        try:
            train, val = read(io.BytesIO(damaged(content, seed)))
        except ArchiveError:
            refused += 1
        else:
            assert train.images.shape[1:] == val.images.shape[1:] == (3, SIDE, SIDE)
    assert refused > len(seeds) / 3


@seeds(quick=60, thorough=3000)
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.filterwarnings("ignore")
def test_a_damaged_picture_is_read_or_refused(seeds, kind):
    content = picture(1, kind, size=(SIDE, SIDE))
    refused = 0
    for seed in seeds:
        try:
            read(packed({**GOOD, "afhq/train/cat/a.png": damaged(content, seed)}))
        except ArchiveError:
            refused += 1
    assert refused > len(seeds) / 5
