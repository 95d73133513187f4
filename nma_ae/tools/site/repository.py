"""Addresses that follow from the repository's, which `_config.yml` names."""

from urllib.parse import urlencode

from sphinx.config import Config

from nma_ae import __version__


class Repository:
    """Where the course lives.

    Attributes:
        url: Its address, as in "https://github.com/OWNER/NAME".
        branch: The branch that the site is built from.
        folder: The folder of the notebooks.
    """

    def __init__(self, config: Config) -> None:
        options = config.html_theme_options
        self.url = options.get("repository_url", "").rstrip("/")
        self.branch = options.get("repository_branch") or "main"
        self.folder = options.get("path_to_docs") or "book"

    @property
    def slug(self) -> str:
        """Owner and name."""
        return "/".join(self.url.split("/")[-2:])

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

    def issue(self, title: str, body: str) -> str:
        """Where an issue can be written that begins with a title and a text."""
        return f"{self.url}/issues/new?{urlencode({'title': title, 'body': body})}"

    def source(self, path: str) -> str:
        """Where a file is shown as it is in this version of the package."""
        return f"{self.url}/blob/v{__version__}/{path}"

    def _path(self, name: str) -> str:
        return f"{self.branch}/{self.folder}/{name}.ipynb"
