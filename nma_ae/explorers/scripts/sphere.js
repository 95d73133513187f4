// The latent sphere as a globe, seen from far away: half of it is in front.

const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const FILL = 0.94; // of the picture's width

export class Sphere {
  constructor() {
    this.longitude = 0.6;
    this.latitude = 0.35;
    this.canZoom = false;
    this.canTurn = true;
  }

  // The directions that point right, up and at the reader.
  axes() {
    const [s, c] = [Math.sin(this.longitude), Math.cos(this.longitude)];
    const [up, flat] = [Math.sin(this.latitude), Math.cos(this.latitude)];
    return [
      [-s, c, 0],
      [-up * c, -up * s, flat],
      [flat * c, flat * s, up],
    ];
  }

  place(code, size) {
    const [right, up, front] = this.axes();
    const radius = (FILL * size) / 2;
    return [
      size / 2 + radius * dot(code, right),
      size / 2 - radius * dot(code, up),
      dot(code, front) >= 0,
    ];
  }

  codeAt(x, y, size) {
    const radius = (FILL * size) / 2;
    let [a, b] = [(x - size / 2) / radius, (size / 2 - y) / radius];
    const outside = Math.max(1, Math.hypot(a, b));
    [a, b] = [a / outside, b / outside];
    const depth = Math.sqrt(Math.max(0, 1 - a * a - b * b));
    const [right, up, front] = this.axes();
    return [0, 1, 2].map((i) => a * right[i] + b * up[i] + depth * front[i]);
  }

  // The code comes to the middle and the globe turns below it.
  step(code, right, up) {
    this.face(code);
    this.turn(2 * right, 2 * up);
    return this.start();
  }

  start() {
    return this.axes()[2];
  }

  turn(right, up) {
    this.longitude += right;
    this.latitude = Math.min(Math.max(this.latitude + up, -Math.PI / 2), Math.PI / 2);
  }

  face(code) {
    this.longitude = Math.atan2(code[1], code[0]);
    this.latitude = Math.asin(Math.min(Math.max(code[2] / Math.hypot(...code), -1), 1));
  }

  // A place at the back comes to the middle. Says whether the picture changed.
  reveal(code) {
    const behind = !this.place(code, 1)[2];
    if (behind) {
      this.face(code);
    }
    return behind;
  }

  lines(size) {
    const circle = (point) => {
      const parts = [];
      let part = [];
      for (let i = 0; i <= 72; i += 1) {
        const [x, y, front] = this.place(point((i * Math.PI) / 36), size);
        if (front) {
          part.push([x, y]);
        } else if (part.length) {
          parts.push(part);
          part = [];
        }
      }
      return [...parts, part];
    };
    const parallels = [-60, -30, 0, 30, 60].flatMap((degrees) => {
      const height = Math.sin((degrees * Math.PI) / 180);
      const width = Math.cos((degrees * Math.PI) / 180);
      return circle((t) => [width * Math.cos(t), width * Math.sin(t), height]);
    });
    const meridians = [0, 30, 60, 90, 120, 150].flatMap((degrees) => {
      const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
      return circle((t) => [c * Math.cos(t), s * Math.cos(t), Math.sin(t)]);
    });
    const radius = (FILL * size) / 2;
    const rim = Array.from({ length: 97 }, (_, i) => {
      const t = (i * Math.PI) / 48;
      return [size / 2 + radius * Math.cos(t), size / 2 + radius * Math.sin(t)];
    });
    return [rim, ...parallels, ...meridians];
  }

  shows(x, y) {
    return Math.hypot(x - 0.5, y - 0.5) < FILL / 2;
  }
}
