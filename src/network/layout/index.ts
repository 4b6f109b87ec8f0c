/** From a page to maps of lines and regions: a network, its losses, its graphs. */
export { LayoutNetwork } from './layout-network.js';
export { defaultLayoutSpec, type LayoutSpec } from './layout-spec.js';
