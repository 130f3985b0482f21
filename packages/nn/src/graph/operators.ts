// ONNX operators with their shape inference. Layout is N,C,H,W. https://onnx.ai/onnx/operators/
import { type Attributes, formatShape, type Graph, type Shape, type Tensor } from './graph.js';

/** Pads of a 2-D window: [top, left, bottom, right], px. */
export type Pads = readonly [number, number, number, number];

/** The four sides of an image tensor; refuses any other rank. */
export function imageSides(operator: string, shape: Shape): [number, number, number, number] {
  const [n, c, h, w, ...rest] = shape;
  if (n === undefined || c === undefined || h === undefined || w === undefined || rest.length > 0) {
    throw new RangeError(`${operator}: takes images of 4 sides (N×C×H×W), not ${formatShape(shape)}.`);
  }
  return [n, c, h, w];
}

/** The two sides of a matrix; refuses any other rank. */
function matrixSides(operator: string, shape: Shape): [number, number] {
  const [rows, columns, ...rest] = shape;
  if (rows === undefined || columns === undefined || rest.length > 0) {
    throw new RangeError(`${operator}: takes matrices, not ${formatShape(shape)}.`);
  }
  return [rows, columns];
}

export interface ConvOptions {
  readonly strides: readonly [number, number];
  readonly pads: Pads;
  readonly dilations: readonly [number, number];
}

const convAttributes = (options: ConvOptions): Attributes => ({
  strides: options.strides,
  pads: options.pads,
  dilations: options.dilations,
});

/** x [N,C,H,W] with kernel [O,C,KH,KW] (and bias [O]) → [N,O,OH,OW]. */
export function conv2d(graph: Graph, x: Tensor, kernel: Tensor, bias: Tensor | null, options: ConvOptions): Tensor {
  const [n, channels, height, width] = imageSides('conv', x.shape);
  const [filters, kernelChannels, kernelHeight, kernelWidth] = imageSides('conv', kernel.shape);
  if (channels !== kernelChannels) {
    throw new RangeError(`conv: input has ${channels} channels, kernel expects ${kernelChannels}.`);
  }
  const [top, left, bottom, right] = options.pads;
  const side = (length: number, window: number, stride: number, dilation: number): number =>
    Math.floor((length - dilation * (window - 1) - 1) / stride) + 1;
  const outHeight = side(height + top + bottom, kernelHeight, options.strides[0], options.dilations[0]);
  const outWidth = side(width + left + right, kernelWidth, options.strides[1], options.dilations[1]);
  if (outHeight < 1 || outWidth < 1) {
    throw new RangeError(`conv: a ${kernelHeight}×${kernelWidth} kernel does not fit into ${height}×${width}.`);
  }
  const inputs = bias ? [x, kernel, bias] : [x, kernel];
  return graph.add('Conv', inputs, [n, filters, outHeight, outWidth], { attributes: convAttributes(options) });
}

/** Transposed convolution without bias, cropped or extended to exactly `height`×`width`. */
export function convTranspose2d(
  graph: Graph,
  x: Tensor,
  kernel: Tensor,
  options: ConvOptions,
  [height, width]: readonly [number, number],
): Tensor {
  const [n, , h, w] = imageSides('convTranspose', x.shape);
  const [, channels, kernelHeight, kernelWidth] = imageSides('convTranspose', kernel.shape);
  const [top, left, bottom, right] = options.pads;
  const natural = (side: number, window: number, axis: 0 | 1): number =>
    (side - 1) * options.strides[axis] + options.dilations[axis] * (window - 1) + 1;
  const outputPadding = [
    height - (natural(h, kernelHeight, 0) - top - bottom),
    width - (natural(w, kernelWidth, 1) - left - right),
  ];
  return graph.add('ConvTranspose', [x, kernel], [n, channels, height, width], {
    attributes: { ...convAttributes(options), output_padding: outputPadding },
  });
}

/** Largest value of each `size`×`size` window, windows side by side: [N,C,H,W] → [N,C,⌊H/size⌋,⌊W/size⌋]. */
export function maxPool2d(graph: Graph, x: Tensor, size: number): Tensor {
  const [n, c, h, w] = imageSides('maxPool', x.shape);
  if (h < size || w < size) throw new RangeError(`maxPool: a ${size}×${size} window does not fit into ${h}×${w}.`);
  return graph.add('MaxPool', [x], [n, c, Math.floor(h / size), Math.floor(w / size)], {
    attributes: { kernel_shape: [size, size], strides: [size, size] },
  });
}

