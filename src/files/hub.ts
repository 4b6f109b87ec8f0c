/**
 * Data sets of the Hugging Face Hub, by name: their Parquet files are downloaded once and kept. Here and in
 * remote.ts alone anything is fetched, and only when somebody names it.
 */
import { join } from 'node:path';
import { DuctusError, type ErrorAbout } from '../error.js';
import { fileSize, readBytesIfThere, userCache, writeChunksAtomic, writeFileAtomic } from './files.js';

/** A data set that can't be fetched; the message says which and why. */
export class HubError extends DuctusError {
  override readonly name = 'HubError';

  constructor(message: string, about: ErrorAbout = {}) {
    super(message, { code: 'hub/unreachable', ...about });
  }
}

/** What `hf://owner/name@revision/part` means. */
interface HubName {
  readonly repository: string;
  readonly revision: string;
  /** Only files with this in their paths, such as `train`. */
  readonly part: string | undefined;
}

const scheme = 'hf://';

export function isHubName(argument: string): boolean {
  return argument.startsWith(scheme);
}

/** @throws HubError when it is no name of a data set */
function parseName(argument: string): HubName {
  const match = /^hf:\/\/([\w.-]+\/[\w.-]+)(?:@([\w.-]+))?(?:\/([\w.-]+))?\/?$/.exec(argument);
  const [, repository, revision = 'main', part] = match ?? [];
  if (repository === undefined || argument.includes('..')) {
    throw new HubError(
      `${argument}: a data set is named hf://OWNER/NAME, hf://OWNER/NAME/train or hf://OWNER/NAME@REVISION`,
      { code: 'hub/name', details: { value: argument } },
    );
  }
  return { repository, revision, part };
}

export interface HubOptions {
  /** Default: HF_ENDPOINT as Hugging Face's own tools have it, else the Hub itself. */
  readonly url?: string;
  /** For data sets that are private. Default: HF_TOKEN. */
  readonly token?: string;
  /** Where files are kept. Default: ductus/hub in the user's cache folder. */
  readonly cache?: string;
}

/**
 * The Parquet files of a data set, downloaded if they are not here yet.
 * @returns their paths
 * @throws HubError when there is no such data set, it has no Parquet files, or it can't be reached
 */
export async function hubFiles(argument: string, options: HubOptions = {}): Promise<readonly string[]> {
  const { repository, revision, part } = parseName(argument);
  const folder = join(options.cache ?? userCache('hub'), repository, revision);
  const names = (await knownNames(folder)) ?? (await listNames(argument, repository, revision, folder, options));
  const wanted = part === undefined ? names : names.filter((name) => name.split(/[/_.-]/).includes(part));
  if (wanted.length === 0) {
    throw new HubError(
      names.length === 0
        ? `${argument}: the data set has no Parquet files`
        : `${argument}: no file is part of ${part}; there are ${names.slice(0, 8).join(', ')}`,
      { code: 'hub/empty', details: { value: argument } },
    );
  }
  const paths: string[] = [];
  for (const name of wanted) {
    const path = join(folder, name);
    if ((await fileSize(path)) === undefined) await download(argument, repository, revision, name, path, options);
    paths.push(path);
  }
  return paths;
}

/** What was listed before is not asked for again. */
const listName = 'files.json';

async function knownNames(folder: string): Promise<readonly string[] | undefined> {
  const bytes = await readBytesIfThere(join(folder, listName));
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as string[]);
}

async function listNames(
  argument: string,
  repository: string,
  revision: string,
  folder: string,
  options: HubOptions,
): Promise<readonly string[]> {
  const { listFiles } = await hub();
  const names: string[] = [];
  const repo = { type: 'dataset', name: repository } as const;
  try {
    for await (const { type, path } of listFiles({ repo, revision, recursive: true, ...access(options) })) {
      // A name that leads out of the folder is none of a data set.
      if (type === 'file' && path.endsWith('.parquet') && !path.split('/').includes('..')) names.push(path);
    }
  } catch (error) {
    throw unreachable(argument, error);
  }
  names.sort();
  await writeFileAtomic(join(folder, listName), JSON.stringify(names));
  return names;
}

async function download(
  argument: string,
  repository: string,
  revision: string,
  path: string,
  target: string,
  options: HubOptions,
): Promise<void> {
  const { downloadFile } = await hub();
  const repo = { type: 'dataset', name: repository } as const;
  try {
    const blob = await downloadFile({ repo, path, revision, xet: false, ...access(options) });
    if (!blob) throw new Error(`${path} is not there`);
    await writeChunksAtomic(target, blob.stream() as unknown as AsyncIterable<Uint8Array>);
  } catch (error) {
    throw unreachable(argument, error);
  }
}

function access({ url = process.env.HF_ENDPOINT, token = process.env.HF_TOKEN }: HubOptions) {
  return { ...(url ? { hubUrl: url.replace(/\/+$/, '') } : {}), ...(token ? { accessToken: token } : {}) };
}

function unreachable(argument: string, error: unknown): HubError {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  const message = error instanceof Error ? error.message : String(error);
  const reason =
    status === 401 || status === 403 || status === 404
      ? 'there is no such data set, or it is private (then set HF_TOKEN)'
      : `it can't be fetched: ${message}`;
  return new HubError(`${argument}: ${reason}`, { cause: error });
}

async function hub() {
  try {
    return await import('@huggingface/hub');
  } catch (cause) {
    throw new HubError('hf:// needs the package @huggingface/hub: npm install @huggingface/hub', {
      code: 'package/missing',
      details: { value: '@huggingface/hub' },
      cause,
    });
  }
}
