/** The weights that a run of page layout starts from. */
import type { LayoutModel } from '../model/index.js';
import type { LayoutNetwork } from '../network/index.js';

/** Weights of the layer that gives maps of probabilities: for each pixel of a 2×2 block all maps, one after the other. */
const mapLayer = /^probabilities\./;
const pixelsOfBlock = 4;

/** Fresh weights, with those of `from` wherever it has them of the same size; of the maps those of the same name. */
export function layoutStart(network: LayoutNetwork, seed: number, from?: LayoutModel): Map<string, Float32Array> {
  const weights = network.initialWeights(seed);
  for (const { name, size } of network.parameters) {
    const learnt = from?.weights.get(name);
    const fresh = weights.get(name);
    if (!from || !learnt || !fresh) continue;
    if (mapLayer.test(name)) carryMaps(fresh, learnt, network.maps, from.network.maps);
    else if (learnt.length === size) fresh.set(learnt);
  }
  return weights;
}

/** Weights of each map stand together, those of the inputs for a channel. */
function carryMaps(
  fresh: Float32Array,
  learnt: Float32Array,
  maps: readonly string[],
  learntMaps: readonly string[],
): void {
  const inputs = fresh.length / (pixelsOfBlock * maps.length);
  if (learnt.length / (pixelsOfBlock * learntMaps.length) !== inputs) return;
  for (let pixel = 0; pixel < pixelsOfBlock; pixel++) {
    for (const [to, name] of maps.entries()) {
      const from = learntMaps.indexOf(name);
      if (from < 0) continue;
      const source = (pixel * learntMaps.length + from) * inputs;
      fresh.set(learnt.subarray(source, source + inputs), (pixel * maps.length + to) * inputs);
    }
  }
}
