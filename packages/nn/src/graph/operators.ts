// The ONNX operators of a training step, with their shape inference. https://onnx.ai/onnx/operators/
import { formatShape, type Graph, type Shape, sameShape, sizeOf, type Tensor } from './graph.js';

/** The shape that two shapes broadcast to, side by side from the last. @throws RangeError when they do not. */
export function broadcastShape(operator: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [p, q] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
    if (p !== q && p !== 1 && q !== 1) {
      throw new RangeError(`${operator}: shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast.`);
    }
    return p === 1 ? q : p;
  });
}

type Binary = (graph: Graph, a: Tensor, b: Tensor) => Tensor;
type Unary = (graph: Graph, x: Tensor) => Tensor;

const binary =
  (operator: string, type: 'float32' | 'bool' = 'float32'): Binary =>
  (graph, a, b) =>
    graph.add(operator, [a, b], broadcastShape(operator, a.shape, b.shape), { type });
const unary =
  (operator: string): Unary =>
  (graph, x) =>
    graph.add(operator, [x], x.shape);

export const add = binary('Add');
export const sub = binary('Sub');
export const mul = binary('Mul');
export const div = binary('Div');
export const pow = binary('Pow');
export const max = binary('Max');
export const greater = binary('Greater', 'bool');
export const greaterOrEqual = binary('GreaterOrEqual', 'bool');
export const exp = unary('Exp');
export const sqrt = unary('Sqrt');
export const relu = unary('Relu');
export const sigmoid = unary('Sigmoid');
export const erf = unary('Erf');

/** `x` times a number. */
export const scale = (graph: Graph, x: Tensor, factor: number): Tensor => mul(graph, x, graph.constant(factor));

/** x · sigmoid(x). */
export const silu: Unary = (graph, x) => mul(graph, x, sigmoid(graph, x));

/** x · Φ(x), Φ being the normal distribution. */
export const gelu: Unary = (graph, x) =>
  mul(graph, scale(graph, x, 0.5), add(graph, erf(graph, scale(graph, x, Math.SQRT1_2)), graph.constant(1)));

/** The sum of one or more tensors of one shape. */
export const addAll = (graph: Graph, tensors: readonly Tensor[]): Tensor => tensors.reduce((a, b) => add(graph, a, b));

/** Any numbers, or true and false, as float32. */
export const toFloat = (graph: Graph, x: Tensor): Tensor => graph.add('Cast', [x], x.shape, { attributes: { to: 1 } });

/** Logarithm of the softmax over the last axis. */
export const logSoftmax = (graph: Graph, x: Tensor): Tensor =>
  graph.add('LogSoftmax', [x], x.shape, { attributes: { axis: -1 } });

/** Matrix product over the last two sides; the sides before broadcast. */
export function matMul(graph: Graph, a: Tensor, b: Tensor): Tensor {
  const [rows, inner] = a.shape.slice(-2);
  const [innerB, columns] = b.shape.slice(-2);
  if (rows === undefined || inner === undefined || columns === undefined || inner !== innerB) {
    throw new RangeError(`MatMul: ${formatShape(a.shape)} does not fit ${formatShape(b.shape)}.`);
  }
  const batch = broadcastShape('MatMul', a.shape.slice(0, -2), b.shape.slice(0, -2));
  return graph.add('MatMul', [a, b], [...batch, rows, columns]);
}

/** a·bᵀ of two matrices, whose gradients need no transposed copy of either. */
export function matMulTransposed(graph: Graph, a: Tensor, b: Tensor): Tensor {
  if (a.shape[1] !== b.shape[1]) {
    throw new RangeError(`Gemm: ${formatShape(a.shape)} does not fit the transposed ${formatShape(b.shape)}.`);
  }
  return graph.add('Gemm', [a, b], [a.shape[0] ?? 1, b.shape[0] ?? 1], { attributes: { transB: 1 } });
}

export function transpose(graph: Graph, x: Tensor, permutation: readonly number[]): Tensor {
  const shape = permutation.map((axis) => x.shape[axis] ?? 1);
  return graph.add('Transpose', [x], shape, { attributes: { perm: permutation } });
}

/** Swaps the last two sides. ONNX Runtime fuses it into the matrix product that follows. */
export function transposeMatrix(graph: Graph, x: Tensor): Tensor {
  const axes = [...x.shape.keys()];
  return transpose(graph, x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

export function reshape(graph: Graph, x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (sizeOf(x.shape) !== sizeOf(shape)) {
    throw new RangeError(`Reshape: ${formatShape(x.shape)} does not hold as much as ${formatShape(shape)}.`);
  }
  return graph.add('Reshape', [x, graph.integers(shape)], shape, { type: x.type });
}

/** Repeats `x` along its sides of 1 until it has `shape`. */
export const expand = (graph: Graph, x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape) ? x : graph.add('Expand', [x, graph.integers(shape)], shape);

/** Sum over `axes`, which stay as sides of 1. */
export function reduceSum(graph: Graph, x: Tensor, axes: readonly number[]): Tensor {
  const shape = x.shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
  return graph.add('ReduceSum', [x, graph.integers(axes)], shape, { attributes: { keepdims: 1 } });
}

/** Sum of everything; every side becomes 1. */
export const sumAll = (graph: Graph, x: Tensor): Tensor => reduceSum(graph, x, [...x.shape.keys()]);

/** Rows of `x` by number, the same one as often as wanted: [rows, …] → [numbers, …]. */
export function gatherRows(graph: Graph, x: Tensor, rows: readonly number[]): Tensor {
  return graph.add('Gather', [x, graph.integers(rows)], [rows.length, ...x.shape.slice(1)], {
    attributes: { axis: 0 },
  });
}

/** One tensor below another: all their sides but the first agree. */
export function concatRows(graph: Graph, parts: readonly Tensor[]): Tensor {
  const [first] = parts;
  if (!first) throw new RangeError('Concat: needs at least one tensor.');
  if (parts.length === 1) return first;
  const rows = parts.reduce((sum, part) => sum + (part.shape[0] ?? 0), 0);
  return graph.add('Concat', [...parts], [rows, ...first.shape.slice(1)], { attributes: { axis: 0 } });
}

/** Cuts the first side into pieces of `lengths`. */
export function splitRows(graph: Graph, x: Tensor, lengths: readonly number[]): Tensor[] {
  const shapes = lengths.map((length) => [length, ...x.shape.slice(1)]);
  return graph.addMany('Split', [x, graph.integers(lengths)], shapes, { axis: 0 });
}

/** Adds each row of `updates` [numbers, …] to the row of zeros [rows, …] that its number names. */
export function scatterAddRows(graph: Graph, updates: Tensor, numbers: Tensor, rows: number): Tensor {
  const shape = [rows, ...updates.shape.slice(1)];
  const zeros = graph.constant(new Float32Array(sizeOf(shape)), shape);
  const places = reshape(graph, numbers, [...numbers.shape, 1]);
  return graph.add('ScatterND', [zeros, places, updates], shape, { attributes: { reduction: 'add' } });
}

/** Class numbers [N] → [N, classes], 1 at the class and 0 elsewhere. */
export function oneHot(graph: Graph, classes: Tensor, depth: number): Tensor {
  const [n = 1] = classes.shape;
  const values = graph.constant(Float32Array.of(0, 1), [2]);
  return graph.add('OneHot', [classes, graph.integers([depth]), values], [n, depth]);
}
