/** From a VGSL specification to graphs that train and graphs that read. */
export { type CtcInputs, ctcLoss } from './ctc-head.js';
export { dropoutSeed, Network, type ParameterInfo } from './network.js';
export { parseVgsl, type Specification, VgslError, withOutput } from './vgsl.js';
