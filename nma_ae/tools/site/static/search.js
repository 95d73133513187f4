// Becomes the first part of Sphinx's searchtools.js: chapters before the reference, small typos
// forgiven, and no formulas in what is shown of a page.
"use strict";

// biome-ignore lint/correctness/noUnusedVariables: Sphinx asks for it by this name
var Scorer = {
  // Points are added, so that each group keeps its order.
  score: ([page, , , , points]) => {
    if (page.startsWith("package/")) {
      return points;
    }
    return points + (page.startsWith("about/") ? 100 : 200);
  },
  // As Sphinx has them.
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};

(() => {
  const NO_TEXT =
    ".nma-run, .nma-set-up, .nma-exercise__run, .nma-answer, .nma-card, figcaption, svg";

  // How many letters have to be changed, added, left out or swapped with their neighbours.
  const distance = (first, second) => {
    const rows = [...Array(first.length + 1).keys()].map((row) => [row]);
    rows[0] = [...Array(second.length + 1).keys()];
    for (let i = 1; i <= first.length; i++) {
      for (let j = 1; j <= second.length; j++) {
        const other = first[i - 1] === second[j - 1] ? 0 : 1;
        rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + other);
        if (first[i - 1] === second[j - 2] && first[i - 2] === second[j - 1]) {
          rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
        }
      }
    }
    return rows[first.length][second.length];
  };

  // A word that no page has is taken for the nearest one that some page has.
  const corrected = (word) => {
    const known = Object.keys({ ...Search._index.terms, ...Search._index.titleterms });
    if (!/^[a-z]{4,}$/.test(word) || known.some((term) => term.includes(word))) {
      return word;
    }
    const allowed = word.length < 8 ? 1 : 2;
    let best = { term: word, errors: allowed + 1 };
    for (const term of known) {
      if (Math.abs(term.length - word.length) <= allowed) {
        const errors = distance(word, term);
        best = errors < best.errors ? { term, errors } : best;
      }
    }
    return best.term;
  };

  // Once the rest of the file has made Search, and before the index is there.
  queueMicrotask(() => {
    const { _parseQuery, htmlToText } = Search;
    Search._parseQuery = (query) => {
      const [text, terms, ...others] = _parseQuery(query);
      return [text, new Set([...terms].map(corrected)), ...others];
    };
    // What is shown of a page is its text: not its contents, its buttons and its editors.
    Search.htmlToText = (html, anchor) => {
      const article = new DOMParser()
        .parseFromString(html, "text/html")
        .querySelector("article.bd-article");
      for (const element of article?.querySelectorAll(NO_TEXT) ?? []) {
        element.remove();
      }
      for (const formula of article?.querySelectorAll(".math") ?? []) {
        formula.replaceWith("…");
      }
      const shown = article ? `<div role="main">${article.innerHTML}</div>` : html;
      return htmlToText(shown, anchor);
    };
  });
})();
