/** Reading: the network alone, and from image files to texts; float32 and 8 bits; beside PyTorch and Tesseract. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { imageName, Loader, type Sample } from '../src/dataset/index.js';
import { openDataset } from '../src/dataset/node.js';
import { augmentationOf, plainPreprocessing, resample } from '../src/image/index.js';
import { known } from '../src/known.js';
import { readModel, writeModel } from '../src/model/index.js';
import { Network } from '../src/network/index.js';
import { Random } from '../src/random/index.js';
import { quantize, Recognizer, readSamples } from '../src/recognition/index.js';
import { createSession, encodePng, int64, startSession } from '../src/runtime/index.js';
import { createDrawer, openFonts, openLanguage, phrase } from '../src/synthesis/node.js';
import { Alphabet, usualRules } from '../src/text/index.js';
import { type Candidate, gemm } from './measure.js';
import { multiplyAdds } from './multiply-adds.js';
import type { Peers } from './peers.js';
import { classes, fixedSpec, readingInPyTorch, widthsAround } from './train.js';

const height = 48;
const width = 768;
/** So many that the first batch, which must be decoded before anything is read, does not count. */
const lineCount = 192;
/** Tesseract takes a quarter of a second for each. */
const tesseractLines = 16;

/** Drawn lines as PNG files of 48 × 768 px with their texts: the fixed network's usual input. */
async function drawnLines(folder: string): Promise<readonly Sample[]> {
  const [font] = await openFonts(['patrick-hand']);
  const draw = await createDrawer();
  const english = await openLanguage('english');
  const random = new Random('bench');
  const look = { lineHeight: 64, degradation: augmentationOf(0) };
  for (let i = 0; i < lineCount; i++) {
    const text = phrase(english, { least: 38, most: 50 }, random);
    const drawn = draw(text, font as NonNullable<typeof font>, look, i);
    const step = { x: drawn.width / width, y: drawn.height / height };
    const image = resample(drawn, {
      columnX: Float64Array.from({ length: width }, (_, x) => (x + 0.5) * step.x - 0.5),
      columnY: new Float64Array(width),
      rowX: new Float64Array(height),
      rowY: Float64Array.from({ length: height }, (_, y) => (y + 0.5) * step.y - 0.5),
    });
    await writeFile(join(folder, `${i}.png`), await encodePng(image));
    await writeFile(join(folder, `${i}.gt.txt`), `${text}\n`);
  }
  return (await openDataset([folder])).samples;
}

interface Models {
  readonly float32: Uint8Array;
  readonly int8: Uint8Array;
  readonly samples: readonly Sample[];
  readonly folder: string;
}

/** The fixed network with random weights, in both precisions, and lines for it; made when first asked for. */
export class BenchModels {
  private made: Promise<Models> | undefined;

  get(): Promise<Models> {
    this.made ??= this.make();
    return this.made;
  }

  private async make(): Promise<Models> {
    const folder = await mkdtemp(join(tmpdir(), 'ductus-bench-'));
    const samples = await drawnLines(folder);
    const alphabet = new Alphabet(Array.from({ length: classes - 1 }, (_, i) => String.fromCodePoint(0x4e00 + i)));
    const network = new Network(fixedSpec, classes);
    const weights = network.initialWeights(1);
    const float32 = writeModel({
      network,
      alphabet,
      weights,
      text: usualRules,
      preprocessing: plainPreprocessing,
      provenance: {},
      metrics: {},
    });
    const loader = new Loader(1);
    const int8 = await quantize(readModel(float32), samples, loader);
    await loader.dispose();
    return { float32, int8, samples, folder };
  }

  async dispose(): Promise<void> {
    if (this.made) await rm((await this.made).folder, { recursive: true, force: true });
  }
}

type Precision = 'float32' | 'int8';

