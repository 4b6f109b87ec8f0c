/**
 * ductus/graph: build your own networks. Tensors and operators with gradients, layers, the CTC loss as a graph,
 * optimisers, ONNX files, VGSL networks. Start with `Program`.
 */
export * from './graph/index.js';
export {
  type CtcInputs,
  ctcLoss,
  denseLayer,
  type LstmLayerOptions,
  lstmLayer,
  Network,
  type ParameterInfo,
  Parameters,
  parseVgsl,
  type Specification,
  VgslError,
} from './network/index.js';
export { Random } from './random/index.js';
export { createSession, int64, type RuntimeTensor, type Session } from './runtime/index.js';
export {
  AdamW,
  type Layout,
  type OptimizerOptions,
  type OptimizerState,
  Program,
  type ProgramOptions,
  type ProgramRun,
  plainAdam,
} from './training/index.js';
