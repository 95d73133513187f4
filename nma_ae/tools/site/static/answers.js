// The editors below exercises: what is typed is judged by Python in a worker of this page. Nothing of
// Python is fetched before somebody asks for a verdict or a hint, and all editors share one worker.
"use strict";

(() => {
  const workerAddress = new URL("answers-worker.js", document.currentScript.src);
  const language = document.documentElement.lang;
  const SEARCH_SECONDS = 30; // for the mistake, after the first verdict is there

  const { load, change } = window.nmaProgress;

  // One task at a time: the worker, the editor that waits for it, and the watch.
  let worker = null;
  let current = null;
  let watch = 0;

  const startWorker = () => {
    worker = new Worker(workerAddress, { type: "module" });
    worker.addEventListener("message", ({ data }) => current?.receive(data));
    worker.addEventListener("error", () => current?.receive({ kind: "failed" }));
  };

  const endWorker = () => {
    worker.terminate();
    worker = null;
  };

  const stopAfter = (seconds, then) => {
    clearTimeout(watch);
    watch = setTimeout(then, 1000 * seconds);
  };

  const setUp = (root) => {
    const { exercise, seconds, keep, ...words } = root.dataset;
    const part = (name) => root.querySelector(name);
    const field = part("textarea");
    const state = part(".nma-answer__state");
    const verdict = part(".nma-answer__verdict");
    const hints = part(".nma-answer__hints");
    const buttons = [...root.querySelectorAll("button")];
    const original = field.value;
    const originalVerdict = verdict.innerHTML;
    const short = exercise.split(".").at(-1);

    const fit = () => {
      field.rows = field.value.split("\n").length + 1;
    };

    const say = (text) => {
      state.textContent = text;
    };

    const end = () => {
      clearTimeout(watch);
      current = null;
      say("");
      for (const button of document.querySelectorAll(".nma-answer button")) {
        button.disabled = false;
      }
    };

    const showSolved = () => {
      root.classList.toggle("nma-answer--solved", exercise in load().solved);
    };

    const receive = (message) => {
      switch (message.kind) {
        case "running":
          say(words.running);
          stopAfter(Number(seconds), () => {
            verdict.innerHTML = words.stopped;
            endWorker();
            startWorker(); // the next answer finds it ready
            end();
          });
          break;
        case "verdict": // the engine's own HTML: what readers wrote is escaped in it
          verdict.innerHTML = message.html;
          say(words.searching);
          stopAfter(SEARCH_SECONDS, () => {
            endWorker();
            startWorker();
            end();
          });
          break;
        case "judged":
          if (message.status === "correct") {
            change(({ solved }) => {
              solved[exercise] = true;
            });
          }
          end();
          break;
        case "hint": {
          const item = document.createElement("li");
          item.textContent = message.text;
          if (![...hints.children].some((each) => each.textContent === message.text)) {
            hints.append(item);
          }
          end();
          break;
        }
        default:
          endWorker();
          end();
          say(words.failed);
      }
    };

    const ask = (task) => {
      if (current !== null) {
        return;
      }
      for (const button of document.querySelectorAll(".nma-answer button")) {
        button.disabled = button.dataset.does !== "reset";
      }
      current = { receive };
      say(worker === null ? words.loading : words.running);
      try {
        if (worker === null) {
          startWorker();
        }
        worker.postMessage({ ...task, exercise, language });
      } catch {
        worker = null;
        end();
        say(words.failed); // a page that is opened from a disk may start no worker
      }
    };

    const does = {
      run: () => ask({ task: "judge", code: `${field.value.trimEnd()}\n` }),
      hint: () => ask({ task: "hint" }),
      reset: () => {
        if (current !== null) {
          endWorker();
          end();
        }
        field.value = original;
        verdict.innerHTML = originalVerdict;
        hints.replaceChildren();
        change(({ answers }) => {
          delete answers[exercise];
        });
        fit();
        field.focus();
      },
    };
    for (const button of buttons) {
      button.addEventListener("click", () => does[button.dataset.does]());
    }

    // As in any editor of code: Enter keeps the indentation, Tab deepens it, until Escape gives Tab
    // back to those who walk through the page by keyboard. insertText keeps what can be undone.
    let tabLeaves = false;
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        does.run();
      } else if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        const line = field.value.slice(0, field.selectionStart).split("\n").at(-1);
        const deeper = line.trimEnd().endsWith(":") ? "    " : "";
        document.execCommand("insertText", false, `\n${line.match(/^ */)[0]}${deeper}`);
      } else if (event.key === "Tab" && !event.shiftKey && !tabLeaves) {
        event.preventDefault();
        document.execCommand("insertText", false, "    ");
      }
      tabLeaves = event.key === "Escape";
    });
    field.addEventListener("input", () => {
      fit();
      change(({ answers }) => {
        answers[exercise] = field.value;
      });
    });

    if (keep === "yes") {
      field.value = load().answers[exercise] ?? original;
    }
    fit();
    showSolved();
    document.addEventListener("nma-progress", showSolved);
    root.dataset.ready = short;
  };

  document.querySelectorAll(".nma-answer").forEach(setUp);
})();
