// Neural networks in plain TypeScript, trained by ONNX Runtime: a network is a list of layers; from it come the graphs of a
// training step, and the one that is the model.
export { differentiate } from './graph/gradients.js';
export { type ElementType, formatShape, Graph, type Shape, sizeOf, type Tensor } from './graph/graph.js';
export * as operators from './graph/operators.js';
export { exportModel } from './inference/export-model.js';
export { foldBatchNorm, type TrainedNetwork } from './inference/fold-batch-norm.js';
export { buildInferenceGraph } from './inference/inference-graph.js';
export * from './layers.js';
export { encodeModel } from './onnx/encode-model.js';
export * from './optimizers.js';
export { countParameters, initializeParameters, type ParameterSpec, type Parameters } from './parameters.js';
export * from './schedules.js';
export { parametersOf } from './shapes.js';
export { buildGradientGraph } from './step/gradient-graph.js';
export type {
  Augment,
  Augmentation,
  Checkpoint,
  Dataset,
  EpochReport,
  Score,
  Snapshot,
  StepReport,
} from './training/messages.js';
export { checkpointParameters, DivergenceError, type TrainOptions, type TrainResult, train } from './training/train.js';
