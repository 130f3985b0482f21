// Writes a graph as an ONNX model, with the code generated from the official schema (proto/onnx.proto).
import { create, toBinary } from '@bufbuild/protobuf';
import type { Attribute, Constant, ElementType, Graph, Node, Tensor } from '../graph/graph.js';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from './onnx_pb.js';

/** Operator set 17 (ONNX 1.12): every runtime in use reads it. */
const OPSET = 17n;
const IR_VERSION = 8n;

const dataTypes: Readonly<Record<ElementType, TensorProto_DataType>> = {
  float32: TensorProto_DataType.FLOAT,
  int64: TensorProto_DataType.INT64,
  bool: TensorProto_DataType.BOOL,
};

function encodeAttribute(name: string, value: Attribute) {
  const encoded =
    typeof value === 'string'
      ? { type: AttributeProto_AttributeType.STRING, s: new TextEncoder().encode(value) }
      : typeof value === 'number'
        ? { type: AttributeProto_AttributeType.INT, i: BigInt(value) }
        : { type: AttributeProto_AttributeType.INTS, ints: value.map(BigInt) };
  return create(AttributeProtoSchema, { name, ...encoded });
}

function encodeNode(node: Node) {
  return create(NodeProtoSchema, {
    opType: node.operator,
    name: node.output.name,
    input: node.inputs.map((input) => input.name),
    output: [node.output.name],
    attribute: Object.entries(node.attributes).map(([name, value]) => encodeAttribute(name, value)),
  });
}

function encodeConstant({ tensor, data }: Constant) {
  return create(TensorProtoSchema, {
    name: tensor.name,
    dims: tensor.shape.map(BigInt),
    dataType: dataTypes[tensor.type],
    // Little-endian, as ONNX asks and every machine that runs Node has it.
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  });
}

function encodeValue(tensor: Tensor, freeBatch: boolean) {
  const dim = tensor.shape.map((side, axis) =>
    create(TensorShapeProto_DimensionSchema, {
      value: freeBatch && axis === 0 ? { case: 'dimParam', value: 'N' } : { case: 'dimValue', value: BigInt(side) },
    }),
  );
  const type = create(TypeProto_TensorSchema, {
    elemType: dataTypes[tensor.type],
    shape: create(TensorShapeProtoSchema, { dim }),
  });
  return create(ValueInfoProtoSchema, {
    name: tensor.name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: type } }),
  });
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
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: OPSET })],
    graph: create(GraphProtoSchema, {
      name,
      node: graph.nodes.map(encodeNode),
      initializer: graph.constants.map(encodeConstant),
      input: graph.inputs.map(value),
      output: graph.outputs.map(value),
    }),
  });
  return toBinary(ModelProtoSchema, model);
}
