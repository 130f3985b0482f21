// A computation graph of ONNX operators with static shapes, built node by node in topological order.
// https://onnx.ai/onnx/repo-docs/IR.html

export type ElementType = 'float32' | 'int64' | 'bool';
export type Shape = readonly number[];

/** A value in a graph: the output of a node, an input of the graph, or a constant. */
export interface Tensor {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
}

/** Attributes are integers, lists of integers, or strings: no operator here needs more. */
export type Attribute = number | readonly number[] | string;
export type Attributes = Readonly<Record<string, Attribute>>;

export interface Node {
  readonly operator: string;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly attributes: Attributes;
}

export interface Constant {
  readonly tensor: Tensor;
  readonly data: Float32Array | BigInt64Array;
}

/** Number of elements of a shape. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, side) => product * side, 1);

/** "24×1×5×5", for messages. */
export const formatShape = (shape: Shape): string => (shape.length === 0 ? 'scalar' : shape.join('×'));

export class Graph {
  readonly inputs: Tensor[] = [];
  readonly outputs: Tensor[] = [];
  readonly nodes: Node[] = [];
  readonly constants: Constant[] = [];
  readonly #names = new Set<string>();

  /** A graph input, to be fed at each run. */
  input(name: string, shape: Shape, type: ElementType = 'float32'): Tensor {
    const tensor = { name: this.#claim(name), type, shape };
    this.inputs.push(tensor);
    return tensor;
  }

  /** Makes `tensor` an output of the graph under `name`. */
  output(name: string, tensor: Tensor): Tensor {
    const output = this.add('Identity', [tensor], tensor.shape, { name, type: tensor.type });
    this.outputs.push(output);
    return output;
  }

  /** A float32 constant: weights at inference, factors. `shape` defaults to a scalar. */
  constant(data: Float32Array | number, shape: Shape = [], name?: string): Tensor {
    const values = typeof data === 'number' ? Float32Array.of(data) : data;
    if (values.length !== sizeOf(shape)) {
      throw new RangeError(`A constant of shape ${formatShape(shape)} cannot hold ${values.length} values.`);
    }
    const tensor: Tensor = { name: this.#claim(name ?? this.#unused('constant')), type: 'float32', shape };
    this.constants.push({ tensor, data: values });
    return tensor;
  }

  /** A constant list of integers: shapes, axes, pads, class numbers. */
  integers(values: readonly number[]): Tensor {
    const tensor: Tensor = { name: this.#claim(this.#unused('integers')), type: 'int64', shape: [values.length] };
    this.constants.push({ tensor, data: BigInt64Array.from(values, BigInt) });
    return tensor;
  }

  /** Adds a node; `shape` is its output's, which the functions in operators.ts infer. */
  add(
    operator: string,
    inputs: readonly Tensor[],
    shape: Shape,
    options: { attributes?: Attributes; type?: ElementType; name?: string } = {},
  ): Tensor {
    const output: Tensor = {
      name: this.#claim(options.name ?? this.#unused(operator.toLowerCase())),
      type: options.type ?? 'float32',
      shape,
    };
    this.nodes.push({ operator, inputs, output, attributes: options.attributes ?? {} });
    return output;
  }

  #unused(prefix: string): string {
    return `${prefix}_${this.#names.size}`;
  }

  #claim(name: string): string {
    if (this.#names.has(name)) throw new Error(`The graph already has a tensor named "${name}".`);
    this.#names.add(name);
    return name;
  }
}
