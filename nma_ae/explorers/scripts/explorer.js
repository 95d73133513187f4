// The latent explorer: a map of codes, what the decoder makes of the place that is pointed at, and
// where the encoder puts a drawing.

import { asDigit } from "./drawing.js";
import { buildNetwork, bytesOf } from "./network.js";
import { Plane } from "./plane.js";
import { Sphere } from "./sphere.js";

const SIDE = 28; // pixels of an image
const PAD = 224; // pixels of the field to draw in
const NEIGHBOURS = 10;
const GRID = 20; // decoded images along each side of the map
// Ten colours that stay apart on a dark ground, 0 to 9.
const COLOURS = [
  "#7ab8ff",
  "#ffb057",
  "#7fdc8a",
  "#ff8a80",
  "#c9a6ff",
  "#d9a583",
  "#ff9fd6",
  "#c3cad3",
  "#e3e05c",
  "#5fe0e0",
];

const element = (tag, properties = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) {
      made[name] = value;
    } else {
      made.setAttribute(name, value);
    }
  }
  made.append(...children);
  return made;
};

const paint = (canvas, image) => {
  const pen = canvas.getContext("2d");
  const pixels = pen.createImageData(SIDE, SIDE);
  image.forEach((value, i) => {
    const shade = Math.round(255 * Math.min(Math.max(value, 0), 1));
    pixels.data.set([shade, shade, shade, 255], 4 * i);
  });
  pen.putImageData(pixels, 0, 0);
};

// What is loaded on demand comes as a script, which a page may load from a disk as well.
const waiting = new Map();
const loadPiece = (address) => {
  if (!waiting.has(address)) {
    const piece = new Promise((resolve, reject) => {
      const script = element("script", { src: address });
      script.onload = () => resolve(globalThis.nmaExplorerPiece);
      script.onerror = () => {
        waiting.delete(address);
        reject(new Error(`${address} could not be loaded`));
      };
      document.head.append(script);
    });
    waiting.set(address, piece);
  }
  return waiting.get(address);
};

// When a reader sees it, or prints it.
const seen = (root) =>
  new Promise((resolve) => {
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) {
        observer.disconnect();
        resolve();
      }
    });
    observer.observe(root);
    addEventListener("beforeprint", resolve, { once: true });
  });

const number = (value) => value.toFixed(2).replace("-", "−");

// One latent space: its networks, its map and where the test images lie.
class Space {
  constructor(content) {
    this.name = content.name;
    this.codes = [];
    const width = content.kind === "sphere" ? 3 : 2;
    for (let i = 0; i < content.codes.length; i += width) {
      this.codes.push(content.codes.slice(i, i + width));
    }
    this.labels = [...content.labels].map(Number);
    this.view = content.kind === "sphere" ? new Sphere() : new Plane(content);
    this.decode = buildNetwork(content.decoder);
    this.encoderContent = content.encoder;
    this.encode = null;
  }

  async loadEncoder() {
    if (this.encode === null) {
      const { address } = this.encoderContent;
      this.encode = buildNetwork(address ? await loadPiece(address) : this.encoderContent);
    }
    return this.encode;
  }

  // How many of the nearest test images show which digit, the most frequent first.
  near(code) {
    const distances = this.codes.map((other, i) => [
      other.reduce((sum, value, axis) => sum + (value - code[axis]) ** 2, 0),
      this.labels[i],
    ]);
    distances.sort((a, b) => a[0] - b[0]);
    const counts = Array(10).fill(0);
    for (const [, label] of distances.slice(0, NEIGHBOURS)) {
      counts[label] += 1;
    }
    return counts
      .map((count, digit) => ({ digit, count }))
      .filter(({ count }) => count > 1)
      .sort((a, b) => b.count - a.count)
      .slice(0, 3);
  }

  // Where the name of each digit is written: at the image that is nearest to all of its kind.
  landmarks() {
    return COLOURS.map((_, digit) => {
      const own = this.codes.filter((_code, i) => this.labels[i] === digit);
      const middle = own[0]?.map((_value, axis) => {
        const sorted = own.map((code) => code[axis]).sort((a, b) => a - b);
        return sorted[Math.floor(sorted.length / 2)];
      });
      return { digit, code: middle };
    }).filter(({ code }) => code !== undefined);
  }
}

