/** What programs get wrong with the library, and what it takes by itself. */
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../src/files/index.js';
import { createSession } from '../src/graph-entry.js';
import { plainPreprocessing } from '../src/image/index.js';
import {
  DataError,
  evaluateModel,
  findDocuments,
  openDataset,
  Recognizer,
  ResultFolder,
  readDocuments,
  readImages,
  train,
} from '../src/index.js';
import { writeModel } from '../src/model/index.js';
import { Network } from '../src/network/index.js';
import { imageSize } from '../src/runtime/index.js';
import { Alphabet, usualRules } from '../src/text/index.js';
import { CtcPool } from './built-pool.js';
import { ductus } from './cli-runner.js';
import { drawLines, temporaryFolder, tinySpec } from './lines.js';

let folder: string;
let lines: string;
let model: string;
let image: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  lines = await drawLines(join(folder, 'lines'), 6);
  image = join(lines, 'doc0_000.png');
  model = join(folder, 'model.onnx');
  const alphabet = new Alphabet(['a', 'b']);
  const network = new Network(tinySpec, alphabet.classes);
  const [weights, text, preprocessing] = [network.initialWeights(1), usualRules, plainPreprocessing];
  await writeFile(model, writeModel({ network, alphabet, weights, text, preprocessing, provenance: {}, metrics: {} }));
});

afterAll(() => rm(folder, { recursive: true }));

describe('a string, or something else, in the place of a list of paths is refused before any file is touched', () => {
  const asList = (given: unknown) => given as readonly string[];
  const out = () => join(folder, 'never.onnx');
  it.each<[string, (given: unknown) => Promise<unknown>]>([
    ['data', (given) => openDataset(asList(given))],
    ['train: data', (given) => train({ data: asList(given), out: out() }).next()],
    ['train: val', (given) => train({ data: [lines], val: asList(given), out: out() }).next()],
    ['evaluateModel: data', (given) => evaluateModel(model, asList(given))],
    [
      'readImages: images',
      async (given) => {
        await using recognizer = await Recognizer.load(model);
        return readImages(recognizer, asList(given)).next();
      },
    ],
  ])('%s', async (place, call) => {
    const wrong = async (given: unknown) => call(given).catch((error: unknown) => error);
    const error = await wrong('a/lines');
    expect(error).toBeInstanceOf(DataError);
    expect(String(error)).toContain(`${place} must be a list of paths, got the string "a/lines". Give ["a/lines"]`);
    expect(String(await wrong(['x', 3]))).toContain(`${place}[1] must be a path, got 3`);
    expect(String(await wrong({}))).toContain(`${place} must be a list of paths, got [object Object]`);
  });
});

describe('rasters', () => {
  const data = new Uint8Array(60 * 20).fill(255);
  it.each<[string, unknown, RegExp]>([
    ['too few levels', { width: 60, height: 20, data: data.subarray(1) }, /must have 1200 light levels.*got 1199/],
    ['too many, such as colours', { width: 20, height: 20, data }, /20 × 20 pixels must have 400.*got 1200/],
    ['parts of pixels', { width: 60.5, height: 20, data }, /whole numbers of pixels above 0, got 60.5 and 20/],
    ['no pixels', { width: 0, height: 20, data: new Uint8Array() }, /above 0, got 0 and 20/],
    [
      'numbers of another kind',
      { width: 60, height: 20, data: new Float32Array(1200) },
      /Uint8Array.*got Float32Array/,
    ],
    ['no raster', null, /got undefined and undefined\. Give a path/],
  ])('%s: are refused', async (_, raster, message) => {
    await using recognizer = await Recognizer.load(model);
    const error = await recognizer
      .recognize(raster as { width: number; height: number; data: Uint8Array })
      .catch(String);
    expect(error).toMatch(/^DataError: Recognizer\.recognize: /);
    expect(error).toMatch(message);
  });

  it('what a canvas gives, clamped bytes, are read as bytes are', async () => {
    await using recognizer = await Recognizer.load(model);
    const clamped = { width: 60, height: 20, data: new Uint8ClampedArray(data) as unknown as Uint8Array };
    expect(await recognizer.recognize(clamped)).toEqual(await recognizer.recognize({ width: 60, height: 20, data }));
  });
});

describe('what has a life', () => {
  it('a recogniser can be disposed of twice, and then says so when it is asked to read', async () => {
    const recognizer = await Recognizer.load(model, { threads: 2 });
    await recognizer.recognize(image);
    await recognizer.dispose();
    await recognizer.dispose();
    await expect(recognizer.recognize(image)).rejects.toThrow('Recognizer: it was disposed of');
    await expect(readImages(recognizer, new Array(6).fill(image)).next()).rejects.toThrow('it was disposed of');
  });

  it('a recogniser that is disposed of while it reads ends what it reads', async () => {
    const recognizer = await Recognizer.load(model);
    const batch = { image: new Float32Array(24 * 4000), width: 4000, widths: [4000] };
    const reading = recognizer.recognizeBatch(batch, [{ width: 4000, height: 24 }]);
    await recognizer.dispose();
    expect(await reading).toHaveLength(1);
  });

  it('`await using` disposes of it', async () => {
    let outside: Recognizer;
    {
      await using recognizer = await Recognizer.load(model);
      outside = recognizer;
    }
    await expect(outside.recognize(image)).rejects.toThrow('it was disposed of');
  });

  it('so do sessions, and the pool of the CTC', async () => {
    const network = new Network(tinySpec, 3);
    const session = await createSession(network.inferenceGraph(network.initialWeights(1)), { threads: 1 });
    await session.dispose();
    await session[Symbol.asyncDispose]();
    await expect(session.run({})).rejects.toThrow('Session: it was disposed of');
    const pool = new CtcPool({ threads: 1 });
    await pool.dispose();
    await pool[Symbol.asyncDispose]();
    const options = { logits: new Float32Array(2), shape: [1, 1, 2] as const, labels: [[1]] };
    await expect(pool.loss(options)).rejects.toThrow('CtcPool: it was disposed of');
  });
});

