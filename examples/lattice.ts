/** tsx examples/lattice.ts MODEL IMAGE TEXT OUT.svg: the alignment of a line's text, as in docs/ctc.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { renderLattice } from '../src/evaluation/index.js';
import { prepareLine } from '../src/image/index.js';
import { inputOf, readModel } from '../src/model/index.js';
import { createSession, decodeImage, int64 } from '../src/runtime/index.js';

const [path, image, text, out] = process.argv.slice(2);
if (path === undefined || image === undefined || text === undefined || out === undefined) {
  console.error('usage: tsx examples/lattice.ts MODEL IMAGE TEXT OUT.svg');
  process.exit(2);
}
const bytes = await readFile(path);
const model = readModel(bytes, path);
const { alphabet, network } = model;
const line = prepareLine(await decodeImage(image), inputOf(model));
const session = await createSession(bytes, { threads: 1 });
const { logProbs, lengths } = await session.run({
  image: { data: Float32Array.from(line.data, (ink) => ink / 255), shape: [1, 1, line.height, line.width] },
  widths: int64([line.width]),
});
const frames = Number(lengths?.data[0]);
const svg = renderLattice({
  logProbs: logProbs?.data as Float32Array,
  classes: network.classes,
  frames,
  labels: alphabet.encode(text),
  texts: [...text],
});
await writeFile(out, svg);
console.log(`${out}: ${frames} frames, ${[...text].length} characters`);
await session.dispose();
