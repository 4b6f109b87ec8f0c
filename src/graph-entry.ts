/**
 * ductus/graph: build your own networks. Tensors and operators with gradients, ONNX files, VGSL networks and the CTC
 * loss as a graph.
 */
export * from './graph/index.js';
export {
  type CtcInputs,
  ctcLoss,
  Network,
  type ParameterInfo,
  parseVgsl,
  type Specification,
  VgslError,
} from './network/index.js';
