// Runs Python for the page, in a thread of its own: the page never waits for it, and ends it where
// an answer does not. All that it needs lies beside it.

import { loadPyodide } from "./pyodide/pyodide.mjs";

const COURSE = "/course";

const start = async () => {
  const [python, course] = await Promise.all([
    loadPyodide({ indexURL: new URL("pyodide/", import.meta.url).href }),
    fetch(new URL("course.zip", import.meta.url)).then((answer) => {
      if (!answer.ok) {
        throw new Error(`${answer.url}: ${answer.status}`);
      }
      return answer.arrayBuffer();
    }),
  ]);
  python.unpackArchive(course, "zip", { extractDir: COURSE });
  python.runPython(`import sys; sys.path.append("${COURSE}")`);
  return {
    page: python.pyimport("nma_ae.exercises.page"),
    engine: python.pyimport("nma_ae.exercises"),
  };
};

const started = start();

const tasks = {
  judge: ({ page }, { exercise, code }) => {
    page.prepare(exercise);
    postMessage({ kind: "running" });
    const show = (html) => postMessage({ kind: "verdict", html });
    postMessage({ kind: "judged", status: page.judge(exercise, code, show) });
  },
  hint: ({ page }, { exercise }) => postMessage({ kind: "hint", text: page.next_hint(exercise) }),
};

addEventListener("message", async ({ data }) => {
  try {
    const python = await started;
    python.engine.set_language(data.language);
    tasks[data.task](python, data);
  } catch (error) {
    postMessage({ kind: "failed", message: String(error) });
  }
});
