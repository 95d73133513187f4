"""The faces, drawn and read: same layout, same loader, and the output says which."""

import hashlib
import io
import time
import zipfile

import pytest
import torch
from PIL import Image

from nma_ae.data import animal_faces, datasets, load_animal_faces
from nma_ae.data.datasets import GitBlob, RemoteDataset, WebFile, blob_id
from nma_ae.data.download import DataUnavailableError
from nma_ae.data.drawn_faces import CLASSES, draw_faces
from nma_ae.seeds import generator

N_EACH = 4


@pytest.fixture(scope="module")
def drawn():
    return load_animal_faces(drawn=True)


@pytest.fixture
def small_archive(cache_dir, monkeypatch):
    """An archive in AFHQ's layout, of drawn faces, in the place of the real one."""
    labels = torch.arange(3).repeat_interleave(N_EACH)
    made = {}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part in ("train", "val"):
            made[part] = draw_faces(labels, generator=generator(len(part)))
            for number, (image, label) in enumerate(zip(made[part], labels, strict=True)):
                content = io.BytesIO()
                Image.fromarray(image.permute(1, 2, 0).numpy()).save(content, "PNG")
                name = f"afhq/{part}/{CLASSES[label]}/{number:05}.png"
                archive.writestr(name, content.getvalue())
    content = buffer.getvalue()
    blob = GitBlob("a.zip", 10**7, blob_id(content))
    unreachable = WebFile("http://127.0.0.1:9/a")
    dataset = RemoteDataset("animal_faces", (blob,), (unreachable,))
    monkeypatch.setattr(datasets, "ANIMAL_FACES", dataset)
    monkeypatch.delenv("NMA_AE_DRAWN_FACES", raising=False)
    return cache_dir / "animal_faces" / "a.zip", content, made, labels


def test_the_stand_in_has_the_sizes_of_the_real_set(drawn):
    assert drawn.train_images.shape == (14_630, 3, 32, 32)
    assert drawn.test_images.shape == (1_500, 3, 32, 32)
    assert drawn.train_images.dtype == drawn.test_images.dtype == torch.uint8
    assert drawn.train_labels.dtype == torch.int64
    assert drawn.train_labels.bincount().tolist() == [5153, 4739, 4738]
    assert drawn.test_labels.bincount().tolist() == [500, 500, 500]
    assert drawn.drawn


def test_the_stand_in_is_the_same_each_time_and_leaves_torch_alone(drawn):
    before = torch.get_rng_state()
    again = load_animal_faces(drawn=True)
    assert torch.equal(again.train_images, drawn.train_images)
    assert torch.equal(torch.get_rng_state(), before)


def test_no_image_is_in_both_parts(drawn):
    def digests(images):
        return {hashlib.sha256(image.numpy().tobytes()).digest() for image in images}

    train, test = digests(drawn.train_images), digests(drawn.test_images)
    assert len(train) == 14_630
    assert not train & test


def test_colour_and_brightness_say_nothing(drawn):
    """The classes differ in shapes: no channel's mean tells them apart by more than a little."""
    images = drawn.train_images.float().mean(dim=(2, 3))
    means = torch.stack([images[drawn.train_labels == k].mean(dim=0) for k in range(3)])
    spread = images.std(dim=0)
    assert ((means.amax(dim=0) - means.amin(dim=0)) / spread).max() < 0.25


def test_the_images_use_the_range_of_bytes(drawn):
    assert drawn.train_images.min() == 0
    assert drawn.train_images.max() == 255
    assert 90 < drawn.train_images.float().mean() < 165


def test_drawing_is_quick():
    seconds = []
    for _ in range(2):
        start = time.process_time()
        draw_faces(torch.arange(3).repeat(500), generator=generator(0))
        seconds.append(time.process_time() - start)
    assert min(seconds) < 1


def test_refuses_a_class_that_it_cannot_draw():
    with pytest.raises(ValueError, match="labels must be 0 to 2"):
        draw_faces(torch.tensor([0, 3]))


def test_photographs_come_out_of_the_archive(small_archive, capsys):
    path, content, made, labels = small_archive
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    faces = load_animal_faces()
    assert capsys.readouterr().out == "Animal faces: 24 photographs (AFHQ).\n"
    assert torch.equal(faces.train_images, made["train"])
    assert torch.equal(faces.test_images, made["val"])
    assert torch.equal(faces.train_labels, labels)
    assert not faces.drawn


def test_what_cannot_be_had_is_drawn_and_said_in_one_line(small_archive, capsys):
    faces = load_animal_faces()
    said = capsys.readouterr().out
    assert said == "Animal faces: 16,130 drawings that stand in for the photographs (AFHQ).\n"
    assert faces.drawn


def test_who_asks_for_photographs_gets_an_error_instead(small_archive):
    with pytest.raises(DataUnavailableError, match="animal_faces data could not be loaded"):
        load_animal_faces(drawn=False)


def test_the_environment_can_ask_for_the_drawings_at_once(small_archive, monkeypatch):
    monkeypatch.setenv("NMA_AE_DRAWN_FACES", "1")
    monkeypatch.setattr(animal_faces, "read_dataset", None)  # would fail if it were called
    assert load_animal_faces().drawn


def test_the_environment_can_say_no(small_archive, monkeypatch):
    path, content, _made, _labels = small_archive
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    monkeypatch.setenv("NMA_AE_DRAWN_FACES", "no")
    assert not load_animal_faces().drawn


def test_the_real_archive_s_id_is_the_published_one():
    assert datasets.ANIMAL_FACES.has_stand_in  # so that `make data` needs no more than registries
    (archive,) = datasets.ANIMAL_FACES.files
    assert archive.blob_id == "cf240ae4ee37670914eeb339731968eced2da105"
    assert str(datasets.ANIMAL_FACES.sources[0]) == "https://osf.io/kgfvj/download"
