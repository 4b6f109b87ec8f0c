/** From a VGSL specification to graphs that train and graphs that read. */
export { type CtcInputs, ctcLoss } from './ctc-head.js';
export type { Int8 } from './int8.js';
export { Network } from './network.js';
export {
  denseLayer,
  type LstmLayerOptions,
  lstmLayer,
  type ParameterInfo,
  Parameters,
} from './parameters.js';
export { parseVgsl, type Specification, VgslError, withLineHeight, withOutput } from './vgsl.js';
