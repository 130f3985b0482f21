// One gradient rule an operator: from the gradient of a node's output to the gradients of its inputs.
// Written with the same operators, so the backward pass is more of the same graph.
import { formatShape, type Graph, type Node, type Tensor } from './graph.js';
import * as op from './operators.js';

/**
 * A rule's answer: how to make each input's gradient, in the order of the inputs; null where none flows.
 * Each is made only when it is needed: the image's own gradient never is.
 */
type InputGradients = readonly ((() => Tensor) | null)[];
type GradientRule = (graph: Graph, node: Node, gradient: Tensor) => InputGradients;

/** Input `i` of a node, which its rule knows to be there. */
function inputAt(node: Node, i: number): Tensor {
  const tensor = node.inputs[i];
  if (!tensor) throw new RangeError(`${node.operator} has no input ${i}.`);
  return tensor;
}

function pair(node: Node, attribute: string): readonly [number, number] {
  const value = node.attributes[attribute];
  const [a, b] = Array.isArray(value) ? (value as readonly number[]) : [];
  if (a === undefined || b === undefined) throw new RangeError(`${node.operator}: attribute ${attribute} is missing.`);
  return [a, b];
}

/** A broadcast scalar's gradient is the sum over everything that it met. */
const unbroadcast = (graph: Graph, gradient: Tensor, input: Tensor): Tensor =>
  input.shape.length === 0 && gradient.shape.length > 0 ? op.sumAll(graph, gradient) : gradient;

/**
 * Convolution. The input's gradient is a transposed convolution. The kernel's is a convolution of the input by the
 * gradient, with batch and channels changing places: strides become dilations.
 */
const conv: GradientRule = (graph, node, gradient) => {
  const [x, kernel] = [inputAt(node, 0), inputAt(node, 1)];
  const [strides, dilations] = [pair(node, 'strides'), pair(node, 'dilations')];
  const pads = node.attributes.pads as unknown as op.Pads;
  const [, , height, width] = op.imageSides('conv', x.shape);
  const [, , kernelHeight, kernelWidth] = op.imageSides('conv', kernel.shape);
  return [
    () => op.convTranspose2d(graph, gradient, kernel, { strides, pads, dilations }, [height, width]),
    () => {
      const swapped = op.conv2d(
        graph,
        op.transpose(graph, x, [1, 0, 2, 3]),
        op.transpose(graph, gradient, [1, 0, 2, 3]),
        null,
        {
          strides: dilations,
          pads,
          dilations: strides,
        },
      );
      return op.transpose(graph, op.crop2d(graph, swapped, [kernelHeight, kernelWidth]), [1, 0, 2, 3]);
    },
    () => op.reduceSum(graph, gradient, [0, 2, 3]),
  ];
};

/**
 * Max-pooling with windows side by side: the gradient goes to the pixels that equal their window's largest value.
 * (To each of them when several do: with real-valued inputs that happens only at a ReLU's zeros, where it is lost anyway.)
 */
const maxPool: GradientRule = (graph, node, gradient) => {
  const x = inputAt(node, 0);
  const [size] = pair(node, 'strides');
  const [, , height, width] = op.imageSides('maxPool', x.shape);
  const [, , pooledHeight, pooledWidth] = op.imageSides('maxPool', gradient.shape);
  return [
    () => {
      const seen = op.crop2d(graph, x, [pooledHeight * size, pooledWidth * size]);
      const isLargest = op.equal(graph, seen, op.upsample2d(graph, node.output, size));
      const masked = op.maskBy(graph, isLargest, op.upsample2d(graph, gradient, size));
      return op.pad2d(graph, masked, [height, width]);
    },
  ];
};

/** y = op(a)·op(b) + c. */
const gemm: GradientRule = (graph, node, gradient) => {
  const [a, b] = [inputAt(node, 0), inputAt(node, 1)];
  const [transA, transB] = [node.attributes.transA === 1, node.attributes.transB === 1];
  return [
    () =>
      transA
        ? op.gemm(graph, b, gradient, null, { transA: transB, transB: true })
        : op.gemm(graph, gradient, b, null, { transB: !transB }),
    () =>
      transB
        ? op.gemm(graph, gradient, a, null, { transA: true, transB: transA })
        : op.gemm(graph, a, gradient, null, { transA: !transA }),
    () => op.reduceSum(graph, gradient, [0]),
  ];
};

