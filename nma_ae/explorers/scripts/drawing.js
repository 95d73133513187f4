// A drawing as MNIST would have it: the strokes fit a box of 20 pixels, and their centre of mass is
// the centre of 28.

const SIZE = 28;
const BOX = 20;

// The smallest box that holds all ink: [left, top, width, height], or null without ink.
const inkBox = (ink, size) => {
  let [left, top, right, bottom] = [size, size, -1, -1];
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (ink[y * size + x] > 0.1) {
        left = Math.min(left, x);
        right = Math.max(right, x);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y);
      }
    }
  }
  return right < 0 ? null : [left, top, right - left + 1, bottom - top + 1];
};

// The mean of the ink over a rectangle of the drawing, parts of pixels counted as parts.
const meanInk = (ink, size, x0, y0, x1, y1) => {
  let sum = 0;
  for (let y = Math.max(0, Math.floor(y0)); y < Math.min(size, y1); y += 1) {
    const tall = Math.min(y + 1, y1) - Math.max(y, y0);
    for (let x = Math.max(0, Math.floor(x0)); x < Math.min(size, x1); x += 1) {
      sum += ink[y * size + x] * tall * (Math.min(x + 1, x1) - Math.max(x, x0));
    }
  }
  return sum / ((x1 - x0) * (y1 - y0));
};

// Shrink the part of the drawing that begins at (left, top), `step` of its pixels to one of ours.
const shrink = (ink, size, left, top, step) => {
  const image = new Float32Array(SIZE * SIZE);
  for (let y = 0; y < SIZE; y += 1) {
    for (let x = 0; x < SIZE; x += 1) {
      const [x0, y0] = [left + x * step, top + y * step];
      image[y * SIZE + x] = meanInk(ink, size, x0, y0, x0 + step, y0 + step);
    }
  }
  return image;
};

const centreOfMass = (image) => {
  let [mass, massX, massY] = [0, 0, 0];
  image.forEach((value, i) => {
    mass += value;
    massX += value * ((i % SIZE) + 0.5);
    massY += value * (Math.floor(i / SIZE) + 0.5);
  });
  return [massX / mass, massY / mass];
};

// An image of 28 x 28 pixels in [0, 1] from a square drawing of `size` x `size`, or null without ink.
export const asDigit = (ink, size) => {
  const box = inkBox(ink, size);
  if (box === null) {
    return null;
  }
  const [left, top, width, height] = box;
  const step = Math.max(width, height) / BOX;
  const field = (SIZE * step) / 2;
  const first = [left + width / 2 - field, top + height / 2 - field];
  const [x, y] = centreOfMass(shrink(ink, size, ...first, step));
  // MNIST moves by whole pixels
  const moved = [Math.round(x - SIZE / 2) * step, Math.round(y - SIZE / 2) * step];
  return shrink(ink, size, first[0] + moved[0], first[1] + moved[1], step);
};
