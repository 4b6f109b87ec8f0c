/** XML text: elements as nested calls, everything escaped. */

export type XmlAttributes = Readonly<Record<string, string | number | undefined>>;

// Characters that XML 1.0 has no way to write.
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** A text without what XML has no way to write. */
export function writableText(text: string): string {
  return text.replace(forbidden, '');
}

function escaped(text: string): string {
  return writableText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\t', '&#9;');
}

/** An element with elements inside, indented, or with text. Attributes that are undefined are left out. */
export function element(name: string, attributes: XmlAttributes, inside: readonly string[] | string = []): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('');
  if (typeof inside === 'string') return `<${name}${written}>${escaped(inside)}</${name}>`;
  if (inside.length === 0) return `<${name}${written}/>`;
  const lines = inside.flatMap((part) => part.split('\n')).map((line) => `  ${line}`);
  return `<${name}${written}>\n${lines.join('\n')}\n</${name}>`;
}

export const xmlHeader = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Gives each element an id that XML allows and that stands once: its own where that is possible. */
export class Ids {
  private readonly taken: Set<string>;

  /** @param taken ids that stand somewhere already */
  constructor(taken: Iterable<string> = []) {
    this.taken = new Set(taken);
  }

  take(wanted: string | undefined, otherwise: string): string {
    const valid = wanted !== undefined && /^[\p{L}_][\p{L}\p{N}._-]*$/u.test(wanted) ? wanted : otherwise;
    let id = valid;
    for (let n = 2; this.taken.has(id); n++) id = `${valid}_${n}`;
    this.taken.add(id);
    return id;
  }
}
