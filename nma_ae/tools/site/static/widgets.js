// What the widget manager leaves undone on a static page: the mathematics of labels, and names of
// sliders for screen readers.
"use strict";

// The manager sets mathematics through MathJax.Hub, which MathJax 3 has no longer. When this
// listener is called all deferred scripts, MathJax's own included, have run; the manager begins
// later, at `load`. Without mathematics on the page there is no MathJax, and the manager does none.
document.addEventListener("DOMContentLoaded", () => {
  const startup = window.MathJax?.startup;
  if (startup !== undefined) {
    window.MathJax.Hub = {
      Queue: ([, , element]) =>
        startup.promise.then(() => window.MathJax.typesetPromise([element])),
    };
  }
});

// A slider is called what its label says; of mathematics, `$\beta$`, the word.
const nameSliders = () => {
  for (const handle of document.querySelectorAll('[role="slider"]:not([aria-label])')) {
    const label = handle.closest(".jupyter-widgets")?.querySelector(".widget-label");
    const name = label?.textContent.replace(/[$\\]/g, "").trim();
    if (name) {
      handle.setAttribute("aria-label", name);
    }
  }
};
// Views appear one by one, and the manager does not say when the last is there.
new MutationObserver(nameSliders).observe(document.documentElement, {
  childList: true,
  subtree: true,
});
