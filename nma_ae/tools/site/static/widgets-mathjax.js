// The widget manager sets the mathematics of labels through MathJax.Hub, which MathJax 3 has no
// longer. All deferred scripts, MathJax's own included, have run when this listener is called;
// the widget manager begins later, at `load`.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const startup = window.MathJax?.startup;
  if (startup === undefined) {
    return; // No mathematics on this page, and so no MathJax for the widget manager to find.
  }
  window.MathJax.Hub = {
    Queue: ([, , element]) =>
      startup.promise.then(() => window.MathJax.typesetPromise([element])),
  };
});
