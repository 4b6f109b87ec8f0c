/** npm run bench [-- NAME…] [--peers PYTHON] [--json FILE] [--rounds N]: see bench/README.md. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Network } from '../src/network/index.js';
import { coreCount, createSession, int64 } from '../src/platform/index.js';
import { multiplyAdds } from './cost.js';
import { beams, ctcLosses } from './ctc.js';
import { type Candidate, gemm, machine, measure, type Timing } from './measure.js';
import { fixedSpec, networks, trainingStep } from './train.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, peers: { type: 'string' }, rounds: { type: 'string', default: '15' } },
});
const threads = coreCount();

async function inference(batch: number, width: number): Promise<Candidate> {
  const classes = 80;
  const network = new Network(fixedSpec, classes);
  const session = await createSession(network.inferenceGraph(network.initialWeights(1)), { threads });
  const feeds = {
    image: { data: Float32Array.from({ length: batch * 48 * width }, Math.random), shape: [batch, 1, 48, width] },
    widths: int64(new Array<number>(batch).fill(width)),
  };
  return {
    name: `recognise, fixed network, batch ${batch}`,
    flops: 2 * batch * multiplyAdds(fixedSpec, classes, width),
    lines: batch,
    run: async () => {
      await session.run(feeds);
    },
    dispose: () => session.dispose(),
  };
}

const suites: Readonly<Record<string, () => Promise<readonly Candidate[]>>> = {
  gemm: async () => [await gemm(256, threads), await gemm(1024, threads), await gemm(1024, 1)],
  train: async () => [
    await gemm(1024, threads),
    await trainingStep({
      name: 'train, fixed, 16 × 768 px',
      spec: fixedSpec,
      batch: 16,
      width: 768,
      spread: 0,
      threads,
    }),
    await trainingStep({
      name: 'train, fixed, widths ± 20%',
      spec: fixedSpec,
      batch: 16,
      width: 768,
      spread: 0.2,
      threads,
    }),
    await inference(8, 768),
  ],
  networks: async () => [
    await gemm(1024, threads),
    ...(await Promise.all(
      Object.entries(networks).map(([name, spec]) =>
        trainingStep({ name: `train, ${name}, 8 × 768 px`, spec, batch: 8, width: 768, spread: 0, threads }),
      ),
    )),
  ],
  recognize: async () => [
    await gemm(1024, threads),
    await inference(1, 768),
    await inference(8, 768),
    await inference(32, 768),
  ],
  ctc: () => ctcLosses(values.peers),
  beam: () => beams(values.peers),
};

const chosen = positionals.length > 0 ? positionals : Object.keys(suites);
const unknown = chosen.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`bench: unknown part ${unknown.join(', ')}; there are ${Object.keys(suites).join(', ')}`);
  process.exit(2);
}

const results: Record<string, readonly Timing[]> = {};
console.log(JSON.stringify(machine()));
for (const name of chosen) {
  const timings = await measure(await (suites[name] as () => Promise<readonly Candidate[]>)(), Number(values.rounds));
  results[name] = timings;
  const limit = timings.find((timing) => timing.name.startsWith(`gemm 1024³, ${threads} `))?.gflops ?? 0;
  console.log(`\n${name}`);
  let group: string | undefined;
  for (const t of timings) {
    if (t.group !== group) console.log(t.group);
    group = t.group;
    if (t.ratio !== undefined) {
      const times = `min ${t.minMs.toFixed(2)} median ${t.medianMs.toFixed(2)} ms`;
      console.log(`  ${t.name.padEnd(34)} ${times}  ${t.ratio.toFixed(2)} × the first`);
      continue;
    }
    const share = limit > 0 ? ` ${((100 * t.gflops) / limit).toFixed(0)}% of gemm` : '';
    const rate = t.linesPerSecond === undefined ? '' : ` ${t.linesPerSecond.toFixed(1)} lines/s`;
    const pixel = t.nsPerPixel === undefined ? '' : ` ${t.nsPerPixel.toFixed(1)} ns/pixel`;
    console.log(
      `${t.name.padEnd(36)} min ${t.minMs.toFixed(1)} median ${t.medianMs.toFixed(1)} ms ${t.gflops.toFixed(1)} GFLOPS${share}${rate}${pixel}`,
    );
  }
}
if (values.json !== undefined) {
  await writeFile(values.json, `${JSON.stringify({ machine: machine(), results }, null, 2)}\n`);
}
