// A small feed-forward network, run in the page.

// The bytes of a base64 text.
export const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

// IEEE half precision (sign, 5 bits of exponent, 10 of fraction) as single precision, exactly.
export const fromHalf = (bits) => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) {
    return sign * fraction * 2 ** -24;
  }
  if (exponent === 0x1f) {
    return fraction ? NaN : sign * Infinity;
  }
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};

// The numbers of a parameter file, stored one after the other, the lowest byte first.
export const numbersOf = (text, precision) => {
  const view = new DataView(bytesOf(text).buffer);
  if (precision === "float32") {
    return Float32Array.from({ length: view.byteLength / 4 }, (_, i) =>
      view.getFloat32(4 * i, true),
    );
  }
  const values = new Float32Array(view.byteLength / 2);
  for (let i = 0; i < values.length; i += 1) {
    values[i] = fromHalf(view.getUint16(2 * i, true));
  }
  return values;
};

const linear = (nInputs, nOutputs, take) => {
  const weight = take(nInputs * nOutputs); // row by row, one row for each output, as torch stores it
  const bias = take(nOutputs);
  const output = new Float32Array(nOutputs);
  return (input) => {
    for (let row = 0, at = 0; row < nOutputs; row += 1) {
      let sum = bias[row];
      for (let column = 0; column < nInputs; column += 1, at += 1) {
        sum += weight[at] * input[column];
      }
      output[row] = sum;
    }
    return output;
  };
};

const prelu = (nSlopes, take) => {
  const slopes = take(nSlopes);
  return (values) => values.map((x, i) => (x < 0 ? x * slopes[nSlopes === 1 ? 0 : i] : x));
};

const normalize = (values) => {
  const length = Math.max(Math.hypot(...values), 1e-12); // as torch, for a code of zeros
  return values.map((x) => x / length);
};

// Build the function of a network from its layers, such as [["linear", 2, 64], ["prelu", 1],
// ["sigmoid"]], and its parameters in the order of the layers.
export const buildNetwork = ({ layers, parameters, precision }) => {
  const numbers = numbersOf(parameters, precision);
  let taken = 0;
  const take = (count) => {
    taken += count;
    return numbers.subarray(taken - count, taken);
  };
  const functions = layers.map(([kind, ...sizes]) => {
    switch (kind) {
      case "linear":
        return linear(...sizes, take);
      case "prelu":
        return prelu(...sizes, take);
      case "relu":
        return (values) => values.map((x) => Math.max(x, 0));
      case "sigmoid":
        return (values) => values.map((x) => 1 / (1 + Math.exp(-x)));
      case "normalize":
        return normalize;
      default:
        throw new Error(`no layer is called ${kind}`);
    }
  });
  if (taken !== numbers.length) {
    throw new Error(`the layers need ${taken} parameters, but there are ${numbers.length}`);
  }
  // A layer writes into the same array again at each call, so the last one is copied.
  return (input) => Float32Array.from(functions.reduce((values, layer) => layer(values), input));
};
