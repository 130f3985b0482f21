// Writes a graph as an ONNX model, with the code generated from the schema (proto/onnx.proto).
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { Attribute, ElementType, Graph, Tensor } from '../graph/graph.js';
import {
  AttributeProto_AttributeType,
  type AttributeProtoSchema,
  ModelProtoSchema,
  TensorProto_DataType,
  type ValueInfoProtoSchema,
} from './onnx_pb.js';

/** Operator set 17 (ONNX 1.12): every runtime in use reads it. */
const OPSET = 17n;
const IR_VERSION = 8n;

const dataTypes: Readonly<Record<ElementType, TensorProto_DataType>> = {
  float32: TensorProto_DataType.FLOAT,
  int64: TensorProto_DataType.INT64,
  uint8: TensorProto_DataType.UINT8,
  bool: TensorProto_DataType.BOOL,
};

function encodeAttribute(name: string, value: Attribute): MessageInitShape<typeof AttributeProtoSchema> {
  const { INT, INTS, FLOAT, STRING } = AttributeProto_AttributeType;
  if (typeof value === 'number') return { name, type: INT, i: BigInt(value) };
  if (typeof value === 'string') return { name, type: STRING, s: new TextEncoder().encode(value) };
  return 'float' in value ? { name, type: FLOAT, f: value.float } : { name, type: INTS, ints: value.map(BigInt) };
}

function encodeValue({ name, type, shape }: Tensor, freeBatch: boolean): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = shape.map((side, axis) => ({
    value:
      freeBatch && axis === 0
        ? { case: 'dimParam' as const, value: 'N' }
        : { case: 'dimValue' as const, value: BigInt(side) },
  }));
  return { name, type: { value: { case: 'tensorType', value: { elemType: dataTypes[type], shape: { dim } } } } };
}

/**
 * The bytes of an ONNX model.
 * @param options `freeBatch`: names of inputs and outputs whose first side may be any number; `name`: the graph's.
 */
export function encodeModel(
  graph: Graph,
  { name, freeBatch = [] }: { name: string; freeBatch?: readonly string[] },
): Uint8Array {
  const value = (tensor: Tensor) => encodeValue(tensor, freeBatch.includes(tensor.name));
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: 'mnist-digit-classifier',
    opsetImport: [{ domain: '', version: OPSET }],
    graph: {
      name,
      node: graph.nodes.map(({ operator, inputs, outputs, attributes }) => ({
        opType: operator,
        name: outputs[0]?.name ?? '',
        input: inputs.map((tensor) => tensor.name),
        output: outputs.map((tensor) => tensor.name),
        attribute: Object.entries(attributes).map(([key, attribute]) => encodeAttribute(key, attribute)),
      })),
      initializer: graph.constants.map(({ tensor, data }) => ({
        name: tensor.name,
        dims: tensor.shape.map(BigInt),
        dataType: dataTypes[tensor.type],
        // Little-endian, as ONNX asks and every machine that runs Node has it.
        rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      })),
      input: graph.inputs.map(value),
      output: graph.outputs.map(value),
    },
  });
  return toBinary(ModelProtoSchema, model);
}
