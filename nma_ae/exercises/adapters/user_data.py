"""Where a system keeps what belongs to its user."""

from pathlib import Path


def user_data_folder() -> Path:
    """Return the folder for what the course keeps, as platformdirs knows the system's habits.

    Where platformdirs is not installed it is a hidden folder at home.
    """
    try:
        import platformdirs
    except ImportError:
        return Path.home() / ".nma_ae"
    return Path(platformdirs.user_data_dir("nma_ae", appauthor=False))