/** Repeats each pixel `factor` times along height and width: nearest-neighbour enlargement. */
export function upsample2d(graph: Graph, x: Tensor, factor: number): Tensor {
  const [n, c, h, w] = imageSides('upsample', x.shape);
  const scales = graph.constant(Float32Array.of(1, 1, factor, factor), [4]);
  const noRegion = graph.constant(new Float32Array(0), [0]);
  return graph.add('Resize', [x, noRegion, scales], [n, c, h * factor, w * factor], {
    attributes: { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
  });
}

/** The upper left `height`×`width` of each image. */
export function crop2d(graph: Graph, x: Tensor, [height, width]: readonly [number, number]): Tensor {
  const [n, c, h, w] = imageSides('crop', x.shape);
  if (h === height && w === width) return x;
  const inputs = [x, graph.integers([0, 0]), graph.integers([height, width]), graph.integers([2, 3])];
  return graph.add('Slice', inputs, [n, c, height, width]);
}

/** Zeros below and to the right until each image is `height`×`width`. */
export function pad2d(graph: Graph, x: Tensor, [height, width]: readonly [number, number]): Tensor {
  const [n, c, h, w] = imageSides('pad', x.shape);
  if (h === height && w === width) return x;
  const pads = graph.integers([0, 0, 0, 0, 0, 0, height - h, width - w]);
  return graph.add('Pad', [x, pads], [n, c, height, width]);
}

/** a·b + c, each matrix transposed where its flag says so; c [columns] is added to every row. */
export function gemm(
  graph: Graph,
  a: Tensor,
  b: Tensor,
  c: Tensor | null,
  { transA = false, transB = false }: { transA?: boolean; transB?: boolean } = {},
): Tensor {
  const [aRows, aColumns] = matrixSides('dense', a.shape);
  const [bRows, bColumns] = matrixSides('dense', b.shape);
  const [rows, inner] = transA ? [aColumns, aRows] : [aRows, aColumns];
  const [innerB, columns] = transB ? [bColumns, bRows] : [bRows, bColumns];
  if (inner !== innerB) throw new RangeError(`dense: input has ${inner} features, weights expect ${innerB}.`);
  const attributes = { transA: Number(transA), transB: Number(transB) };
  return graph.add('Gemm', c ? [a, b, c] : [a, b], [rows, columns], { attributes });
}

/** [N, …] → [N, features]. */
export function flatten2d(graph: Graph, x: Tensor): Tensor {
  const [n = 1, ...rest] = x.shape;
  return graph.add('Flatten', [x], [n, rest.reduce((product, side) => product * side, 1)], { attributes: { axis: 1 } });
}

export function reshape(graph: Graph, x: Tensor, shape: Shape): Tensor {
  return graph.add('Reshape', [x, graph.integers(shape)], shape, { type: x.type });
}

export function transpose(graph: Graph, x: Tensor, permutation: readonly number[]): Tensor {
  const shape = permutation.map((axis) => x.shape[axis] ?? 1);
  return graph.add('Transpose', [x], shape, { attributes: { perm: permutation } });
}

/** Element by element, with a scalar or an equal shape on the right. */
function elementwise(operator: string): (graph: Graph, a: Tensor, b: Tensor) => Tensor {
  return (graph, a, b) => {
    if (b.shape.length > 0 && formatShape(a.shape) !== formatShape(b.shape)) {
      throw new RangeError(`${operator}: shapes ${formatShape(a.shape)} and ${formatShape(b.shape)} differ.`);
    }
    return graph.add(operator, [a, b], a.shape);
  };
}

export const add = elementwise('Add');
export const sub = elementwise('Sub');
export const mul = elementwise('Mul');
export const div = elementwise('Div');
export const pow = elementwise('Pow');

export const relu = (graph: Graph, x: Tensor): Tensor => graph.add('Relu', [x], x.shape);
export const exp = (graph: Graph, x: Tensor): Tensor => graph.add('Exp', [x], x.shape);
export const sqrt = (graph: Graph, x: Tensor): Tensor => graph.add('Sqrt', [x], x.shape);

/** Logarithm of the softmax over the last axis. */
export const logSoftmax = (graph: Graph, x: Tensor): Tensor =>
  graph.add('LogSoftmax', [x], x.shape, { attributes: { axis: -1 } });

/** Where `condition` holds `a`, else 0. */
export const maskBy = (graph: Graph, condition: Tensor, a: Tensor): Tensor =>
  graph.add('Where', [condition, a, graph.constant(0)], a.shape);

export const greater = (graph: Graph, a: Tensor, b: Tensor): Tensor =>
  graph.add('Greater', [a, b], a.shape, { type: 'bool' });

export const equal = (graph: Graph, a: Tensor, b: Tensor): Tensor =>
  graph.add('Equal', [a, b], a.shape, { type: 'bool' });

/** Sum over `axes`, which stay as sides of 1 when `keepSides`. */
export function reduceSum(graph: Graph, x: Tensor, axes: readonly number[], keepSides = false): Tensor {
  const shape = x.shape.flatMap((side, axis) => (axes.includes(axis) ? (keepSides ? [1] : []) : [side]));
  return graph.add('ReduceSum', [x, graph.integers(axes)], shape, { attributes: { keepdims: Number(keepSides) } });
}

/** Sum of everything, a scalar. */
export const sumAll = (graph: Graph, x: Tensor): Tensor =>
  reduceSum(
    graph,
    x,
    x.shape.map((_, axis) => axis),
  );

/** Class numbers [N] → [N, classes], 1 at the class and 0 elsewhere. */
export function oneHot(graph: Graph, classes: Tensor, depth: number): Tensor {
  const [n = 1] = classes.shape;
  const values = graph.constant(Float32Array.of(0, 1), [2]);
  return graph.add('OneHot', [classes, graph.integers([depth]), values], [n, depth]);
}

/** Place of the largest value of each row: [N, classes] → [N]. */
export function argMax(graph: Graph, x: Tensor): Tensor {
  const [n = 1] = x.shape;
  return graph.add('ArgMax', [x], [n], { attributes: { axis: 1, keepdims: 0 }, type: 'int64' });
}

/** true → 1, false → 0. */
export const toFloat = (graph: Graph, x: Tensor): Tensor => graph.add('Cast', [x], x.shape, { attributes: { to: 1 } });
