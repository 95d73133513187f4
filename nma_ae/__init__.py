"""An executable course on autoencoders and learned representations."""

__version__ = "0.1.0"
