/** npm run bench [-- NAME…] [--peers PYTHON] [--json FILE] [--rounds N] [--layout MODEL] [--pages FILES]: see bench/README.md. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { known } from '../src/known.js';
import { coreCount } from '../src/runtime/index.js';
import { growth } from './cost.js';
import { beams, ctcLosses } from './ctc.js';
import { loading } from './data.js';
import { type Candidate, gemm, machine, measure, type Timing, tallGemm } from './measure.js';
import { memory, printMemory } from './memory.js';
import { BenchPages } from './pages.js';
import { startPeers } from './peers.js';
import { printProfile, profiles } from './profile.js';
import { BenchModels, inference, reading, start } from './read.js';
import { tensorflowJs } from './tfjs.js';
import { fixedSpec, networks, trainingStep } from './train.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    layout: { type: 'string' },
    pages: { type: 'string', multiple: true },
    peers: { type: 'string' },
    rounds: { type: 'string', default: '15' },
  },
});
const threads = coreCount();
const peers = await startPeers(values.peers, 'train.py');
const models = new BenchModels();
const files = values.pages ?? [join(process.env.DUCTUS_SHARED ?? '../shared', 'pages', '*', 'val', '*.jpg')];
const pages = new BenchPages({ threads, layout: values.layout, files });

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

/** Candidates that take turns. */
type Suite = () => Promise<readonly Candidate[]>;

/** Parts that are timings: one suite, or several in turn. */
const suites: Readonly<Record<string, Suite | readonly Suite[]>> = {
  gemm: async () => [
    await gemm(256, threads),
    await gemm(1024, threads),
    await gemm(1024, 1),
    await tallGemm(6144, 288, 512, threads),
    await tallGemm(6144, 288, 512, 1),
  ],
  train: async () => [
    await gemm(1024, threads),
    await step('fixed', fixedSpec, 16),
    await step('fixed', fixedSpec, 16, 0.2),
    ...inPyTorch('train:fixed', 'train fixed', 16, 768),
    await inference(models, 8, threads, 'float32'),
    ...inPyTorch('read:fixed', 'network alone, batch 8', 8, 768),
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
  recognize: reading(models, threads, peers),
  pages: pages.suites(),
  start: () => start(models),
  ctc: () => ctcLosses(values.peers),
  beam: () => beams(values.peers),
  data: loading,
  cost: () => growth(threads),
  tfjs: () => tensorflowJs(threads),
};

/** Parts that are something else. */
const reports: Readonly<Record<string, () => Promise<readonly unknown[]>>> = {
  profile: async () => {
    const all = await profiles();
    all.forEach(printProfile);
    return all;
  },
  memory: async () => {
    const all = await memory();
    all.forEach(printMemory);
    return all;
  },
};

/** They take minutes each and run only by their names. */
const long = ['memory', 'tfjs', 'cost', 'pages'];
const names = [...Object.keys(suites), ...Object.keys(reports)];
const chosen = positionals.length > 0 ? positionals : names.filter((name) => !long.includes(name));
const unknown = chosen.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`bench: unknown part ${unknown.join(', ')}; there are ${names.join(', ')}`);
  process.exit(2);
}

function print(timings: readonly Timing[]): void {
  const limit = timings.find((timing) => timing.name.startsWith(`gemm 1024³, ${threads} `))?.gflops ?? 0;
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
    const details = Object.entries(t.details ?? {}).map(([name, value]) => `  ${name} ${value}`);
    console.log(`    ${t.name.padEnd(36)} ${time}${gflops}${share}${rate}${pixel}${ratio}${details.join('')}`);
  }
}

const results: Record<string, readonly unknown[]> = {};
console.log(JSON.stringify(machine()));
for (const name of chosen) {
  const report = reports[name];
  console.log(`\n${name}`);
  if (report) {
    results[name] = await report();
    continue;
  }
  const all: Timing[] = [];
  for (const suite of [known(suites[name], 'a part of each name')].flat()) {
    const timings = await measure(await suite(), Number(values.rounds));
    print(timings);
    all.push(...timings);
  }
  results[name] = all;
}
await peers.dispose();
await models.dispose();
await pages.dispose();
if (values.json !== undefined) {
  await writeFile(values.json, `${JSON.stringify({ machine: machine(), results }, null, 2)}\n`);
}
