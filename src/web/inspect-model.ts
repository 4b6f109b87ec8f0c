/** What a model says of itself. */
import { modelBytes } from '#variant/recognition/model-source';
import { isLayoutModel, type ModelMetadata, openLayoutModel, readModel } from '../model/index.js';

/** As `ductus inspect` has it in JSON. */
export type ModelAccount = ModelMetadata & {
  /** Numbers that were learnt. */
  readonly weights: number;
  /** Of the file. */
  readonly bytes: number;
};

/**
 * @param model of lines or of pages: its address, or bytes
 * @throws ModelError when it can't be read or is none
 */
export async function inspectModel(model: string | Uint8Array): Promise<ModelAccount> {
  const path = typeof model === 'string' ? model : 'model';
  const bytes = typeof model === 'string' ? await modelBytes(model) : model;
  const { network, metadata } = isLayoutModel(bytes) ? openLayoutModel(bytes, path) : readModel(bytes, path);
  return { ...metadata, weights: network.size, bytes: bytes.length };
}
