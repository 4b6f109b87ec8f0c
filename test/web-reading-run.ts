/** Lines and a page that are read and timed: run in Node and in a browser (docs/web-reading.ts). */
import { Loader, samplesOfLines } from '../src/dataset/index.js';
import { evaluate } from '../src/evaluation/index.js';
import { linesOf } from '../src/page/index.js';
import { PageReader, Recognizer } from '../src/recognition/index.js';
import { coreCount } from '../src/runtime/index.js';

export interface ReadingOrder {
  /** Of lines and of layout, and the language, or none: paths, or in a browser addresses. */
  readonly model: string;
  readonly layout: string;
  readonly language: string | false;
  readonly threads: number;
  /** Images, in base64, each with what stands there. */
  readonly lines: readonly { readonly image: string; readonly text: string }[];
  readonly page: string;
}

export interface TimedReading {
  /** Of the lines, in their order; empty where a line could not be read. */
  readonly texts: readonly string[];
  readonly linesSeconds: number;
  /** Of the lines of the page. */
  readonly pageTexts: readonly string[];
  readonly pageSeconds: number;
}

/** Reads all of it once; loading is not in the times, nor is the first line, before which threads start. */
export async function timeReading(order: ReadingOrder): Promise<TimedReading> {
  return { ...(await timeLines(order)), ...(await timePage(order)) };
}

async function timeLines({ model, language, threads, lines: sent }: ReadingOrder) {
  const lines = sent.map(({ image, text }, index) => ({
    text,
    image: bytesOf(image),
    name: `${index}`,
    document: 'lines',
  }));
  await using recognizer = await Recognizer.load(model, { language, threads });
  const { samples } = await samplesOfLines(lines, { text: recognizer.model.metadata.text, keepEmpty: true });
  const loader = new Loader(Math.max(1, coreCount() - 1));
  try {
    await evaluate(recognizer, samples.slice(0, 1), loader);
    const begin = performance.now();
    const { lines: evaluated } = await evaluate(recognizer, samples, loader);
    const linesSeconds = (performance.now() - begin) / 1000;
    const read = new Map(evaluated.map(({ name, prediction }) => [name, prediction]));
    return { texts: lines.map(({ name }) => read.get(name) ?? ''), linesSeconds };
  } finally {
    await loader.dispose();
  }
}

async function timePage({ model, layout, language, threads, lines, page: image }: ReadingOrder) {
  await using reader = await PageReader.load({ model, layout, language, threads });
  const [first] = lines;
  if (first) await reader.read(bytesOf(first.image));
  const begin = performance.now();
  const page = await reader.read(bytesOf(image));
  return { pageTexts: linesOf(page).map(({ text }) => text), pageSeconds: (performance.now() - begin) / 1000 };
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

Object.assign(globalThis, { timeReading });