const relu: GradientRule = (graph, node, gradient) => [
  () => op.maskBy(graph, op.greater(graph, node.output, graph.constant(0)), gradient),
];

const reshapeBack: GradientRule = (graph, node, gradient) => [
  () => op.reshape(graph, gradient, inputAt(node, 0).shape),
  null,
];

/** y = x − log Σ exp x, so dx = dy − softmax(x) · Σ dy. */
const logSoftmax: GradientRule = (graph, node, gradient) => [
  () => {
    const total = op.reduceSum(graph, gradient, [gradient.shape.length - 1], true);
    const share = graph.add('Mul', [op.exp(graph, node.output), total], gradient.shape);
    return op.sub(graph, gradient, share);
  },
];

const add: GradientRule = (graph, node, gradient) => [
  () => unbroadcast(graph, gradient, inputAt(node, 0)),
  () => unbroadcast(graph, gradient, inputAt(node, 1)),
];

const mul: GradientRule = (graph, node, gradient) => {
  const [a, b] = [inputAt(node, 0), inputAt(node, 1)];
  return [() => op.mul(graph, gradient, b), () => unbroadcast(graph, op.mul(graph, gradient, a), b)];
};

/** Every summed element gets its sum's gradient. */
const reduceSum: GradientRule = (graph, node, gradient) => {
  const { shape } = inputAt(node, 0);
  if (gradient.shape.length > 0) {
    throw new Error(
      `ReduceSum: only sums over everything have a gradient here, not ${formatShape(shape)} to ${formatShape(gradient.shape)}.`,
    );
  }
  return [() => graph.add('Expand', [gradient, graph.integers(shape)], shape), null];
};

const identity: GradientRule = (_graph, _node, gradient) => [() => gradient];

const rules: Readonly<Record<string, GradientRule>> = {
  Add: add,
  Conv: conv,
  Flatten: reshapeBack,
  Gemm: gemm,
  Identity: identity,
  LogSoftmax: logSoftmax,
  MaxPool: maxPool,
  Mul: mul,
  ReduceSum: reduceSum,
  Relu: relu,
  Reshape: reshapeBack,
};

/**
 * Reverse-mode differentiation: adds to `graph` the nodes that compute d`loss`/d`target` for each target.
 * @param loss A scalar of the graph.
 * @param targets Inputs of the graph that `loss` depends on.
 * @returns One gradient a target, of the target's shape, in order.
 * @throws Error when an operator on the way has no rule, or `loss` does not depend on a target.
 */
export function differentiate(graph: Graph, loss: Tensor, targets: readonly Tensor[]): Tensor[] {
  if (loss.shape.length > 0) throw new RangeError(`Only a scalar has gradients here, not ${formatShape(loss.shape)}.`);
  const forward = [...graph.nodes];
  const dependent = new Set(targets.map((target) => target.name));
  for (const node of forward) {
    if (node.inputs.some((input) => dependent.has(input.name))) dependent.add(node.output.name);
  }

  const gradients = new Map<string, Tensor>([[loss.name, graph.constant(1)]]);
  for (const node of forward.toReversed()) {
    const gradient = gradients.get(node.output.name);
    if (!gradient || !dependent.has(node.output.name)) continue;
    const rule = rules[node.operator];
    if (!rule) throw new Error(`The operator ${node.operator} has no gradient rule.`);
    const inputGradients = rule(graph, node, gradient);
    node.inputs.forEach((input, i) => {
      const make = inputGradients[i];
      if (!make || !dependent.has(input.name)) return;
      const known = gradients.get(input.name);
      gradients.set(input.name, known ? op.add(graph, known, make()) : make());
    });
  }

  return targets.map((target) => {
    const gradient = gradients.get(target.name);
    if (!gradient) throw new Error(`The loss does not depend on ${target.name}.`);
    return gradient;
  });
}
