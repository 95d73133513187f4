"""The commands of `nma-ae`, each a module of this folder with a function `register`."""

COMMANDS = (
    "data",
    "maps",
    "pdf",
    "address",
    "package",
    "release",
    "execute",
    "verify",
    "pretrain",
    "results",
    "grade",
    "unseen",
    "mutants",
    "claims",
    "new",
    "translate",
)
