// Reads the weights back out of an exported ONNX model.
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataType } from '../onnx/onnx_pb.js';
import type { Parameters } from '../parameters.js';

/**
 * The named weights of an ONNX model that this package wrote.
 * @throws Error when the bytes are no ONNX model.
 */
export function decodeParameters(model: Uint8Array): Parameters {
  const initializers = fromBinary(ModelProtoSchema, model).graph?.initializer ?? [];
  const isParameter = /^\d+(\.\d+)*\.(weight|bias)$/;
  return Object.fromEntries(
    initializers
      .filter(({ name, dataType }) => isParameter.test(name) && dataType === TensorProto_DataType.FLOAT)
      // Copied, since a Float32Array must start at a multiple of 4 bytes.
      .map(({ name, rawData }) => [name, new Float32Array(Uint8Array.from(rawData).buffer)]),
  );
}
