/** A layout model that needs no training: it takes every dark place for a baseline, and all writing for equally high. */
import { constant, conv2d, input, sigmoid, spaceToDepth, writeOnnx } from '../src/graph/index.js';
import { LayoutNetwork } from '../src/network/index.js';

export const seerSpec = { channels: [4, 4, 4], reach: 3, regionTypes: ['marginalia'] };
const { maps, heights } = new LayoutNetwork(seerSpec);
export const seerMetadata = {
  ductus: JSON.stringify({
    kind: 'layout',
    formatVersion: 1,
    layout: { spec: seerSpec, ascender: 20, maps, heights },
    provenance: {},
    metrics: {},
  }),
};

/** @param ascender pixels of the network's image, whatever its scale */
export function seer(ascender: number): Uint8Array {
  const halves = spaceToDepth(input('image', 'float32', ['B', 1, '8*h', '8*w']), 2);
  const filters = (maps: number, first: number) =>
    constant(
      Float32Array.from({ length: 4 * maps }, (_, at) => (at < 4 ? first : 0)),
      [maps, 4, 1, 1],
    );
  const maps = sigmoid(conv2d(halves, filters(6, 5), constant(Float32Array.of(-10, -20, -20, -20, -20, -20))));
  const heights = conv2d(halves, filters(2, 0), constant(Float32Array.of(Math.log2(ascender), Math.log2(7))));
  return writeOnnx({ outputs: { maps, heights }, metadata: seerMetadata });
}
