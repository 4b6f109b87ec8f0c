/** A project file becomes a document again, with new ids: it may be opened where it was made, beside the first one. */
import { addPages, changeDocument, createDocument, deleteDocument, type NewPage } from '../store/documents.js';
import { deleteModel, saveModel } from '../store/models.js';
import { newId } from '../store/records.js';
import { mostBytes } from './left-out.js';
import {
  manifestName,
  type ModelFiles,
  NewerError,
  type PageFiles,
  type ProjectManifest,
  readManifest,
  readStoredPage,
} from './project-format.js';
import type { ProjectOptions } from './project-writer.js';
import { ShapeError } from './shape.js';
import { Unzip, ZipError } from './zip.js';

/** Why a project can't be opened. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError';
  constructor(
    readonly reason: 'notProject' | 'newer' | 'damaged' | 'tooLarge',
    /** For whoever looks for the fault. */
    detail: string,
  ) {
    super(detail);
  }
}

/** Bytes: of a record or list, and of a small picture. */
const mostJson = 100_000_000;
const mostThumbnail = 2_000_000;

/**
 * @returns the id of the document
 * @throws ProjectError, StoreError, the signal's reason; nothing of the project is kept then
 */
export async function openProject(file: Blob, options: ProjectOptions = {}): Promise<string> {
  try {
    const zip = await Unzip.open(file);
    if (!zip.has(manifestName)) throw new ProjectError('notProject', `no ${manifestName}`);
    const manifest = readManifest(await (await zip.read(manifestName, mostJson)).text());
    return await keep(zip, manifest, options);
  } catch (error) {
    throw refused(error);
  }
}

function refused(error: unknown): unknown {
  if (error instanceof ZipError) return new ProjectError(error.reason, error.message);
  if (error instanceof ShapeError) return new ProjectError('damaged', error.message);
  return error instanceof NewerError ? new ProjectError('newer', error.message) : error;
}

/** Pages that are written together, and bytes. */
const portionPages = 16;
const portionBytes = 64_000_000;

async function keep(zip: Unzip, manifest: ProjectManifest, { progress, signal }: ProjectOptions): Promise<string> {
  const { pages, document: about, model } = manifest;
  const { id } = await createDocument(about.name);
  let kept: string | undefined;
  try {
    let portion: NewPage[] = [];
    for (const [index, files] of pages.entries()) {
      signal?.throwIfAborted();
      progress?.(index, pages.length);
      portion.push(await readNewPage(zip, files, id));
      const bytes = portion.reduce((sum, { image }) => sum + image.size, 0);
      if (portion.length < portionPages && bytes < portionBytes) continue;
      await addPages(id, portion);
      portion = [];
    }
    await addPages(id, portion);
    kept = model && (await keepModel(zip, model));
    const using = kept === undefined ? {} : { model: kept };
    await changeDocument(id, (record) => ({ ...record, created: about.created, ...using }));
    return id;
  } catch (error) {
    await deleteDocument(id);
    if (kept !== undefined) await deleteModel(kept);
    throw error;
  }
}

async function readNewPage(zip: Unzip, files: PageFiles, document: string): Promise<NewPage> {
  const { description, ...stored } = readStoredPage(await (await zip.read(files.record, mostJson)).text());
  const image = await zip.read(files.image, mostBytes, safeType(files.type));
  const thumbnail = files.thumbnail && (await zip.read(files.thumbnail, mostThumbnail, 'image/jpeg'));
  const text = files.description && (await (await zip.read(files.description, mostJson)).text());
  const described = description && text !== undefined ? { description: { ...description, text } } : {};
  return { page: { ...stored, id: newId(), document, ...described }, image, ...(thumbnail ? { thumbnail } : {}) };
}

/** An image is never shown as anything else. */
function safeType(type: string): string {
  return /^image\/(?!svg)[\w.+-]+$/.test(type) ? type : '';
}

/** @returns its new id */
async function keepModel(zip: Unzip, { reads, trains, ...about }: ModelFiles): Promise<string> {
  const id = newId();
  const model = {
    ...about,
    id,
    reads: await zip.read(reads, mostBytes),
    ...(trains === undefined ? {} : { trains: await zip.read(trains, mostBytes) }),
  };
  await saveModel(model);
  return id;
}
