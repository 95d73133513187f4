// The latent plane as a map: which place of the picture is which code, and back.

export class Plane {
  constructor({ limits }) {
    this.home = limits;
    this.limits = limits;
    this.canZoom = true;
    this.canTurn = false;
  }

  // Where a code lies on a picture of `size` pixels: [x, y, whether it is in front].
  place([z1, z2], size) {
    const [[x0, x1], [y0, y1]] = this.limits;
    return [((z1 - x0) / (x1 - x0)) * size, ((y1 - z2) / (y1 - y0)) * size, true];
  }

  // The code at a place of the picture, within its borders.
  codeAt(x, y, size) {
    const [[x0, x1], [y0, y1]] = this.limits;
    const inside = (part) => Math.min(Math.max(part, 0), 1);
    return [x0 + inside(x / size) * (x1 - x0), y1 - inside(y / size) * (y1 - y0)];
  }

  // The code that lies `right` and `up` of another, as parts of the picture.
  step(code, right, up) {
    const [x, y] = this.place(code, 1);
    return this.codeAt(x + right, y - up, 1);
  }

  start() {
    return this.codeAt(0.5, 0.5, 1);
  }

  zoom(factor, [z1, z2]) {
    // As a whole at most; around the code, which stays where it is.
    const near = (value, [low, high]) => [
      value + (low - value) / factor,
      value + (high - value) / factor,
    ];
    const limits = [near(z1, this.limits[0]), near(z2, this.limits[1])];
    const tooWide = limits[0][1] - limits[0][0] >= this.home[0][1] - this.home[0][0];
    this.limits = tooWide ? this.home : limits;
  }

  // Make sure that a code is on the picture. Says whether the picture changed.
  reveal([z1, z2]) {
    const holds = (value, [low, high]) => value >= low && value <= high;
    if (holds(z1, this.limits[0]) && holds(z2, this.limits[1])) {
      return false;
    }
    const hold = (value, [low, high]) => {
      const margin = 0.06 * (high - low);
      return [Math.min(low, value - margin), Math.max(high, value + margin)];
    };
    this.limits = [hold(z1, this.home[0]), hold(z2, this.home[1])];
    return true;
  }

  // The lines of the grid, as lists of places on the picture; the first two are the axes.
  lines(size) {
    const [x0, y0] = this.place([0, 0], size);
    const across =
      y0 > 0 && y0 < size
        ? [
            [
              [0, y0],
              [size, y0],
            ],
          ]
        : [];
    const upward =
      x0 > 0 && x0 < size
        ? [
            [
              [x0, 0],
              [x0, size],
            ],
          ]
        : [];
    return [...across, ...upward];
  }

  // Whether a place of the picture, in parts of it, shows a code.
  shows() {
    return true;
  }
}
