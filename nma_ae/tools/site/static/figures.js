// Enlarges a figure: by a click on it, or by its button, which a keyboard reaches. On a phone its
// letters then have the size of the text, and a finger moves what is wider than the screen.
"use strict";

(() => {
  const { enlarge, close } = document.currentScript.dataset;
  const FIGURES = "div.cell_output img[src*='_images/'], div.cell_output .nma-figure > svg";
  const ARROWS =
    '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M9 2h5v5M14 2 9 7M7 14H2V9M2 14l5-5"/></svg>';

  const button = (className, label) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = className;
    made.title = label;
    made.setAttribute("aria-label", label);
    return made;
  };

  // Made when first asked for; one for all figures of the page.
  let dialog = null;
  const show = (figure) => {
    if (dialog === null) {
      dialog = document.createElement("dialog");
      dialog.className = "nma-enlarged";
      const shut = button("nma-enlarged__close", close);
      shut.append("×");
      const stage = document.createElement("div");
      stage.className = "nma-enlarged__stage";
      stage.tabIndex = 0; // so that the arrow keys move it
      dialog.append(shut, stage);
      // Anything but the figure itself closes it.
      dialog.addEventListener("click", (event) => {
        if (!event.target.closest("img, svg")) {
          dialog.close();
        }
      });
      // The browser's own way out asks for more than one key where a finger has opened it.
      dialog.addEventListener("keydown", (event) => {
        if (event.key === "Escape") {
          dialog.close();
        }
      });
      document.body.append(dialog);
    }
    const stage = dialog.querySelector(".nma-enlarged__stage");
    const copy = figure.cloneNode(true);
    copy.removeAttribute("loading");
    const [width, height] = ["width", "height"].map((side) => Number(figure.getAttribute(side)));
    const name = figure.getAttribute("alt") ?? figure.getAttribute("aria-label") ?? "";
    stage.setAttribute("role", "group");
    stage.setAttribute("aria-label", name || enlarge);
    // As large as the window allows; never smaller than its letters are meant to be.
    const scale = Math.max(1, Math.min((0.96 * innerWidth) / width, (0.9 * innerHeight) / height));
    copy.setAttribute("width", Math.round(scale * width));
    copy.setAttribute("height", Math.round(scale * height));
    stage.replaceChildren(copy);
    dialog.showModal();
    stage.focus();
  };

  const prepare = (figure) => {
    const opener = button("nma-enlarge", enlarge);
    opener.innerHTML = ARROWS;
    opener.addEventListener("click", () => show(figure));
    figure.addEventListener("click", () => show(figure));
    figure.classList.add("nma-enlargeable");
    figure.closest(".nma-numbered").append(opener); // and not into the frame, which may scroll
  };

  document.querySelectorAll(FIGURES).forEach(prepare);
})();
