/** A document with all that belongs to it as a file, one page in memory at a time. */
import { readImage, readPage, readThumbnail } from '../store/documents.js';
import { readModelRecord } from '../store/models.js';
import type { DocumentRecord } from '../store/records.js';
import type { FileStream } from './file-stream.js';
import { bareName, fileNameFor } from './names.js';
import {
  type ModelFiles,
  manifestName,
  type PageFiles,
  type ProjectManifest,
  projectVersion,
  storedPageOf,
} from './project-format.js';
import { Zip } from './zip.js';

export interface ProjectOptions {
  readonly progress?: ((done: number, all: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @throws the signal's reason, or what the disk says */
export async function writeProject(
  document: DocumentRecord,
  file: FileStream,
  { progress, signal }: ProjectOptions = {},
): Promise<void> {
  const zip = new Zip(file, signal);
  const pages: PageFiles[] = [];
  for (const [index, { id }] of document.pages.entries()) {
    progress?.(index, document.pages.length);
    const files = await addPage(zip, id, String(index + 1).padStart(5, '0'));
    if (files) pages.push(files);
  }
  const model = await addModel(zip, document.model);
  const { name, created } = document;
  const manifest: ProjectManifest = {
    format: 'ductus-project',
    version: projectVersion,
    document: { name, created },
    pages,
    ...(model ? { model } : {}),
  };
  await zip.add(manifestName, JSON.stringify(manifest, null, 1));
  await zip.close();
  progress?.(document.pages.length, document.pages.length);
}

/** What was deleted meanwhile is passed over. */
async function addPage(zip: Zip, id: string, number: string): Promise<PageFiles | undefined> {
  const [record, image, thumbnail] = await Promise.all([readPage(id), readImage(id), readThumbnail(id)]);
  if (!record || !image) return undefined;
  const { description } = record;
  const files: PageFiles = {
    record: `pages/${number}.json`,
    image: `images/${number}-${fileNameFor(record.name)}`,
    type: image.type,
    ...(thumbnail ? { thumbnail: `thumbnails/${number}.jpg` } : {}),
    ...(description ? { description: `descriptions/${number}-${fileNameFor(bareName(description.name))}` } : {}),
  };
  await zip.add(files.record, JSON.stringify(storedPageOf(record)));
  await zip.add(files.image, image);
  if (thumbnail && files.thumbnail) await zip.add(files.thumbnail, thumbnail);
  if (description && files.description) await zip.add(files.description, description.bytes);
  return files;
}

async function addModel(zip: Zip, id: string | undefined): Promise<ModelFiles | undefined> {
  const model = id === undefined ? undefined : await readModelRecord(id);
  if (!model) return undefined;
  const { reads, trains, name, created, before, after, lines } = model;
  await zip.add('model/reads.onnx', reads);
  if (trains) await zip.add('model/trains.onnx', trains);
  return {
    name,
    created,
    reads: 'model/reads.onnx',
    ...(trains ? { trains: 'model/trains.onnx' } : {}),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(lines === undefined ? {} : { lines }),
  };
}
