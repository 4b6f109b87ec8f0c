/**
 * What a project file is: a zip file with `project.json`, which names the files of each page: its record, its image as it came,
 * its small picture, its description; and of the model, where the document is read by one that was trained here.
 */
import type { Page } from 'ductus/web';
import type { Description, PageRecord } from '../store/records.js';
import { type Check, flag, list, literal, number, object, ShapeError, table, text } from './shape.js';

/** Raised when an older app could not open what is written. */
export const projectVersion = 1;
export const manifestName = 'project.json';

const pageFiles = object({ record: text, image: text, type: text }, { thumbnail: text, description: text });
const modelFiles = object(
  { name: text, created: number, reads: text },
  { trains: text, before: number, after: number, lines: number },
);
const manifest = object(
  {
    format: literal('ductus-project'),
    version: literal(projectVersion),
    document: object({ name: text, created: number }),
    pages: list(pageFiles),
  },
  { model: modelFiles },
);

export type PageFiles = ReturnType<typeof pageFiles>;
export type ModelFiles = ReturnType<typeof modelFiles>;
export type ProjectManifest = ReturnType<typeof manifest>;

/** A record without what is new in each app: its id, its document, its revision. The text of its description is a file. */
export type StoredPage = Omit<PageRecord, 'id' | 'document' | 'revision' | 'description'> & {
  readonly description?: Omit<Description, 'bytes'> | undefined;
};

const point: Check<readonly [number, number]> = (value, where) => {
  const [x, y, ...more] = list(number)(value, where);
  if (x === undefined || y === undefined || more.length > 0) throw new ShapeError(`${where}: must be two numbers`);
  return [x, y];
};
const placed = { polygon: list(point), confidence: number };
const glyph = object({ text }, { id: text, ...placed });
const word = object({ text }, { id: text, ...placed, glyphs: list(glyph) });
const line = object(
  { id: text, text },
  { ...placed, untranscribed: literal(true), baseline: list(point), words: list(word) },
);
const region = object({ id: text, lines: list(line) }, { type: text, ...placed });
const page = object({ image: text, width: number, height: number, regions: list(region) });
const storedPage = object(
  {
    name: text,
    state: literal('waiting', 'read', 'failed'),
    warnings: list(text),
    page,
    checked: list(text),
    relaid: table(text),
  },
  {
    single: flag,
    problem: text,
    written: list(text),
    description: object({ name: text, format: literal('page', 'alto'), page }),
  },
);

/** @throws ShapeError; NewerError for what a later version wrote */
export function readManifest(json: string): ProjectManifest {
  const value = parsed(json);
  const { version } = object({ format: literal('ductus-project'), version: number })(value, '');
  if (version > projectVersion) throw new NewerError();
  return manifest(value, '');
}

/** Of a page from elsewhere. */
export const readPageShape: Check<Page> = page;

/** @throws ShapeError */
export function readStoredPage(json: string): StoredPage {
  return storedPage(parsed(json), '');
}

export function storedPageOf(record: PageRecord): StoredPage {
  const { id: _id, document: _document, revision: _revision, description, ...kept } = record;
  if (!description) return kept;
  const { name, format, page: before } = description;
  return { ...kept, description: { name, format, page: before } };
}

export class NewerError extends Error {
  override readonly name = 'NewerError';
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ShapeError('no JSON');
  }
}
