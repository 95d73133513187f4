"""The one model of a notebook: its file, cells and exercises, its kernel and its stored form."""
