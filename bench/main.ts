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
import {
  fixedSpec,
  networks,
  readingInPyTorch,
  realBatches,
  stepInPyTorch,
  trainingStep,
  widthsAround,
} from './train.js';

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

/** A step beside PyTorch's. */
async function step(name: string, spec: string, widths: readonly number[]): Promise<readonly Candidate[]> {
  const group = `train ${name}`;
  const ours = await trainingStep({ name: `train, ${name}`, spec, widths, threads });
  return [{ ...ours, group }, ...stepInPyTorch(peers, group, spec, widths)];
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
    ...(await step('fixed, 16 × 768 px', fixedSpec, widthsAround(768, 16))),
    ...(await step('fixed, 16, widths ± 20%', fixedSpec, widthsAround(768, 16, 0.2))),
    await inference(models, 8, threads, 'float32'),
    ...readingInPyTorch(peers, 'network alone, batch 8', fixedSpec, widthsAround(768, 8)),
  ],
  real: realBatches(threads).map(({ name, spec, widths }) => async () => [
    await gemm(1024, threads),
    ...(await step(name, spec, widths)),
  ]),
  networks: async () => [
    await gemm(1024, threads),
    ...(
      await Promise.all(
        Object.entries(networks).map(([name, spec]) => step(`${name}, 8 × 768 px`, spec, widthsAround(768, 8))),
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
const long = ['real', 'memory', 'tfjs', 'cost', 'pages'];
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
