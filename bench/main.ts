/** npm run bench [-- NAME…] [--peers PYTHON] [--json FILE] [--rounds N]: see bench/README.md. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Network } from '../src/network/index.js';
import { coreCount, createSession, int64 } from '../src/platform/index.js';
import { multiplyAdds } from './cost.js';
import { beams, ctcLosses } from './ctc.js';
import { loading } from './data.js';
import { type Candidate, gemm, machine, measure, type Timing } from './measure.js';
import { startPeers } from './peers.js';
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
    group: `read ${batch}`,
    flops: 2 * batch * multiplyAdds(fixedSpec, classes, width),
    lines: batch,
    run: async () => {
      await session.run(feeds);
    },
    dispose: () => session.dispose(),
  };
}

const peers = await startPeers(values.peers, 'train.py');

/** The same work in PyTorch, where there is one; `none` or one candidate. */
function inPyTorch(task: string, group: string, batch: number, width: number): readonly Candidate[] {
  if (!peers.names.includes(task)) return [];
  const run = () => peers.run(task, batch, width);
  return [{ name: `PyTorch, ${task}`, group, flops: 0, lines: batch, run, dispose: async () => {} }];
}

async function step(name: string, spec: string, batch: number, spread = 0): Promise<Candidate> {
  const widths = spread > 0 ? `widths ± ${100 * spread}%` : `${batch} × 768 px`;
  const made = await trainingStep({ name: `train, ${name}, ${widths}`, spec, batch, width: 768, spread, threads });
  return { ...made, group: `train ${name}` };
}

const suites: Readonly<Record<string, () => Promise<readonly Candidate[]>>> = {
  gemm: async () => [await gemm(256, threads), await gemm(1024, threads), await gemm(1024, 1)],
  train: async () => [
    await gemm(1024, threads),
    await step('fixed', fixedSpec, 16),
    await step('fixed', fixedSpec, 16, 0.2),
    ...inPyTorch('train:fixed', 'train fixed', 16, 768),
    await inference(8, 768),
    ...inPyTorch('read:fixed', 'read 8', 8, 768),
  ],
  networks: async () => [
    await gemm(1024, threads),
    ...(
      await Promise.all(
        Object.entries(networks).map(async ([name, spec]) => [
          await step(name, spec, 8),
          ...inPyTorch(`train:${name}`, `train ${name}`, 8, 768),
        ]),
      )
    ).flat(),
  ],
  recognize: async () => [
    await gemm(1024, threads),
    ...(
      await Promise.all(
        [1, 8, 32].map(async (batch) => [
          await inference(batch, 768),
          ...inPyTorch('read:fixed', `read ${batch}`, batch, 768),
        ]),
      )
    ).flat(),
  ],
  ctc: () => ctcLosses(values.peers),
  beam: () => beams(values.peers),
  data: loading,
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
    if (t.group !== undefined && t.group !== group) console.log(`  ${t.group}`);
    group = t.group;
    const share = limit > 0 && t.gflops > 0 ? `  ${((100 * t.gflops) / limit).toFixed(0)}% of gemm` : '';
    const gflops = t.gflops > 0 ? `  ${t.gflops.toFixed(1)} GFLOPS` : '';
    const rate = t.linesPerSecond === undefined ? '' : `  ${t.linesPerSecond.toFixed(1)} lines/s`;
    const pixel = t.nsPerPixel === undefined ? '' : `  ${t.nsPerPixel.toFixed(1)} ns/pixel`;
    const ratio = t.ratio === undefined ? '' : `  ${t.ratio.toFixed(2)} × the first`;
    const time = `min ${t.minMs.toFixed(2)} median ${t.medianMs.toFixed(2)} ms`;
    console.log(`    ${t.name.padEnd(36)} ${time}${gflops}${share}${rate}${pixel}${ratio}`);
  }
}
await peers.dispose();
if (values.json !== undefined) {
  await writeFile(values.json, `${JSON.stringify({ machine: machine(), results }, null, 2)}\n`);
}
