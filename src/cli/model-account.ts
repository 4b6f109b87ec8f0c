/** What a model tells of itself, short enough to be read: of the models that it went on from only the names. */

type Facts = Readonly<Record<string, unknown>>;

/** A line for each fact. */
export function shortAccount(facts: Facts): readonly string[] {
  return Object.entries(facts).map(([key, value]) => `  ${key}: ${shortValue(value)}`);
}

const mostCharacters = 200;
const shownModels = 6;

function shortValue(value: unknown): string {
  const text = wordsOf(value);
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters - 1)}…` : text;
}

function wordsOf(value: unknown): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(4)));
  if (Array.isArray(value)) return value.map(wordsOf).join(', ');
  if (!isFacts(value)) return String(value);
  if (typeof value.model === 'string') return historyOf(value);
  return Object.entries(value)
    .map(([key, fact]) => (isFacts(fact) ? `${key} (${wordsOf(fact)})` : `${key} ${wordsOf(fact)}`))
    .join(', ');
}

function isFacts(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A model and those before it, the nearest first. */
function historyOf(model: Facts): string {
  const names: string[] = [];
  for (let at: unknown = model; isFacts(at); at = at.startedFrom) names.push(String(at.model));
  const more = names.length - shownModels;
  return `${names.slice(0, shownModels).join(' ← ')}${more > 0 ? ` ← ${more} more` : ''}`;
}
