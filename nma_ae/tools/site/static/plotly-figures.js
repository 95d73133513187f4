// Draws the plotly figures of a page, each when the reader comes near it. The library, by far the
// largest file of the site, is fetched when the first of them does: the part of it that draws in a
// plane, or the one that draws in space.
//
// What plotly draws for sliders, menus and buttons cannot be reached by keyboard and does not follow
// the page. So the page has its own in their place, of HTML, which do what plotly's would have done.
"use strict";

(() => {
  const { flat, space, shown } = document.currentScript.dataset;
  const addressOf = (file) => new URL(file, document.currentScript.src);
  const [inPlane, inSpace] = [flat, space].map(addressOf);

  // On a touch screen a finger on the figure scrolls the page, which would be stuck there otherwise,
  // and plotly's tool bar, which is seen under a mouse only, would lie on the figure for good.
  const touch = window.matchMedia("(pointer: coarse)").matches;

  // What a script leaves behind is read before another one runs.
  const loadScript = (address, left) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => resolve(left());
      script.onerror = () => reject(new Error(`${address} could not be loaded`));
      document.head.append(script);
    });

  const libraries = new Map();
  const loadLibrary = (address) => {
    if (!libraries.has(address)) {
      libraries.set(
        address,
        loadScript(address, () => window.Plotly),
      );
    }
    return libraries.get(address);
  };

  const INK = "#2B2F36"; // of words in our figures, as `animation.py` has it

  // What a figure takes from the page; read anew whenever its colours change.
  const pageColours = () => {
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

  const isInSpace = ({ layout }) => layout.scene !== undefined;

  // Everything that has a colour of its own in plotly's template, by its path in the layout.
  const pageStyle = (layout) => {
    const { text, quiet, line, ground, surface, primary } = pageColours();
    const clear = "rgba(0,0,0,0)";
    const style = {
      "font.color": text,
      paper_bgcolor: clear,
      plot_bgcolor: clear,
      "hoverlabel.bgcolor": surface,
      "hoverlabel.bordercolor": line,
      "hoverlabel.font.color": text,
      "modebar.bgcolor": clear,
      "modebar.color": quiet,
      "modebar.activecolor": primary,
    };
    const colour = (axis, more) => {
      const colours = { gridcolor: line, zerolinecolor: line, linecolor: quiet, ...more };
      for (const [name, value] of Object.entries(colours)) {
        style[`${axis}.${name}`] = value;
      }
      style[`${axis}.tickfont.color`] = quiet;
    };
    if (isInSpace({ layout })) {
      style["scene.bgcolor"] = clear;
      for (const name of ["xaxis", "yaxis", "zaxis"]) {
        colour(`scene.${name}`, { zerolinecolor: quiet, backgroundcolor: ground });
      }
    }
    for (const [name, axis] of Object.entries(layout)) {
      if (/^[xy]axis\d*$/.test(name)) {
        colour(name, { showline: axis.showline ?? false }); // where a line has a colour, it is drawn
      }
    }
    return style;
  };

  const withStyle = (layout, style) => {
    const styled = structuredClone(layout);
    for (const [path, value] of Object.entries(style)) {
      const names = path.split(".");
      const last = names.pop();
      let place = styled;
      for (const name of names) {
        place[name] ??= {};
        place = place[name];
      }
      place[last] = value;
    }
    return styled;
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

  const made = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };

  const plain = (markup) => new DOMParser().parseFromString(markup, "text/html").body.textContent;

  // Each of plotly's controls: its choices, which of them is made, and the element to make it with.
  const sliderOf = ({ steps, active = 0, currentvalue }, choose) => {
    const prefix = plain(currentvalue?.prefix ?? "");
    const name = prefix.replace(/[\s:]+$/, "");
    const told = made("output", {});
    const input = made("input", { type: "range", min: 0, max: steps.length - 1, value: active });
    const tell = (step) => {
      told.textContent = prefix + plain(step.label);
      input.setAttribute("aria-valuetext", plain(step.label));
    };
    input.setAttribute("aria-label", name || shown);
    input.addEventListener("input", () => {
      tell(steps[input.valueAsNumber]);
      choose(steps[input.valueAsNumber]);
    });
    tell(steps[active]);
    return made("div", { class: "nma-plotly__slider" }, told, input);
  };

  const menuOf = ({ buttons, active = 0 }, choose) => {
    const options = buttons.map(({ label }) => made("option", {}, plain(label)));
    const select = made("select", { "aria-label": shown }, ...options);
    select.selectedIndex = active;
    select.addEventListener("change", () => choose(buttons[select.selectedIndex]));
    return select;
  };

  const buttonsOf = ({ buttons, active = 0 }, choose) => {
    const elements = buttons.map(({ label }) => made("button", { type: "button" }, plain(label)));
    const press = (pressed) => {
      for (const [i, element] of elements.entries()) {
        element.setAttribute("aria-pressed", i === pressed);
      }
    };
    for (const [i, element] of elements.entries()) {
      element.addEventListener("click", () => {
        press(i);
        choose(buttons[i]);
      });
    }
    press(active);
    return made("div", { class: "nma-plotly__buttons" }, ...elements);
  };

  const kindOf = { slider: sliderOf, dropdown: menuOf, buttons: buttonsOf };

  // Puts our controls above and below the stage, where plotly's would be, and gives what was chosen,
  // the last choice of each.
  const putControls = (layout, stage, choose) => {
    const chosen = new Map();
    const places = { before: [], after: [] };
    const controls = [
      ...(layout.updatemenus ?? []).map((each) => ({ ...each, kind: each.type ?? "dropdown" })),
      ...(layout.sliders ?? []).map((each) => ({ ...each, kind: "slider" })),
    ];
    for (const [i, control] of controls.entries()) {
      const element = kindOf[control.kind](control, (choice) => {
        chosen.set(i, choice);
        choose(choice);
      });
      places[(control.y ?? 0) >= 1 ? "before" : "after"].push(element);
    }
    for (const [place, elements] of Object.entries(places)) {
      if (elements.length) {
        const row = made("div", { class: "nma-plotly__controls" }, ...elements);
        row.style.maxWidth = layout.width ? `${layout.width}px` : "";
        stage[place](row);
      }
    }
    return chosen;
  };

  // What lies between the plot and plotly's controls is for words, and stays; the controls and what is
  // beyond them go, and the figure is as much lower.
  const withoutControls = async (plotly, stage, { data, layout }) => {
    const { sliders, updatemenus, ...rest } = layout;
    if (!sliders && !updatemenus) {
      return rest;
    }
    await plotly.newPlot(stage, isInSpace({ layout }) ? [] : data, layout);
    const { _size: size, height, margin } = stage._fullLayout;
    const [top, bottom] = [size.t, height - size.b];
    const left = { t: top, b: size.b };
    const edge = stage.getBoundingClientRect().top;
    for (const control of stage.querySelectorAll(".slider-group, .updatemenu-container > g")) {
      const box = control.getBoundingClientRect();
      if (box.height && box.top - edge < top) {
        left.t = Math.min(left.t, top - (box.bottom - edge));
      } else if (box.height) {
        left.b = Math.min(left.b, box.top - edge - bottom);
      }
    }
    return {
      ...rest,
      margin: { ...margin, ...left },
      height: height - (size.t - left.t) - (size.b - left.b),
    };
  };

  // As `stage_height` in Python has it.
  const heightOf = ({ width, height, margin }) => {
    const [across, down] = [margin.l + margin.r, margin.t + margin.b];
    return width
      ? `min(${height}px, ${down}px + (100cqw - ${across}px) * ${(height - down) / (width - across)})`
      : `${height}px`;
  };

  const draw = async (figure) => {
    const stage = figure.querySelector(".nma-plotly__stage");
    try {
      const { from } = figure.querySelector("script").dataset;
      const content = { layout: {}, ...(await loadScript(from, () => globalThis.nmaFigure)) };
      const source = JSON.stringify(content);
      const spatial = isInSpace(content);
      if (spatial) {
        leaveScrollingToThePage(stage);
      }
      const plotly = await loadLibrary(spatial ? inSpace : inPlane);
      const layout = await withoutControls(plotly, stage, content);
      if (layout.height !== content.layout.height) {
        stage.style.height = heightOf(layout);
      }
      const choose = ({ method, args }) =>
        plotly[method](stage, ...structuredClone(args)).catch((error) => {
          // One change that another has overtaken is refused without a reason.
          if (error) {
            throw error;
          }
        });
      const chosen = putControls(content.layout, stage, choose);

      const paint = async () => {
        const { text } = pageColours();
        const { data, frames } = JSON.parse(source.replaceAll(INK, text));
        const inked = JSON.parse(JSON.stringify(layout).replaceAll(INK, text));
        const fit = fitted(withStyle(inked, pageStyle(layout)), stage);
        await plotly.newPlot(stage, {
          data,
          layout: spatial ? stepBack(fit, stage) : fit,
          frames: frames ?? [],
          config: {
            ...content.config,
            responsive: true,
            displaylogo: false,
            displayModeBar: touch ? false : "hover",
            scrollZoom: false,
          },
        });
        for (const choice of chosen.values()) {
          await choose(choice);
        }
      };

      const surfaces = content.data.flatMap((trace, i) => (trace.meta === "surface" ? [i] : []));
      // A scene that was turned stays as it is.
      const recolour = () => {
        const { surface } = pageColours();
        const traces = surfaces.length
          ? {
              colorscale: [
                [
                  [0, surface],
                  [1, surface],
                ],
              ],
            }
          : {};
        return plotly.update(stage, traces, pageStyle(layout), surfaces);
      };

      await paint();
      if (spatial) {
        await recolour();
      }
      figure.dataset.drawn = ""; // `nma-ae pdf` waits for it
      new MutationObserver(spatial ? recolour : paint).observe(document.documentElement, {
        attributeFilter: ["data-theme"],
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

  // A scene is kept by the graphics card, and not always for as long as a page takes to print: there
  // a picture takes its place.
  const scenesOf = ({ _fullLayout: layout }) =>
    Object.keys(layout)
      .filter((name) => /^scene\d*$/.test(name))
      .map((name) => layout[name]._scene);
  window.addEventListener("beforeprint", () => {
    for (const stage of document.querySelectorAll(
      ".nma-plotly--space[data-drawn] .nma-plotly__stage",
    )) {
      for (const scene of scenesOf(stage)) {
        const still = made("img", { class: "nma-plotly__still", alt: "" });
        still.src = scene.toImage("png");
        scene.container.append(still);
      }
    }
  });
  window.addEventListener("afterprint", () => {
    for (const still of document.querySelectorAll(".nma-plotly__still")) {
      still.remove();
    }
  });
})();
