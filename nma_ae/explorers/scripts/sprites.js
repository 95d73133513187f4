// Five sliders, one for each latent of dSprites, and the image that they say: drawn here, pixel by
// pixel, as `nma_ae/data/dsprites.py` draws it.

const SIDE = 64; // pixels
const GRID = 256; // vertices lie on a grid so many times finer than the pixels

const STYLE = `
  :host { display: block; margin-block: 0.5rem; color: var(--pst-color-text-base, inherit); }
  .parts { display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: center; }
  canvas { width: 16rem; max-width: 100%; aspect-ratio: 1; border-radius: 0.4rem; }
  canvas { image-rendering: pixelated; }
  .sliders { flex: 1 1 16rem; max-width: 24rem; }
  label { display: block; font: 0.9375rem var(--course-font-ui, sans-serif); }
  .name { font-weight: 600; }
  output { font-variant-numeric: tabular-nums; }
  input { display: block; width: 100%; height: 1.5rem; margin: 0; }
  input { accent-color: var(--pst-color-primary, #1f6f8b); }
  @media (pointer: coarse) { input { min-height: 2.75rem; } }
  p { margin: 0.25rem 0 0; font: 0.875rem var(--course-font-ui, sans-serif); }
  p { font-variant-numeric: tabular-nums; color: var(--pst-color-text-muted, inherit); }
`;

// A half is rounded to the even number beside it, as NumPy does.
const rounded = (value) => {
  const up = Math.round(value);
  return up - value === 0.5 && up % 2 !== 0 ? up - 1 : up;
};

// Fills a polygon by the even-odd rule: a pixel is inside if an odd number of edges cross its row to
// the left of its centre. All are whole numbers, in 1/256 pixel, so nothing depends on rounding.
const fill = (xs, ys) => {
  const inside = new Uint8Array(SIDE * SIDE);
  const rows = ys.map((y) => Math.floor((y - GRID / 2) / GRID) + 1);
  xs.forEach((x, i) => {
    const next = (i + 1) % xs.length;
    const [y, dx, dy] = [ys[i], xs[next] - x, ys[next] - ys[i]];
    const [first, end] = [Math.min(rows[i], rows[next]), Math.max(rows[i], rows[next])];
    for (let row = first; row < end; row += 1) {
      const crossing = (x - GRID / 2) * dy + (GRID * row + GRID / 2 - y) * dx;
      for (let column = Math.ceil(crossing / (GRID * dy)); column < SIDE; column += 1) {
        inside[SIDE * row + column] ^= 1;
      }
    }
  });
  return inside;
};

class Sprites extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) {
      return;
    }
    const content = JSON.parse(this.querySelector("script").textContent);
    this.content = content;
    const made = (tag, properties = {}, ...children) => {
      const element = Object.assign(document.createElement(tag), properties);
      element.append(...children);
      return element;
    };
    this.canvas = made("canvas", { width: SIDE, height: SIDE });
    this.canvas.setAttribute("role", "img");
    this.number = made("p");
    this.inputs = content.latents.map(({ name, labels, start }) => {
      const properties = { type: "range", min: 0, max: labels.length - 1, value: start };
      return made("input", { ...properties, ariaLabel: name });
    });
    this.told = this.inputs.map(() => made("output"));
    const sliders = this.inputs.map((input, i) => {
      const name = made("span", { className: "name" }, content.latents[i].name);
      input.addEventListener("input", () => this.draw());
      return made("label", {}, name, ": ", this.told[i], input);
    });
    const right = made("div", { className: "sliders" }, ...sliders, this.number);
    const parts = made("div", { className: "parts" }, this.canvas, right);
    this.attachShadow({ mode: "open" }).append(made("style", { textContent: STYLE }), parts);
    this.draw();
  }

  draw() {
    const { latents, total, words } = this.content;
    const classes = this.inputs.map((input) => input.valueAsNumber);
    const labels = classes.map((each, i) => latents[i].labels[each]);
    const number = classes.reduce((sum, each, i) => sum * latents[i].labels.length + each, 0);
    for (const [i, label] of labels.entries()) {
      this.told[i].textContent = label;
      this.inputs[i].setAttribute("aria-valuetext", label);
    }
    this.canvas.setAttribute("aria-label", `${words.image}: ${labels.join(", ")}`);
    const whole = (value) => value.toLocaleString("en");
    this.number.textContent = words.number.replace("{}", whole(number)).replace("{}", whole(total));
    const pen = this.canvas.getContext("2d");
    const pixels = pen.createImageData(SIDE, SIDE);
    this.image(classes, number).forEach((value, i) => {
      pixels.data.set([255 * value, 255 * value, 255 * value, 255], 4 * i);
    });
    pen.putImageData(pixels, 0, 0);
  }

  image([shape, scale, orientation, x, y], number) {
    const { outlines, sizes, cosines, sines, places, cleared } = this.content;
    const [us, vs] = outlines[shape];
    const [cosine, sine] = [cosines[orientation], sines[orientation]];
    // Each step as Python takes it: then the last bit is the same, too.
    const turned = (place, along, across) =>
      us.map((u, i) => rounded(GRID * (place + sizes[scale] * (u * along + vs[i] * across))));
    const pixels = fill(turned(places.x[x], cosine, sine), turned(places.y[y], -sine, cosine));
    for (const [image, row, column] of cleared) {
      if (image === number) {
        pixels[SIDE * row + column] = 0;
      }
    }
    return pixels;
  }
}

// In a notebook each output brings this script anew.
if (!customElements.get("nma-sprites")) {
  customElements.define("nma-sprites", Sprites);
}