/** The network alone: one run of the session. */
export async function inference(
  models: BenchModels,
  batch: number,
  threads: number,
  precision: Precision,
): Promise<Candidate> {
  const session = await createSession((await models.get())[precision], { threads });
  const feeds = {
    image: {
      data: Float32Array.from({ length: batch * height * width }, Math.random),
      shape: [batch, 1, height, width],
    },
    widths: int64(new Array<number>(batch).fill(width)),
  };
  return {
    name: `${precision}, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
    group: `network alone, batch ${batch}`,
    flops: 2 * batch * multiplyAdds(fixedSpec, classes, width),
    lines: batch,
    run: async () => {
      await session.run(feeds);
    },
    dispose: () => session.dispose(),
  };
}

/** Single-threaded sessions side by side, a batch each: how many lines are read. */
async function sideBySide(
  models: BenchModels,
  batch: number,
  threads: number,
  precision: Precision,
): Promise<Candidate> {
  const model = (await models.get())[precision];
  const sessions = await Promise.all(Array.from({ length: threads }, () => startSession({ model, threads: 1 })));
  const image = Float32Array.from({ length: batch * height * width }, Math.random);
  const feeds = () => ({
    image: { data: image.slice(), shape: [batch, 1, height, width] },
    widths: int64(new Array<number>(batch).fill(width)),
  });
  return {
    name: `${precision}, ${threads} sessions of 1 thread`,
    group: `network alone, batch ${batch}`,
    flops: 2 * threads * batch * multiplyAdds(fixedSpec, classes, width),
    lines: threads * batch,
    run: async () => {
      await Promise.all(sessions.map((session) => session.run(feeds())));
    },
    dispose: async () => {
      await Promise.all(sessions.map((session) => session.dispose()));
    },
  };
}

/** From files to texts: decoding, scaling, the network, CTC decoding. */
async function fromFiles(models: BenchModels, threads: number, precision: Precision): Promise<Candidate> {
  const { samples, ...bytes } = await models.get();
  const recognizer = await Recognizer.load(bytes[precision], { threads });
  const loader = new Loader(threads);
  return {
    name: `${precision}, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
    group: 'PNG files to texts',
    flops: 2 * lineCount * multiplyAdds(fixedSpec, classes, width),
    lines: lineCount,
    run: async () => {
      let read = 0;
      for await (const batch of readSamples(recognizer, samples, loader)) {
        read += batch.read.length;
        for (const { name, reason } of batch.skipped) throw new Error(`bench: ${name}: ${reason}`);
      }
      if (read !== lineCount) throw new Error(`bench: ${read} of ${lineCount} lines were read`);
    },
    dispose: async () => {
      await recognizer.dispose();
      await loader.dispose();
    },
  };
}

/** Tesseract reading the same files in one process, where it is installed. */
async function tesseract(models: BenchModels): Promise<readonly Candidate[]> {
  if (spawnSync('tesseract', ['--version']).status !== 0) return [];
  const { samples, folder } = await models.get();
  const list = join(folder, 'list.txt');
  await writeFile(
    list,
    samples
      .slice(0, tesseractLines)
      .map(({ image }) => `${imageName(image)}\n`)
      .join(''),
  );
  return [
    {
      name: 'Tesseract, fra, --psm 13',
      group: 'PNG files to texts',
      flops: 0,
      lines: tesseractLines,
      run: () => promisify(execFile)('tesseract', [list, join(folder, 'tesseract'), '-l', 'fra', '--psm', '13']),
      dispose: async () => {},
    },
  ];
}

/** The network alone with one size of batch. */
async function alone(models: BenchModels, batch: number, threads: number, peers: Peers): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = [await gemm(1024, threads)];
  for (const precision of ['float32', 'int8'] as const) {
    candidates.push(
      await inference(models, batch, threads, precision),
      await inference(models, batch, 1, precision),
      await sideBySide(models, batch, threads, precision),
    );
  }
  candidates.push(...readingInPyTorch(peers, `network alone, batch ${batch}`, fixedSpec, widthsAround(width, batch)));
  return candidates;
}

async function files(models: BenchModels, threads: number, peers: Peers): Promise<readonly Candidate[]> {
  return [
    await gemm(1024, threads),
    await fromFiles(models, threads, 'float32'),
    await fromFiles(models, 1, 'float32'),
    await fromFiles(models, threads, 'int8'),
    await fromFiles(models, 1, 'int8'),
    ...(peers.names.length > 0 ? await tesseract(models) : []),
  ];
}

/** One after the other, so that few sessions are there at a time: their threads disturb each other. */
export function reading(
  models: BenchModels,
  threads: number,
  peers: Peers,
): readonly (() => Promise<readonly Candidate[]>)[] {
  return [
    ...[1, 8, 32].map((batch) => () => alone(models, batch, threads, peers)),
    () => files(models, threads, peers),
  ];
}

/** A new process of the built command line until it has printed the text of one line, and until it has shown help. */
export async function start(models: BenchModels): Promise<readonly Candidate[]> {
  const { float32, int8, folder, samples } = await models.get();
  const bin = resolve('bin/ductus.js');
  const command = (name: string, ...args: readonly string[]): Candidate => ({
    name,
    group: 'process start to',
    flops: 0,
    run: () => promisify(execFile)(process.execPath, [bin, ...args]),
    dispose: async () => {},
  });
  const paths = { float32: join(folder, 'float32.onnx'), int8: join(folder, 'int8.onnx') };
  await writeFile(paths.float32, float32);
  await writeFile(paths.int8, int8);
  const line = imageName(known(samples[0], 'the first line').image);
  return [
    command('text of one line, float32', 'recognize', paths.float32, line),
    command('text of one line, int8', 'recognize', paths.int8, line),
    command('help', '--help'),
  ];
}
