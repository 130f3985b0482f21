// Reverse-mode differentiation: one rule an operator, from the gradients of a node's outputs to those of its inputs.
// Written with the same operators, so the backward pass is more of the same graph.
import { formatShape, type Graph, type Node, type Shape, sizeOf, type Tensor } from './graph.js';
import * as op from './operators.js';

/**
 * A node as its rule sees it. By each operator's definition the inputs and outputs that its rule names are there.
 *
 * A gradient may have sides of 1 where it is the same all along its tensor's side, so that a sum's gradient costs
 * nothing until an operator needs it in full.
 */
interface Place {
  readonly graph: Graph;
  readonly node: Node;
  readonly x: readonly [Tensor, Tensor];
  readonly y: Tensor;
  readonly dy: Tensor;
  /** The gradient of output `i` in full. */
  full(i?: number): Tensor;
}

/** How to make each input's gradient, made only when it is needed (the image's own never is); null where none flows. */
type Rule = (place: Place) => readonly ((() => Tensor) | null)[];

/** The gradient of an operand that was broadcast from `shape` to `full`: the sum over everything that it met. */
function unbroadcast(graph: Graph, gradient: Tensor, shape: Shape, full: Shape): Tensor {
  const missing = full.length - shape.length;
  const stretched = full.flatMap((side, axis) => (side > 1 && (shape[axis - missing] ?? 1) === 1 ? [axis] : []));
  if (missing === 0 && stretched.length === 0) return gradient;
  const whole = op.expand(graph, gradient, full);
  return op.reshape(graph, stretched.length > 0 ? op.reduceSum(graph, whole, stretched) : whole, shape);
}

/** Rule of an operator on two broadcast operands, from the gradient that each would have without broadcasting. */
const broadcasting =
  (forA: (place: Place) => Tensor, forB: (place: Place) => Tensor): Rule =>
  (place) => [
    () => unbroadcast(place.graph, forA(place), place.x[0].shape, place.y.shape),
    () => unbroadcast(place.graph, forB(place), place.x[1].shape, place.y.shape),
  ];

/** Rule of an operator on each element: the gradient times dy/dx. */
const elementwise =
  (derivative: (graph: Graph, x: Tensor, y: Tensor) => Tensor): Rule =>
  ({ graph, x, y, dy }) => [() => op.mul(graph, dy, derivative(graph, x[0], y))];

const mul: Rule = (place) => {
  const { graph, x, dy } = place;
  // x·x: twice x times the gradient, which is scaled first because it is often the narrower of the two.
  if (x[0].name === x[1].name) return [() => op.mul(graph, x[0], op.scale(graph, dy, 2)), null];
  return broadcasting(
    () => op.mul(graph, dy, x[1]),
    () => op.mul(graph, dy, x[0]),
  )(place);
};

/** The gradient goes to the larger operand, to the first where they are equal, as PyTorch's pooling has it. */
const max: Rule = ({ graph, x: [a, b], y, dy }) => {
  let toA: Tensor | undefined;
  const forA = (): Tensor => {
    toA ??= op.mul(graph, op.toFloat(graph, op.greaterOrEqual(graph, a, b)), dy);
    return toA;
  };
  return [
    () => unbroadcast(graph, forA(), a.shape, y.shape),
    () => unbroadcast(graph, op.sub(graph, dy, forA()), b.shape, y.shape),
  ];
};

/** y = a·b: da = dy·bᵀ, db = aᵀ·dy. */
const matMul: Rule = ({ graph, x: [a, b], y, full }) => [
  () => unbroadcast(graph, op.matMul(graph, full(), op.transposeMatrix(graph, b)), a.shape, batched(y, a)),
  () => unbroadcast(graph, op.matMul(graph, op.transposeMatrix(graph, a), full()), b.shape, batched(y, b)),
];

/** The shape that a factor of a batched matrix product would have without broadcasting. */
const batched = (product: Tensor, factor: Tensor): Shape => [...product.shape.slice(0, -2), ...factor.shape.slice(-2)];

const transpose: Rule = ({ graph, node, full }) => {
  const permutation = node.attributes.perm as readonly number[];
  const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
  return [() => op.transpose(graph, full(), inverse)];
};

/** y = x − log Σ exp x, so dx = dy − softmax(x) · Σ dy. */
const logSoftmax: Rule = ({ graph, y, full }) => [
  () => {
    const total = op.reduceSum(graph, full(), [y.shape.length - 1]);
    return op.sub(graph, full(), op.mul(graph, op.exp(graph, y), total));
  },
];

const concat: Rule = ({ graph, node, full }) => {
  const lengths = node.inputs.map(({ shape }) => shape[0] ?? 0);
  let pieces: readonly Tensor[] | undefined;
  return node.inputs.map((_, i) => () => {
    pieces ??= op.splitRows(graph, full(), lengths);
    return pieces[i] as Tensor;
  });
};

