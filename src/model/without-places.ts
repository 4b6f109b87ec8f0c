/**
 * What a model says of where it comes from, without the folders of the machine it was made on: models are handed on, and
 * `/home/NAME/…` is nobody's business. Of absolute paths the last two parts stay, `…/copiste-fr/train`; what was named
 * relative to the folder of the work stays as it was named.
 * @param value text, or lists and records with texts at any depth, also as names of properties
 */
export function withoutPlaces(value: string): string;
export function withoutPlaces(value: unknown): unknown;
export function withoutPlaces(value: unknown): unknown {
  if (typeof value === 'string') return shortPath(value);
  if (Array.isArray(value)) return value.map((item) => withoutPlaces(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, fact]) => [shortPath(name), withoutPlaces(fact)]));
}

/** A root, a drive of Windows, another computer's disk, a file's address, or somebody's home. */
const absolute = /^(?:\/|[A-Za-z]:[\\/]|\\\\|file:|~)/;
const keptParts = 2;

function shortPath(text: string): string {
  if (!absolute.test(text)) return text;
  const parts = text.split(/[\\/]+/).filter(Boolean);
  return ['…', ...parts.slice(-keptParts)].join('/');
}
