// Remembers what was read, answered and solved, and shows it: in the bars, and on the front page. All
// of it stays in the reader's own browser, under one key, and both languages share it.
"use strict";

(() => {
  const KEY = "nma-ae";
  const VERSION = 1; // of what is kept; what another version has left is not read
  const SECONDS = 10; // that somebody stays in a section who reads it
  const words = document.currentScript.dataset;

  const nothing = () => ({ version: VERSION, chapters: {}, solved: {}, answers: {}, last: {} });
  const nothingOfChapter = { read: [], sections: 0, chosen: {}, questions: 0 };

  // What is kept, where it is of the same kind as in a pattern: something else may have written it.
  const kind = (value) => Object.prototype.toString.call(value);
  const like = (pattern, kept) => {
    const sound = Object.keys(pattern).filter((key) => kind(kept?.[key]) === kind(pattern[key]));
    return { ...pattern, ...Object.fromEntries(sound.map((key) => [key, kept[key]])) };
  };

  // Private windows, or a full storage, may forbid to keep anything: then it lasts as long as the page.
  let known = nothing();
  let parsed = null; // the text that `known` is from: parsed once, however often it is needed
  let refused = false;
  const load = () => {
    if (refused) {
      return known;
    }
    try {
      const text = localStorage.getItem(KEY);
      if (text !== parsed) {
        parsed = text;
        known = nothing(); // also if it is no JSON
        const kept = JSON.parse(text);
        known = like(nothing(), kept?.version === VERSION ? kept : null);
      }
    } catch {
      // What this page knows.
    }
    return known;
  };
  const changed = () => document.dispatchEvent(new Event("nma-progress"));
  const change = (alter) => {
    alter(load());
    const text = JSON.stringify(known);
    try {
      localStorage.setItem(KEY, text);
      parsed = text;
      refused = false;
    } catch {
      refused = true;
    }
    changed();
  };
  const forget = () => {
    known = nothing();
    try {
      localStorage.removeItem(KEY);
    } catch {
      // As above.
    }
    changed();
  };

  // The sections of a chapter, and the questions in it, are counted where they are seen; what has been
  // taken out of the page since is forgotten.
  const { chapter } = words;
  const sections = [...document.querySelectorAll(".bd-article > section > section[id]")];
  const questions = [...document.querySelectorAll(".nma-choice")].map(
    (each) => each.dataset.question,
  );
  const ofChapter = (name) => like(nothingOfChapter, load().chapters[name]);
  const changeChapter = (values) =>
    change((kept) => {
      const before = like(nothingOfChapter, kept.chapters[chapter]);
      const chosen = Object.entries(before.chosen).filter(([id]) => questions.includes(id));
      const here = {
        read: before.read.filter((id) => sections.some((section) => section.id === id)),
        sections: sections.length,
        chosen: Object.fromEntries(chosen),
        questions: questions.length,
      };
      kept.chapters[chapter] = { ...here, ...values(here) };
    });

  window.nmaProgress = {
    load,
    change,
    chosen: (question) => ofChapter(chapter).chosen[question],
    choose: (question, letter) =>
      changeChapter(({ chosen }) => ({ chosen: { ...chosen, [question]: letter } })),
  };

  // A section is read when somebody has stayed there, and has seen its end.
  const stayed = new Map(sections.map((section) => [section, 0]));
  const ended = new Set();
  const look = () => {
    if (document.hidden) {
      return;
    }
    const { read } = ofChapter(chapter);
    for (const section of sections.filter(({ id }) => !read.includes(id))) {
      const { top, bottom, height } = section.getBoundingClientRect();
      const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
      if (seen >= Math.min(height, innerHeight / 2)) {
        stayed.set(section, stayed.get(section) + 1);
      }
      if (seen > 0 && bottom <= innerHeight) {
        ended.add(section);
      }
    }
    const done = sections.filter((section) => stayed.get(section) >= SECONDS && ended.has(section));
    if (done.length > 0) {
      changeChapter((here) => ({ read: [...here.read, ...done.map(({ id }) => id)] }));
    }
    for (const section of done) {
      stayed.set(section, 0); // what is forgotten has to be read again
      ended.delete(section);
    }
    const begun = sections.filter(
      (section) => section.getBoundingClientRect().top < innerHeight / 2,
    );
    const section = begun.at(-1)?.id ?? "";
    const { last } = load();
    if (scrollY > 0 && (last.chapter !== chapter || last.section !== section)) {
      change((kept) => {
        kept.last = { chapter, section };
      });
    }
  };
  if (chapter) {
    setInterval(look, 1000);
  }

  const tick = (link, label) => {
    const old = link.querySelector(".nma-tick");
    if (old && !label) {
      old.remove();
    } else if (!old && label) {
      const sign = document.createElement("span");
      sign.className = "nma-tick";
      sign.setAttribute("role", "img");
      sign.setAttribute("aria-label", label);
      sign.textContent = "✓";
      link.append(sign);
    }
  };
  const fill = (text, ...values) => values.reduce((said, value) => said.replace("{}", value), text);

  const bars = () => {
    const { solved } = load();
    for (const link of document.querySelectorAll(".bd-toc a[href^='#']")) {
      const id = link.hash.slice(1);
      // Below the sections are those of exercises.
      const exercise = document.querySelector(`section section [id="${id}"] > .nma-answer`);
      const isSolved = exercise?.dataset.exercise in solved;
      const isRead = ofChapter(chapter).read.includes(id);
      tick(link, (isSolved && words.solved) || (isRead && words.read));
    }
    for (const link of document.querySelectorAll(".bd-links a.internal")) {
      const name = new URL(link.href).pathname.split("/").at(-1).replace(".html", "");
      const { read, sections: number } = ofChapter(name);
      tick(link, number > 0 && read.length === number && words.read);
    }
  };

  const map = [...document.querySelectorAll(".chapter-map li[data-chapter]")];
  const front = () => {
    const { solved } = load();
    for (const item of map) {
      const { read, sections: number, chosen, questions } = ofChapter(item.dataset.chapter);
      const isOfItem = (name) => name.startsWith(`${item.dataset.chapter}.`);
      const counts = [
        [read.length, words.sections, number],
        [Object.keys(chosen).length, words.questions, questions],
        [Object.keys(solved).filter(isOfItem).length, words.exercises],
      ];
      const facts = counts
        .filter(([count]) => count > 0)
        .map(([count, text, all]) => fill(text, count, all));
      item.querySelector(".chapter-map__done")?.remove();
      if (facts.length > 0) {
        const done = document.createElement("p");
        done.className = "chapter-map__done";
        done.textContent = `✓ ${facts.join(" · ")}`;
        item.querySelector(".chapter-map__facts").after(done);
      }
    }
  };

  // Whoever comes back goes on where the last visit ended.
  const start = document.querySelector(".course-start [data-continue]");
  const begin = start && { text: start.textContent, href: start.getAttribute("href") };
  const goOn = () => {
    const { last } = load();
    const number = map.findIndex((item) => item.dataset.chapter === last.chapter) + 1;
    start.textContent = number > 0 ? fill(start.dataset.continue, number) : begin.text;
    start.href = number > 0 ? `${last.chapter}.html#${last.section}` : begin.href;
  };

  const eraser = document.querySelector(".course-forget");
  eraser?.querySelector("button").addEventListener("click", () => {
    if (confirm(eraser.dataset.ask)) {
      forget();
    }
  });

  const show = () => {
    bars();
    front();
    if (start) {
      goOn();
    }
    if (eraser) {
      eraser.hidden = JSON.stringify(load()) === JSON.stringify(nothing());
    }
  };
  document.addEventListener("nma-progress", show);
  window.addEventListener("storage", changed); // another page of the course
  window.addEventListener("pageshow", ({ persisted }) => persisted && changed()); // gone back to
  show();
})();
