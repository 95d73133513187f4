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

  // What a figure in space takes from the page; read anew whenever its colours change.
  const spaceColours = () => {
    const style = getComputedStyle(document.documentElement);
    const of = (name) => style.getPropertyValue(`--pst-color-${name}`).trim();
    return {
      text: of("text-base"),
      quiet: of("text-muted"),
      line: of("border"),
      ground: of("background"),
      surface: of("surface"),
      primary: of("primary"),
    };
  };

  const isInSpace = (content) => content.layout?.scene !== undefined;

  // Everything that has a colour of its own in plotly's template, by its path in the layout.
  const spaceStyle = (layout) => {
    const { text, quiet, line, ground, surface, primary } = spaceColours();
    const style = {
      "font.color": text,
      paper_bgcolor: "rgba(0,0,0,0)",
      "scene.bgcolor": "rgba(0,0,0,0)",
      "hoverlabel.bgcolor": surface,
      "hoverlabel.bordercolor": line,
      "hoverlabel.font.color": text,
      "modebar.bgcolor": "rgba(0,0,0,0)",
      "modebar.color": quiet,
      "modebar.activecolor": primary,
    };
    for (const axis of ["xaxis", "yaxis", "zaxis"]) {
      Object.assign(style, {
        [`scene.${axis}.backgroundcolor`]: ground,
        [`scene.${axis}.gridcolor`]: line,
        [`scene.${axis}.zerolinecolor`]: quiet,
        [`scene.${axis}.linecolor`]: quiet,
        [`scene.${axis}.tickfont.color`]: quiet,
      });
    }
    for (const i of (layout.updatemenus ?? []).keys()) {
      Object.assign(style, {
        [`updatemenus[${i}].bgcolor`]: surface,
        [`updatemenus[${i}].bordercolor`]: line,
        [`updatemenus[${i}].font.color`]: text,
      });
    }
    return style;
  };

  // Plotly keeps every wheel and every finger on a scene to itself, so that nobody who has scrolled
  // to one gets past it. The page takes both back: a wheel scrolls it, and so does a swipe up or
  // down, which `touch-action` leaves to the browser unless plotly is allowed to forbid it. A swipe
  // to the side, or a drag with the mouse, turns the scene.
  const leaveScrollingToThePage = (stage) => {
    stage.addEventListener("wheel", (event) => event.stopPropagation(), { capture: true });
    let start = null; // of a finger's way, and whether it goes to the side, once that is clear
    const touch = (event) => {
      event.preventDefault = () => {};
      const { clientX: x, clientY: y } = event.touches[0];
      if (event.type === "touchstart") {
        start = { x, y, turns: event.touches.length > 1 ? true : null };
      }
      const [aside, along] = [Math.abs(x - start.x), Math.abs(y - start.y)];
      if (start.turns === null && Math.max(aside, along) > 6) {
        start.turns = aside > along;
      }
      if (event.type === "touchmove" && !start.turns) {
        event.stopPropagation();
      }
    };
    stage.addEventListener("touchstart", touch, { capture: true });
    stage.addEventListener("touchmove", touch, { capture: true });
  };

  // A scene is as high as its place, and wider than a phone: there the eye steps back until the
  // whole cube fits, and the legend goes below it.
  const stepBack = (layout, stage) => {
    const narrow = stage.clientHeight / stage.clientWidth;
    const { camera } = layout.scene;
    if (!camera?.eye || narrow <= 1) {
      return layout;
    }
    const eye = Object.fromEntries(
      Object.entries(camera.eye).map(([axis, at]) => [axis, at * narrow]),
    );
    return {
      ...layout,
      legend: { ...layout.legend, orientation: "h", x: 0, y: 0, title: { text: "" } },
      scene: { ...layout.scene, camera: { ...camera, eye } },
    };
  };

  const fitted = (layout, stage) => {
    const width = stage.clientWidth;
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
    const inSpace = isInSpace(content);
    if (inSpace) {
      leaveScrollingToThePage(stage);
    }
    try {
      const plotly = await loadLibrary();
      const layout = fitted(content.layout ?? {}, stage);
      await plotly.newPlot(stage, {
        data: content.data,
        layout: inSpace ? stepBack(layout, stage) : layout,
        frames: content.frames ?? [],
        config: {
          ...content.config,
          responsive: true,
          displaylogo: false,
          displayModeBar: touch ? false : "hover",
          scrollZoom: false,
        },
      });
      if (inSpace) {
        const plain = content.data.flatMap((trace, i) => (trace.meta === "surface" ? [i] : []));
        const recolour = () => {
          const { surface } = spaceColours();
          const traces = plain.length
            ? {
                colorscale: [
                  [
                    [0, surface],
                    [1, surface],
                  ],
                ],
              }
            : {};
          return plotly.update(stage, traces, spaceStyle(content.layout), plain);
        };
        await recolour();
        new MutationObserver(recolour).observe(document.documentElement, {
          attributeFilter: ["data-theme"],
        });
      }
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
