"""What the engine does for libraries and systems that it does not need itself."""
