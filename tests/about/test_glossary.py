"""What the glossary says is no finding."""

GIVEN = {
    "The second half of an autoencoder.": "definition",
    "The first half of an autoencoder.": "definition",
    "closer to the other view of its own image than": "definition",
}
