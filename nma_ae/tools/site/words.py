"""What the site says beside its pages, in the languages of its editions."""

import gettext
import json
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.locale import translators

WORDS = {
    "en": {
        "name": "English",
        "minutes": "{} min",
        "exercise": "1 exercise",
        "exercises": "{} exercises",
        "needs": "You need: {}",
        "run": "Run it in {}",
        "read": "Start reading",
        "colab": "Open in Colab",
        "kaggle": "Open in Kaggle",
        "local": "On your machine",
        "feedback": "Give feedback on the section {}",
        "issue": "Section: {title}\nPage: {page}\nVersion: {version}\n\n"
        "What is wrong, unclear or missing?\n",
        "found": "Search finished, found ${resultCount} page(s) matching the search query.",
        "english": "",
        "untranslated": "",
    },
    "ja": {
        "name": "日本語",
        "minutes": "{}分",
        "exercise": "演習1問",
        "exercises": "演習{}問",
        "needs": "必要なもの：{}",
        "run": "{}で実行",
        "read": "読み始める",
        "colab": "Colabで開く",
        "kaggle": "Kaggleで開く",
        "local": "自分の環境で",
        "feedback": "「{}」の節へのフィードバックを送る",
        "issue": "節：{title}\nページ：{page}\n版：{version}\n\n"
        "どこが間違っている、わかりにくい、あるいは足りないでしょうか。\n",
        "found": "${resultCount}ページが見つかりました。",
        "english": "以下はソースコードからとった部分で、英語のまま載せています。",
        "untranslated": "このページはまだ翻訳されていません。英語版をそのまま載せています。",
    },
}
"""By language. What is said of English text is empty in English."""

# What the themes say and do not translate themselves.
_THEME = {
    "ja": {
        "Main": "全体の目次",
        "Toggle primary sidebar": "目次を開閉",
        "Toggle secondary sidebar": "このページの目次を開閉",
        "Link to this heading": "この見出しへのリンク",
        "Color mode": "配色",
        "System Settings": "システムの設定に従う",
        "Launch interactive content": "このノートブックを実行",
        "Launch on": "次の場所で実行：",
        "Source repositories": "ソースリポジトリ",
        "Repository": "リポジトリ",
        "Open issue": "問題を報告",
    },
}


def words(config: Config) -> dict[str, str]:
    """Return the words of an edition; English ones for a language that has none here."""
    return WORDS.get(config.language, WORDS["en"])


def complete_themes(app: Sphinx) -> None:
    """Add to the themes' translations what they lack."""
    missing = _Missing(_THEME.get(app.config.language, {}))
    for catalogue in ("sphinx", "booktheme"):
        translators["general", catalogue].add_fallback(missing)


def complete_search(app: Sphinx, exception: Exception | None) -> None:
    """Let the search say how many pages it found; Sphinx's Japanese says nothing there."""
    path = Path(app.outdir) / "_static" / "translations.js"
    if exception is None and path.exists():
        said = json.dumps(WORDS["en"]["found"])
        text = path.read_text(encoding="utf-8")
        changed = text.replace(f'{said}: ""', f"{said}: {json.dumps(words(app.config)['found'])}")
        path.write_text(changed, encoding="utf-8")


class _Missing(gettext.NullTranslations):
    def __init__(self, known: dict[str, str]) -> None:
        super().__init__()
        self._known = known

    def gettext(self, message: str) -> str:
        return self._known.get(message, message)
