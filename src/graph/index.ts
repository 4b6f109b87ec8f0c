/** The differentiable graph: tensors, operators with their gradients, and ONNX files. */
export * from './gradient.js';
export * from './onnx.js';
export * from './operators/conv.js';
export * from './operators/dropout.js';
export * from './operators/elementwise.js';
export * from './operators/gru.js';
export { fusedLstm, lstm } from './operators/lstm.js';
export * from './operators/matmul.js';
export * from './operators/pool.js';
export type { Direction, RecurrentOptions, RecurrentWeights } from './operators/recurrent.js';
export { directionCount, recurrentOutput } from './operators/recurrent.js';
export * from './operators/reduce.js';
export * from './operators/scan.js';
export * from './operators/shape.js';
export * from './operators/softmax.js';
export * from './operators/sru.js';
export * from './operators/standardise.js';
export * from './tensor.js';