class Explorer {
  constructor(root, content) {
    this.root = root;
    // A name that no other has: in a notebook each output brings this script anew.
    globalThis.nmaExplorers = (globalThis.nmaExplorers ?? 0) + 1;
    root.id ||= `nma-explorer-${globalThis.nmaExplorers}`;
    this.words = content.words;
    this.contents = content.spaces;
    this.examples = content.examples;
    this.spaces = new Map();
    this.drawn = null; // the code of the drawing, if there is one
    this.marks = new Set(["points"]);
    this.build();
    // Two thirds of a megabyte, which nobody waits for who reads what stands above it.
    const wanted = this.contents[0].address ? seen(root) : Promise.resolve();
    this.ready = wanted
      .then(() => this.show(0))
      .then(() => {
        root.dataset.shown = ""; // `nma-ae pdf` waits for it
      });
  }

  // ---- What is on the page

  build() {
    const { words } = this;
    const canvas = (className, size) =>
      element("canvas", { className: `nma-explorer__${className}`, width: size, height: size });
    this.map = element("div", {
      className: "nma-explorer__map",
      tabIndex: 0,
      role: "application",
      "aria-label": words.map,
      "aria-roledescription": words.role,
      "data-lm-suppress-shortcuts": "true", // in JupyterLab the arrow keys would change the cell
    });
    this.ground = element("canvas", { "aria-hidden": "true" });
    this.overlay = element("canvas", { "aria-hidden": "true" });
    this.map.append(this.ground, this.overlay);
    this.picture = canvas("picture", SIDE);
    this.picture.setAttribute("role", "img");
    this.picture.setAttribute("aria-label", words.decoded);
    this.place = element("p", { className: "nma-explorer__place" });
    this.nearby = element("p", { className: "nma-explorer__near" });
    this.said = element("p", {
      className: "nma-explorer__said",
      role: "status",
      "aria-live": "polite",
    });
    this.controls = element("div", { className: "nma-explorer__controls" });
    const help = this.root.querySelector(".nma-explorer__help");
    help.id = `${this.root.id}-help`;
    this.map.setAttribute("aria-describedby", help.id);
    const result = element(
      "div",
      { className: "nma-explorer__result" },
      this.picture,
      element(
        "div",
        {},
        element("p", { className: "nma-explorer__label" }, words.decoded),
        this.place,
        this.nearby,
      ),
    );
    this.side = element("div", { className: "nma-explorer__side" }, this.buildPad(canvas));
    const stage = element(
      "div",
      { className: "nma-explorer__stage" },
      this.map,
      this.controls,
      help,
    );
    const frame = element("div", { className: "nma-explorer__frame" }, result, stage, this.side);
    this.root.replaceChildren(frame, this.said);
    this.root.classList.add("nma-explorer--ready");
    this.buildControls();
    this.listen();
    new ResizeObserver(() => this.resize()).observe(this.map);
  }

  buildPad(canvas) {
    const { words } = this;
    this.pad = canvas("pad", PAD);
    this.pad.setAttribute("role", "img");
    this.pad.setAttribute("aria-label", words.drawField);
    this.clear = element("button", { type: "button" }, words.clear);
    this.clear.addEventListener("click", () => this.clearDrawing());
    const examples = element("div", { className: "nma-explorer__examples" });
    if (this.examples) {
      const bytes = bytesOf(this.examples);
      for (let digit = 0; digit < bytes.length / SIDE ** 2; digit += 1) {
        const image = Float32Array.from(
          bytes.subarray(digit * SIDE ** 2, (digit + 1) * SIDE ** 2),
          (byte) => byte / 255,
        );
        const thumb = canvas("thumb", SIDE);
        paint(thumb, image);
        const button = element(
          "button",
          { type: "button", "aria-label": words.example.replace("{}", digit) },
          thumb,
        );
        button.addEventListener("click", () => this.takeExample(image));
        examples.append(button);
      }
    }
    this.padBox = element(
      "div",
      { className: "nma-explorer__drawing" },
      element("p", { className: "nma-explorer__label" }, words.drawing),
      element("div", { className: "nma-explorer__padframe" }, this.pad, this.clear),
      element("p", { className: "nma-explorer__label nma-explorer__label--small" }, words.drawHelp),
      examples,
    );
    return this.padBox;
  }

