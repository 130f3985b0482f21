// A computation graph of ONNX operators with static shapes, built node by node in topological order.
// https://onnx.ai/onnx/repo-docs/IR.html

export type ElementType = 'float32' | 'int64' | 'uint8' | 'bool';
export type Shape = readonly number[];

/** A value in a graph: an output of a node, an input of the graph, or a constant. */
export interface Tensor {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
}

/** Attributes are integers, lists of integers, floats (marked as such) or strings: no operator here needs more. */
export type Attribute = number | readonly number[] | string | { readonly float: number };
export type Attributes = Readonly<Record<string, Attribute>>;

export interface Node {
  readonly operator: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
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

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((side, i) => side === b[i]);

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
    const output = { ...tensor, name: this.#claim(name) };
    this.nodes.push({ operator: 'Identity', inputs: [tensor], outputs: [output], attributes: {} });
    this.outputs.push(output);
    return output;
  }

  /** A float32 constant: weights at inference, factors. `shape` defaults to a scalar. */
  constant(data: Float32Array | number, shape: Shape = [], name?: string): Tensor {
    const values = typeof data === 'number' ? Float32Array.of(data) : data;
    return this.#addConstant({ name: name ?? this.#unused('constant'), type: 'float32', shape }, values);
  }

  /** A constant list of integers: shapes, axes, row numbers. */
  integers(values: readonly number[], shape: Shape = [values.length]): Tensor {
    const data = BigInt64Array.from(values, BigInt);
    return this.#addConstant({ name: this.#unused('integers'), type: 'int64', shape }, data);
  }

  /** Adds a node of one output; `shape` is its output's, which the functions in operators.ts infer. */
  add(
    operator: string,
    inputs: readonly Tensor[],
    shape: Shape,
    { attributes = {}, type = 'float32' }: { attributes?: Attributes; type?: ElementType } = {},
  ): Tensor {
    const output: Tensor = { name: this.#claim(this.#unused(operator.toLowerCase())), type, shape };
    this.nodes.push({ operator, inputs, outputs: [output], attributes });
    return output;
  }

  /** Adds a node of several outputs, all float32. */
  addMany(operator: string, inputs: readonly Tensor[], shapes: readonly Shape[], attributes: Attributes): Tensor[] {
    const outputs = shapes.map<Tensor>((shape) => ({
      name: this.#claim(this.#unused(operator.toLowerCase())),
      type: 'float32',
      shape,
    }));
    this.nodes.push({ operator, inputs, outputs, attributes });
    return outputs;
  }

  #addConstant(tensor: Tensor, data: Float32Array | BigInt64Array): Tensor {
    if (data.length !== sizeOf(tensor.shape)) {
      throw new RangeError(`A constant of shape ${formatShape(tensor.shape)} cannot hold ${data.length} values.`);
    }
    this.#claim(tensor.name);
    this.constants.push({ tensor, data });
    return tensor;
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
