"""What only instructors and continuous integration need: one command a module."""
