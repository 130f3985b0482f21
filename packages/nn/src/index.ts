// Neural networks in plain TypeScript, trained by ONNX Runtime: a network is a list of layers; from it come one graph
// that is a whole training step, and one that is the model.
export { exportModel } from './export-model.js';
export { differentiate } from './graph/gradients.js';
export { type ElementType, formatShape, Graph, type Shape, sizeOf, type Tensor } from './graph/graph.js';
export * as operators from './graph/operators.js';
export { buildInferenceGraph } from './inference-graph.js';
export * from './layers.js';
export { parametersOf } from './network.js';
export { decodeParameters } from './onnx/decode-parameters.js';
export { encodeModel } from './onnx/encode-model.js';
export { adam, type Optimizer, sgd } from './optimizers.js';
export { countParameters, initializeParameters, type ParameterSpec, type Parameters } from './parameters.js';
export type { Dataset, EpochReport, Score, Snapshot, StepReport } from './training/messages.js';
export { DivergenceError, type TrainOptions, type TrainResult, train } from './training/train.js';
export { buildTrainingGraph } from './training-graph.js';
