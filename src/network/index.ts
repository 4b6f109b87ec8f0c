/** From a VGSL specification to graphs that train and graphs that read. */

export { type CtcInputs, ctcLoss } from './heads/ctc-loss.js';
export type { Int8 } from './int8.js';
export { batchNormBy } from './layers/layer.js';
export { denseLayer, type LstmLayerOptions, lstmLayer } from './layers-by-hand.js';
export { defaultLayoutSpec, LayoutNetwork, type LayoutSpec } from './layout/index.js';
export { Network } from './network.js';
export { type ParameterInfo, Parameters } from './parameters.js';
export { withLineHeight, withOutput } from './rewrite.js';
export { parseVgsl, type Specification, VgslError } from './vgsl.js';
