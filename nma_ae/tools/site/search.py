"""Search in Japanese, which is written without spaces: by pairs of letters."""

import re
from itertools import pairwise

from sphinx.search import SearchLanguage

_KANA_AND_KANJI = r"\u3005\u3040-\u30ff\u3400-\u9fff"
_RUN = re.compile(f"[{_KANA_AND_KANJI}]+")
_WORD = re.compile(rf"[{_KANA_AND_KANJI}]+|[^\W{_KANA_AND_KANJI}]+")
_SPLITTER = r"""
function splitQuery(query) {
  const words = query.match(/[JAPANESE]+|(?:(?![JAPANESE])[\p{L}\p{N}_])+/gu) ?? [];
  return words.flatMap((word) => {
    const letters = [...word];
    return /^[JAPANESE]{2}/u.test(word)
      ? letters.slice(1).map((letter, index) => letters[index] + letter)
      : [word];
  });
}
"""


class SearchJapanese(SearchLanguage):
    """Finds any string of Japanese, and needs no dictionary for it.

    Sphinx's own splits the pages into words, but not what is searched for: so of 潜在空間, which it
    takes for two words, it finds nothing. Here both are split into all pairs of neighbours: 潜在,
    在空, 空間; and a page is found that has them all.
    """

    lang = "ja"
    language_name = "Japanese"
    js_splitter_code = _SPLITTER.replace("JAPANESE", _KANA_AND_KANJI)

    def split(self, input: str) -> list[str]:
        """Split a text into words, and what is Japanese of it into letters and pairs of them."""
        found = []
        for word in _WORD.findall(input):
            if _RUN.match(word):
                found += [*word, *(a + b for a, b in pairwise(word))]
            else:
                found.append(word)
        return found

    def word_filter(self, word: str) -> bool:
        """Take everything: what is short in other languages is a word here."""
        return bool(word)