const split: Rule = ({ graph, node, full }) => {
  const all = (): Tensor[] => node.outputs.map((_, i) => full(i));
  return [() => op.concatRows(graph, all()), null];
};

const rules: Readonly<Record<string, Rule>> = {
  Add: broadcasting(
    ({ dy }) => dy,
    ({ dy }) => dy,
  ),
  Sub: broadcasting(
    ({ dy }) => dy,
    ({ graph, dy }) => op.scale(graph, dy, -1),
  ),
  Mul: mul,
  Div: broadcasting(
    ({ graph, dy, x }) => op.div(graph, dy, x[1]),
    ({ graph, dy, x, y }) => op.scale(graph, op.mul(graph, dy, op.div(graph, y, x[1])), -1),
  ),
  Max: max,
  MatMul: matMul,
  // y = a·bᵀ, as matMulTransposed() makes it.
  Gemm: ({ graph, x: [a, b], full }) => [
    () => op.matMul(graph, full(), b),
    () => op.matMul(graph, op.transposeMatrix(graph, full()), a),
  ],
  Relu: elementwise((graph, _, y) => op.toFloat(graph, op.greater(graph, y, graph.constant(0)))),
  Sigmoid: elementwise((graph, _, y) => op.mul(graph, y, op.sub(graph, graph.constant(1), y))),
  Erf: elementwise((graph, x) =>
    op.scale(graph, op.exp(graph, op.scale(graph, op.mul(graph, x, x), -1)), 2 / Math.sqrt(Math.PI)),
  ),
  Exp: elementwise((_graph, _, y) => y),
  Sqrt: elementwise((graph, _, y) => op.div(graph, graph.constant(0.5), y)),
  LogSoftmax: logSoftmax,
  ReduceSum: ({ dy }) => [() => dy, null],
  Expand: ({ graph, x, y, dy }) => [() => unbroadcast(graph, dy, x[0].shape, y.shape), null],
  Reshape: ({ graph, x, full }) => [() => op.reshape(graph, full(), x[0].shape), null],
  Transpose: transpose,
  Gather: ({ graph, x, full }) => [() => op.scatterAddRows(graph, full(), x[1], x[0].shape[0] ?? 0), null],
  Concat: concat,
  Split: split,
  Identity: ({ dy }) => [() => dy],
};

/** The operators that have a gradient rule. */
export const differentiableOperators = (): string[] => Object.keys(rules);

/**
 * Adds to `graph` the nodes that compute d`loss`/d`target` for each target.
 * @param loss A tensor of one element.
 * @returns One gradient a target, of the target's shape, in order; null where the loss does not depend on the target.
 * @throws RangeError when `loss` has more elements; Error when an operator on the way has no rule.
 */
export function differentiate(graph: Graph, loss: Tensor, targets: readonly Tensor[]): (Tensor | null)[] {
  if (sizeOf(loss.shape) !== 1) {
    throw new RangeError(`Only a single number has gradients here, not ${formatShape(loss.shape)}.`);
  }
  const forward = [...graph.nodes];
  const dependent = new Set(targets.map((target) => target.name));
  for (const { inputs, outputs } of forward) {
    if (!inputs.some((input) => dependent.has(input.name))) continue;
    // A comparison's outcome does not change with a small change of what is compared.
    for (const { name, type } of outputs) if (type === 'float32') dependent.add(name);
  }

  const gradients = new Map<string, Tensor>([
    [
      loss.name,
      graph.constant(
        1,
        loss.shape.map(() => 1),
      ),
    ],
  ]);
  const gradientOf = ({ name, shape }: Tensor): Tensor =>
    gradients.get(name) ??
    graph.constant(
      0,
      shape.map(() => 1),
    );
  for (const node of forward.toReversed()) {
    const [y] = node.outputs;
    if (!y || !node.outputs.some(({ name }) => gradients.has(name) && dependent.has(name))) continue;
    const rule = rules[node.operator];
    if (!rule) throw new Error(`The operator ${node.operator} has no gradient rule.`);
    const widened = new Map<number, Tensor>();
    const full = (i = 0): Tensor => {
      const output = node.outputs[i] ?? y;
      const tensor = widened.get(i) ?? op.expand(graph, gradientOf(output), output.shape);
      widened.set(i, tensor);
      return tensor;
    };
    const x = node.inputs as unknown as readonly [Tensor, Tensor];
    const inputGradients = rule({ graph, node, x, y, dy: gradientOf(y), full });
    node.inputs.forEach((input, i) => {
      const make = inputGradients[i];
      if (!make || !dependent.has(input.name)) return;
      const known = gradients.get(input.name);
      gradients.set(input.name, known ? op.add(graph, known, make()) : make());
    });
  }
  return targets.map((target) => {
    const gradient = gradients.get(target.name);
    return gradient ? op.expand(graph, gradient, target.shape) : null;
  });
}
