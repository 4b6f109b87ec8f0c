/** What a run was told, as texts for its page. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { nameOf, withoutFolders } from './without-folders.js';

const config = z.object({
  data: z.array(z.string()).default([]),
  val: z.array(z.string()).optional(),
  from: z.string().optional(),
  settings: z.record(z.string(), z.unknown()).default({}),
});

/** @returns none where the file can't be read: it is shown, and nothing depends on it */
export async function settingsIn(path: string): Promise<readonly (readonly [string, string])[]> {
  const { data, val, from, settings } = await configIn(path);
  const paths = { data, val, from: from === undefined ? undefined : [from] };
  const named = Object.entries(paths).flatMap(([name, values]) =>
    values ? [[name, values.map(nameOf).join(', ')] as const] : [],
  );
  return [...named, ...Object.entries(settings).map(([name, value]) => [name, shown(value)] as const)];
}

async function configIn(path: string): Promise<Partial<z.infer<typeof config>> & { settings: object }> {
  try {
    return config.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return { settings: {} };
  }
}

function shown(value: unknown): string {
  return withoutFolders(typeof value === 'string' ? value : JSON.stringify(value));
}