  buildControls() {
    const { words } = this;
    const children = [];
    if (this.contents.length > 1) {
      const name = `${this.root.id}-space`;
      const choices = this.contents.map(({ kind }, i) => {
        const input = element("input", { type: "radio", name, checked: i === 0 });
        input.addEventListener("change", () => this.show(i));
        return element("label", {}, input, element("span", {}, words[kind]));
      });
      children.push(
        element(
          "fieldset",
          { className: "nma-explorer__choice" },
          element("legend", {}, words.space),
          ...choices,
        ),
      );
    }
    for (const mark of ["points", "grid"]) {
      const input = element("input", { type: "checkbox", checked: this.marks.has(mark) });
      input.addEventListener("change", () => {
        this.marks[input.checked ? "add" : "delete"](mark);
        this.drawGround();
      });
      children.push(element("label", {}, input, element("span", {}, words[mark])));
    }
    const zoom = (sign, factor, label) => {
      const button = element("button", { type: "button", "aria-label": label, title: label }, sign);
      button.addEventListener("click", () => this.zoom(factor));
      return button;
    };
    this.zooming = element(
      "span",
      { className: "nma-explorer__zoom", hidden: true },
      zoom("−", 1 / 1.6, words.zoomOut),
      zoom("+", 1.6, words.zoomIn),
    );
    this.controls.append(...children);
    this.map.after(this.zooming);
  }

  // ---- Which space is shown

  async show(index) {
    const content = this.contents[index];
    this.wanted = index;
    if (!this.spaces.has(index)) {
      try {
        if (content.address) {
          this.say(this.words.loading);
        }
        const loaded = content.address ? await loadPiece(content.address) : content;
        this.spaces.set(index, new Space({ ...content, ...loaded }));
      } catch (error) {
        this.say(this.words.failed);
        throw error;
      }
    }
    if (this.wanted !== index) {
      return; // another one was chosen while this one was on its way
    }
    this.say("");
    this.space = this.spaces.get(index);
    this.zooming.hidden = !this.space.view.canZoom;
    this.padBox.hidden = !this.space.encoderContent;
    this.code = this.space.view.start();
    this.drawn = null;
    this.drawGround();
    this.goTo(this.space.landmarks()[3]?.code ?? this.code);
    if (this.image) {
      await this.encodeDrawing(false);
    }
  }

  // ---- Moving

  goTo(code, { announce = true } = {}) {
    this.code = code;
    if (this.space.view.reveal(code)) {
      this.drawGround();
    }
    this.update(announce);
  }

  update(announce = true) {
    this.request("overlay", () => {
      const { code } = this;
      paint(this.picture, this.space.decode(code));
      this.place.textContent = code.map((value, i) => `z${"₁₂₃"[i]} ${number(value)}`).join("  ");
      const near = this.space.near(code);
      this.nearby.replaceChildren(...this.nearbyWords(near));
      this.drawOverlay();
      if (announce) {
        clearTimeout(this.announcing);
        this.announcing = setTimeout(
          () => this.say(`${this.place.textContent}. ${this.nearby.textContent}.`),
          500,
        );
      }
    });
  }

  nearbyWords(near) {
    const shares = near.map(({ digit, count }) => {
      const share = element("span", { className: "nma-explorer__share" }, `${digit}`);
      share.style.setProperty("--digit", COLOURS[digit]);
      return element("span", {}, `${count} × `, share, " ");
    });
    return [element("span", { className: "nma-explorer__of" }, this.words.near, " "), ...shares];
  }

  // Whatever a reader does between two frames is drawn once.
  request(what, draw) {
    this.pending ??= new Map();
    if (this.pending.size === 0) {
      requestAnimationFrame(() => {
        const work = [...this.pending.values()];
        this.pending.clear();
        for (const task of work) {
          task();
        }
      });
    }
    this.pending.set(what, draw);
  }

  say(text) {
    this.said.textContent = text;
  }

  zoom(factor) {
    this.space.view.zoom(factor, this.code);
    this.drawGround();
    this.update(false);
  }