it('the language beside a model is read with it, unless it is left out or the model is given as bytes', async () => {
  const own = join(folder, 'own');
  await mkdir(own);
  const path = join(own, 'model.onnx');
  await copyFile(model, path);
  await (await Recognizer.load(path)).dispose();
  await writeFile(join(own, 'model.lm.json'), '{}');
  await expect(Recognizer.load(path)).rejects.toThrow(
    `${join(own, 'model.lm.json')}: it lies beside the model; language: false reads without it`,
  );
  await expect(evaluateModel(path, [lines])).rejects.toThrow('it lies beside the model');
  await (await Recognizer.load(path, { language: false })).dispose();
  await (await Recognizer.load(await readFile(path))).dispose();
  expect((await evaluateModel(path, [lines], { language: false })).lines).toHaveLength(6);
});

describe('a folder with lines and a page', () => {
  const formats = ['txt', 'json', 'tsv', 'page', 'alto', 'hocr'] as const;
  let mixed: string;

  beforeAll(async () => {
    mixed = join(folder, 'mixed');
    await drawLines(join(mixed, 'lines'), 6);
    await copyFile(image, join(mixed, 'page.png'));
    const { width, height } = await imageSize(image);
    const coords = `<Coords points="0,0 ${width},0 ${width},${height} 0,${height}"/>`;
    await writeFile(
      join(mixed, 'page.xml'),
      `<PcGts><Page imageFilename="page.png" imageWidth="${width}" imageHeight="${height}"><TextRegion id="r">${coords}<TextLine id="l">${coords}</TextLine></TextRegion></Page></PcGts>`,
    );
    await writeFile(join(mixed, 'broken.png'), 'no image');
  });

  /** What files have in them, but for the time at which they were made. */
  const contents = async (of: string) => {
    const names = (await readdir(of, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(of.length + 1))
      .sort();
    const texts = await Promise.all(names.map((name) => readFile(join(of, name), 'utf8')));
    return names.map((name, i) => [name, texts[i]?.replaceAll(/20\d\d-[-\dT:.]+Z/g, 'then')]);
  };

  it('is read and written by the library as by the command, file by file', async () => {
    const [byLibrary, byCommand] = [join(folder, 'by-library'), join(folder, 'by-command')];
    const { documents } = await findDocuments([mixed]);
    // The command says of its own accord what it reads with.
    const reading = { model: sha256(await readFile(model)), language: null };
    const results = await ResultFolder.open(byLibrary, documents, { formats, reading });
    const unread: string[] = [];
    {
      await using recognizer = await Recognizer.load(model);
      for await (const document of readDocuments(recognizer, documents)) {
        if ('problem' in document) unread.push(document.problem.name);
        else await results.write(document);
      }
    }
    expect(await results.writeTable()).toBe(7);
    const flags = formats.flatMap((format) => ['--format', format]);
    const { err, code } = await ductus(['recognize', model, mixed, '--out', byCommand, ...flags, '--threads', '1']);
    expect([code, err]).toEqual([1, expect.stringContaining(`skipped ${unread.join()}: `)]);
    expect(unread).toEqual([join(mixed, 'broken.png')]);
    const written = await contents(byLibrary);
    // The table, and the record of what is done.
    expect(written).toHaveLength(7 * formats.length + 2);
    expect(written).toEqual(await contents(byCommand));
  });

  it('is not written over what is there, or read, and nothing of it twice', async () => {
    const { documents } = await findDocuments([mixed]);
    const out = join(folder, 'there');
    await mkdir(join(out, 'lines'), { recursive: true });
    const there = join(out, 'lines', 'doc0_001.txt');
    await writeFile(there, 'mine');
    const failure = (...args: Parameters<typeof ResultFolder.open>) =>
      ResultFolder.open(...args).catch((error: unknown) => error);
    const page = { formats: ['page'] } as const;
    expect(await failure(out, documents)).toMatchObject({ code: 'data/output-there', details: { path: there } });
    expect(await failure(out, documents, page)).toBeInstanceOf(ResultFolder);
    expect(await failure(out, documents, { overwrite: true })).toBeInstanceOf(ResultFolder);
    expect(await failure(there, documents)).toMatchObject({ code: 'data/output-there', details: { path: there } });
    expect(await failure(mixed, documents, { ...page, overwrite: true })).toMatchObject({
      code: 'data/over-input',
      details: { path: join(mixed, 'page.xml') },
    });
    expect(await failure(out, [...documents, ...documents], page)).toMatchObject({ code: 'data/same-output' });
    expect(await readFile(there, 'utf8')).toBe('mine');
  });

  it('that is given up has given what was finished', async () => {
    await using recognizer = await Recognizer.load(model);
    const { documents } = await findDocuments([mixed]);
    const controller = new AbortController();
    const keys: string[] = [];
    const reading = async () => {
      for await (const { document } of readDocuments(recognizer, documents, { signal: controller.signal })) {
        keys.push(document.key);
        if (keys.length === 7) controller.abort(new Error('enough'));
      }
    };
    await expect(reading()).rejects.toThrow('enough');
    expect(keys.sort()).toEqual(['broken', ...[0, 1, 2, 3, 4, 5].map((n) => `lines/doc0_00${n}`)]);
  });
});
