// Draws the plotly figures of a page, each when the reader comes near it. The library, by far the
// largest file of the site, is fetched when the first of them does.
"use strict";

(() => {
  const libraryAddress = new URL(
    document.currentScript.dataset.library,
    document.currentScript.src,
  );

  // On a touch screen a finger on the figure scrolls the page, which would be stuck there otherwise,
  // and plotly's tool bar, which is seen under a mouse only, would lie on the figure for good.
  const touch = window.matchMedia("(pointer: coarse)").matches;

  let library = null;
  const loadLibrary = () => {
    library ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = libraryAddress;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => reject(new Error(`${libraryAddress} could not be loaded`));
      document.head.append(script);
    });
    return library;
  };

  const fitted = (layout, width) => {
    const fit = { ...layout };
    // A figure that is wider than the page fills its place, whose height follows the width.
    if (fit.width > width) {
      delete fit.width;
      delete fit.height;
      fit.autosize = true;
    }
    if (touch) {
      fit.dragmode ??= false;
    }
    return fit;
  };

  const draw = async (figure) => {
    const content = JSON.parse(figure.querySelector("script").textContent);
    const stage = figure.querySelector(".nma-plotly__stage");
    try {
      const plotly = await loadLibrary();
      await plotly.newPlot(stage, {
        data: content.data,
        layout: fitted(content.layout ?? {}, stage.clientWidth),
        frames: content.frames ?? [],
        config: {
          ...content.config,
          responsive: true,
          displaylogo: false,
          displayModeBar: touch ? false : "hover",
        },
      });
    } catch (error) {
      stage.textContent = `This figure could not be drawn: ${error.message}.`;
      throw error;
    }
  };

  const waiting = new Set(document.querySelectorAll(".nma-plotly"));
  const drawOnce = (figure) => waiting.delete(figure) && draw(figure);

  // A figure in a closed <details> has no size; it is drawn when it is opened.
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries.filter((candidate) => candidate.isIntersecting)) {
        observer.unobserve(entry.target);
        drawOnce(entry.target);
      }
    },
    { rootMargin: "600px" },
  );
  for (const figure of waiting) {
    observer.observe(figure);
  }
  window.addEventListener("beforeprint", () => waiting.forEach(drawOnce));
})();