  listen() {
    const at = (event) => {
      const box = this.map.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top, box.width];
    };
    let grip = null; // where a mouse took hold of the globe
    // Up or down, a finger moves the page; it takes the point along once it has gone sideways.
    let touched = null; // where a finger came down
    const release = () => {
      grip = null;
      touched = null;
    };
    this.map.addEventListener("pointerdown", (event) => {
      if (!this.space) {
        return;
      }
      const [x, y, size] = at(event);
      if (event.pointerType !== "mouse") {
        touched = [x, y];
        return;
      }
      this.map.setPointerCapture(event.pointerId);
      grip = this.space.view.canTurn ? [x, y] : null;
      this.goTo(this.space.view.codeAt(x, y, size));
    });
    this.map.addEventListener("pointermove", (event) => {
      if (!this.space) {
        return;
      }
      const [x, y, size] = at(event);
      if (touched && Math.abs(x - touched[0]) <= Math.abs(y - touched[1])) {
        return;
      }
      touched = null;
      if (grip && event.buttons) {
        this.space.view.turn((-2 * (x - grip[0])) / size, (2 * (y - grip[1])) / size);
        grip = [x, y];
        this.drawGround({ turning: true });
      }
      this.goTo(this.space.view.codeAt(x, y, size));
    });
    this.map.addEventListener("pointerup", (event) => {
      release();
      if (!this.space || event.pointerType === "mouse") {
        return;
      }
      this.goTo(this.space.view.codeAt(...at(event)));
      if (this.space.view.canTurn) {
        this.space.view.face(this.code); // the globe turns to where the finger left it
        this.drawGround();
        this.update();
      }
    });
    this.map.addEventListener("pointercancel", release);
    this.map.addEventListener("keydown", (event) => this.onKey(event));
    this.listenToPad();
  }

  onKey(event) {
    if (!this.space || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const { view } = this.space;
    if (event.key in arrows) {
      const length = event.shiftKey ? 0.1 : 0.02;
      const [right, up] = arrows[event.key];
      this.code = view.step(this.code, right * length, up * length);
      if (view.canTurn) {
        this.drawGround({ turning: true });
      }
      this.goTo(this.code);
    } else if (view.canZoom && ["+", "=", "-"].includes(event.key)) {
      this.zoom(event.key === "-" ? 1 / 1.6 : 1.6);
    } else {
      return;
    }
    event.preventDefault();
  }

  // ---- Drawing a digit

  listenToPad() {
    const pen = this.pad.getContext("2d", { willReadFrequently: true });
    let last = null;
    const at = (event) => {
      const box = this.pad.getBoundingClientRect();
      const scale = PAD / box.width;
      return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    };
    const stroke = (event) => {
      const next = at(event);
      pen.lineWidth = PAD / 11;
      pen.lineCap = "round";
      pen.strokeStyle = "white";
      pen.beginPath();
      pen.moveTo(...(last ?? next));
      pen.lineTo(...next);
      pen.stroke();
      last = next;
      this.request("pad", () => this.encodePad());
    };
    this.pad.addEventListener("pointerdown", (event) => {
      this.pad.setPointerCapture(event.pointerId);
      if (this.isExample) {
        this.clearDrawing();
      }
      last = null;
      stroke(event);
    });
    this.pad.addEventListener("pointermove", (event) => event.buttons && stroke(event));
    this.pad.addEventListener("pointerup", () => (last = null));
  }

  clearDrawing() {
    this.pad.getContext("2d").clearRect(0, 0, PAD, PAD);
    this.drawn = null;
    this.image = null;
    this.isExample = false;
    this.drawOverlay();
  }

  async encodePad() {
    const { data } = this.pad.getContext("2d").getImageData(0, 0, PAD, PAD);
    const ink = Float32Array.from({ length: PAD * PAD }, (_, i) => data[4 * i + 3] / 255);
    this.image = asDigit(ink, PAD);
    if (this.image) {
      await this.encodeDrawing();
    }
  }

  async takeExample(image) {
    this.clearDrawing();
    const small = element("canvas", { width: SIDE, height: SIDE });
    paint(small, image);
    const pen = this.pad.getContext("2d");
    pen.imageSmoothingEnabled = false;
    pen.drawImage(small, 0, 0, PAD, PAD);
    this.isExample = true;
    this.image = image;
    await this.encodeDrawing();
  }

  // Put the drawing on the map, and what comes back beside it.
  async encodeDrawing(move = true) {
    const { space } = this;
    if (!space) {
      return; // it comes here again when it is there
    }
    try {
      if (space.encode === null) {
        this.say(this.words.loading);
      }
      await space.loadEncoder();
    } catch (error) {
      this.say(this.words.failed);
      throw error;
    }
    if (space !== this.space || !this.image) {
      return;
    }
    this.drawn = [...space.encode(this.image)];
    if (move) {
      this.goTo(this.drawn);
    } else {
      this.drawOverlay();
    }
  }

  // ---- The map

  resize() {
    const size = this.map.clientWidth;
    const density = Math.min(window.devicePixelRatio || 1, 2);
    for (const canvas of [this.ground, this.overlay]) {
      canvas.width = size * density;
      canvas.height = size * density;
    }
    if (this.space) {
      this.drawGround();
      this.drawOverlay();
    }
  }

  pen(canvas) {
    const pen = canvas.getContext("2d");
    const size = this.map.clientWidth;
    const scale = canvas.width / (size || 1);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, size, size);
    return [pen, size];
  }

  drawGround({ turning = false } = {}) {
    clearTimeout(this.settling);
    if (!this.space) {
      return;
    }
    if (turning && this.marks.has("grid")) {
      // Some hundred images are too much for each frame: they come when the globe rests.
      this.settling = setTimeout(() => this.drawGround(), 150);
    }
    this.request("ground", () => {
      const [pen, size] = this.pen(this.ground);
      if (this.marks.has("grid") && !turning) {
        this.drawGrid(pen, size);
      }
      this.drawLines(pen, size);
      if (this.marks.has("points")) {
        this.drawPoints(pen, size);
      }
    });
    this.request("overlay marks", () => this.drawOverlay());
  }

  drawLines(pen, size) {
    pen.strokeStyle = "rgb(255 255 255 / 16%)";
    pen.lineWidth = 1;
    for (const line of this.space.view.lines(size)) {
      pen.beginPath();
      for (const [x, y] of line) {
        pen.lineTo(x, y);
      }
      pen.stroke();
    }
  }

  drawPoints(pen, size) {
    const { codes, labels, view } = this.space;
    const radius = Math.max(1.2, size / 300);
    const muted = this.marks.has("grid") ? 0.75 : 0.9;
    codes.forEach((code, i) => {
      const [x, y, front] = view.place(code, size);
      pen.globalAlpha = front ? muted : 0.14;
      pen.fillStyle = COLOURS[labels[i]];
      pen.beginPath();
      pen.arc(x, y, front ? radius : 0.7 * radius, 0, 2 * Math.PI);
      pen.fill();
    });
    pen.globalAlpha = 1;
    pen.font = `700 ${Math.max(15, size / 24)}px system-ui, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineWidth = 4;
    pen.lineJoin = "round";
    pen.strokeStyle = "#10151d";
    for (const { digit, code } of this.space.landmarks()) {
      const [x, y, front] = view.place(code, size);
      if (front) {
        pen.fillStyle = COLOURS[digit];
        pen.strokeText(digit, x, y);
        pen.fillText(digit, x, y);
      }
    }
  }

  drawGrid(pen, size) {
    const tile = element("canvas", { width: SIDE, height: SIDE });
    const width = size / GRID;
    pen.globalAlpha = this.marks.has("points") ? 0.45 : 1;
    pen.globalCompositeOperation = "screen"; // the black around a digit leaves the ground as it is
    for (let row = 0; row < GRID; row += 1) {
      for (let column = 0; column < GRID; column += 1) {
        const [x, y] = [(column + 0.5) / GRID, (row + 0.5) / GRID];
        if (this.space.view.shows(x, y)) {
          paint(tile, this.space.decode(this.space.view.codeAt(x * size, y * size, size)));
          pen.drawImage(tile, column * width, row * width, width, width);
        }
      }
    }
    pen.globalAlpha = 1;
    pen.globalCompositeOperation = "source-over";
  }

  drawOverlay() {
    if (!this.space) {
      return;
    }
    const [pen, size] = this.pen(this.overlay);
    if (this.drawn) {
      const [x, y, front] = this.space.view.place(this.drawn, size);
      pen.globalAlpha = front ? 1 : 0.4;
      pen.fillStyle = "#fff";
      pen.strokeStyle = "#10151d";
      pen.lineWidth = 2;
      pen.beginPath();
      for (let i = 0; i < 10; i += 1) {
        const radius = i % 2 ? 4.5 : 11;
        pen.lineTo(
          x + radius * Math.sin((i * Math.PI) / 5),
          y - radius * Math.cos((i * Math.PI) / 5),
        );
      }
      pen.closePath();
      pen.stroke();
      pen.fill();
      pen.globalAlpha = 1;
    }
    const [x, y] = this.space.view.place(this.code, size);
    for (const [colour, width] of [
      ["#10151d", 5],
      ["#fff", 2],
    ]) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.beginPath();
      pen.arc(x, y, 9, 0, 2 * Math.PI);
      pen.stroke();
    }
  }

  // Decodings a second, measured along a line across the map, pictures included.
  measure(count = 200) {
    const begin = performance.now();
    for (let i = 0; i < count; i += 1) {
      paint(this.picture, this.space.decode(this.space.view.codeAt(i / count, 0.5, 1)));
    }
    const speed = (1000 * count) / (performance.now() - begin);
    this.update(false);
    return speed;
  }
}

export const mountExplorer = (root) => {
  const content = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
  root.explorer = new Explorer(root, content);
  return root.explorer;
};
