/** Metadata of a model that can't be read, in a person's words: most likely a newer ductus wrote them. */
import type { z } from 'zod';
import { version } from '../version.js';

const update = 'Update ductus: npm install ductus@latest';

/**
 * @param format the newest format that can be read
 * @param issues of the schema
 */
export function metadataProblem(metadata: unknown, format: number, issues: readonly z.core.$ZodIssue[]): string {
  const of = (key: string, from = metadata): unknown =>
    typeof from === 'object' && from !== null && key in from ? (from as Record<string, unknown>)[key] : undefined;
  const written = of('formatVersion');
  if (typeof written === 'number' && written > format) {
    return `a newer ductus wrote it (format ${written}); this one, ${version}, reads up to format ${format}. ${update}`;
  }
  const software = of('software', of('provenance'));
  const running = `ductus ${version}`;
  const path = issues[0]?.path.map(String) ?? [];
  const value = path.reduce<unknown>((from, key) => of(key, from), metadata);
  const got =
    value === undefined ? 'is missing' : `is ${shortened(JSON.stringify(value))}, which ${running} does not know`;
  const next =
    software === running
      ? 'The file is damaged; take another copy'
      : `${software ?? 'Another program'} wrote it. ${update}`;
  return `of its metadata ${path.join('.') || 'the whole'} ${got}. ${next}`;
}

const longest = 60;

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
