"""Addresses that follow from the repository's, which `_config.yml` names."""

from urllib.parse import urlencode

from sphinx.config import Config

from nma_ae.tools.address import pages_of


class Repository:
    """Where the course lives.

    Attributes:
        url: Its address, as in "https://github.com/OWNER/NAME".
        branch: The branch from which its notebooks are opened.
        package_branch: The branch of the package: not the same in an edition, whose branch has
            notebooks alone.
        folder: The folder of the notebooks.
    """

    def __init__(self, config: Config) -> None:
        options = config.html_theme_options
        self.url = options.get("repository_url", "").rstrip("/")
        self.branch = options.get("repository_branch") or "main"
        self.package_branch = config.course_package_branch or self.branch
        self.folder = options.get("path_to_docs") or "book"

    @property
    def slug(self) -> str:
        """Owner and name."""
        return "/".join(self.url.split("/")[-2:])

    @property
    def pages(self) -> str:
        """Where GitHub publishes the repository's site; "" where there is no repository."""
        return pages_of(self.slug)

    def colab(self, name: str) -> str:
        """Where Colab opens a notebook."""
        return f"https://colab.research.google.com/github/{self.slug}/blob/{self._path(name)}"

    def kaggle(self, name: str) -> str:
        """Where Kaggle opens a notebook."""
        source = f"{self.url}/blob/{self._path(name)}"
        return f"https://kaggle.com/kernels/welcome?{urlencode({'src': source}, safe=':/')}"

    def hub(self, name: str) -> str:
        """Where a JupyterHub with nbgitpuller fetches the course and opens a notebook.

        The hub's own address has to take the place of `hub.example.org`.
        """
        parts = {
            "repo": self.url,
            "branch": self.branch,
            "urlpath": f"lab/tree/{self.url.split('/')[-1]}/{self.folder}/{name}.ipynb",
        }
        return f"https://hub.example.org/hub/user-redirect/git-pull?{urlencode(parts)}"

    @property
    def archive(self) -> str:
        """What pip installs."""
        return f"{self.url}/archive/{self.package_branch}.zip"

    def issue(self, title: str, body: str) -> str:
        """Where an issue can be written that begins with a title and a text."""
        return f"{self.url}/issues/new?{urlencode({'title': title, 'body': body})}"

    def source(self, path: str) -> str:
        """Where a file of the package is shown."""
        return f"{self.url}/blob/{self.package_branch}/{path}"

    def _path(self, name: str) -> str:
        return f"{self.branch}/{self.folder}/{name}.ipynb"


def site_address(config: Config) -> str:
    """Return the address of the whole site, which ends in `/`; "" where none is known."""
    base = config.course_address or Repository(config).pages
    return f"{base.rstrip('/')}/" if base else ""
