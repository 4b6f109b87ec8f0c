/**
 * XML with its spelling: elements that can be changed, moved and taken out, while all that nobody touches is written as
 * it stood, with its white space, comments, quotes and entities.
 */
import { known } from '../../known.js';
import { walkXml, type XmlElement, XmlError, type XmlSpan } from '../xml.js';
import { writableText } from '../xml-writer.js';

/** What lies between elements is kept as text: white space, characters, comments, instructions. */
type Piece = string | SourceElement;

export interface ElementSpelling {
  readonly name: string;
  readonly qualified: string;
  readonly namespace: string;
  readonly attributes: Map<string, string>;
  /** The first tag without the end of it, `>` or `/>`. */
  readonly opening: string;
  readonly isEmpty: boolean;
}

export class SourceElement implements XmlElement {
  readonly name: string;
  /** With the prefix. */
  readonly qualified: string;
  readonly namespace: string;
  readonly attributes: Map<string, string>;
  parent: SourceElement | undefined;
  /** Of one that has just been made: no white space stands in it yet. */
  isFresh = false;
  /** What stands directly in the element, as it is read. */
  text = '';
  private pieces: Piece[] = [];
  private opening: string;
  private isEmpty: boolean;
  private closing: string;

  constructor(spelling: ElementSpelling) {
    this.name = spelling.name;
    this.qualified = spelling.qualified;
    this.namespace = spelling.namespace;
    this.attributes = spelling.attributes;
    this.opening = spelling.opening;
    this.isEmpty = spelling.isEmpty;
    this.closing = `</${spelling.qualified}>`;
  }

  get children(): readonly SourceElement[] {
    return this.pieces.filter((piece) => typeof piece !== 'string');
  }

  /** Whether nothing stands in it, not even a comment. */
  get isBlank(): boolean {
    return this.pieces.every((piece) => typeof piece === 'string' && piece.trim() === '');
  }

  toString(): string {
    const inside = this.pieces.join('');
    return this.isEmpty && inside === '' ? `${this.opening}/>` : `${this.opening}>${inside}${this.closing}`;
  }

  /** @param value `undefined` takes the attribute away */
  setAttribute(name: string, value: string | number | undefined): void {
    const written = value === undefined ? undefined : writableText(String(value));
    if (this.attributes.get(name) === written) return;
    if (written === undefined) this.attributes.delete(name);
    else this.attributes.set(name, written);
    this.opening = withAttribute(this.opening, name, written);
  }

  /** What stands in the element gives way to a text. */
  setText(text: string): void {
    this.text = writableText(text);
    this.pieces = this.text === '' ? [] : [escapedText(this.text)];
  }

  /** As the parser finds it: what comes next in the element. */
  append(piece: Piece): void {
    this.pieces.push(piece);
    if (typeof piece !== 'string') piece.parent = this;
  }

  /** As the parser finds it: how the last tag is spelled. */
  close(closing: string): void {
    this.closing = closing;
  }

  /** The line break and the indentation right before a child; empty where it stands on the line of what is before it. */
  leadOf(child: SourceElement): string {
    const before = this.pieces[this.placeOf(child) - 1];
    return typeof before === 'string' ? (/(?:\r\n|\n|\r)[ \t]*$/.exec(before)?.[0] ?? '') : '';
  }

  /** Puts a child right behind another one, with white space before it. */
  insertAfter(sibling: SourceElement, child: SourceElement, lead: string): void {
    this.insert(this.placeOf(sibling) + 1, lead, child);
  }

  /** Puts a child right before another one, which keeps a line of its own where it has one. */
  insertBefore(sibling: SourceElement, child: SourceElement, lead: string): void {
    this.insert(this.placeOf(sibling), child, lead);
  }

  /** Puts the first child into an element, with white space before and behind it. */
  insertFirst(child: SourceElement, lead: string, behind: string): void {
    const last = this.pieces.at(-1);
    const tail = typeof last === 'string' ? /\s*$/.exec(last)?.[0] : undefined;
    if (typeof last === 'string' && tail !== undefined) {
      this.pieces.splice(-1, 1, last.slice(0, last.length - tail.length));
    }
    this.insert(this.pieces.length, lead, child, behind);
  }

  /** Takes a child out, with its line where it has one of its own. */
  remove(child: SourceElement): void {
    const place = this.placeOf(child);
    const lead = this.leadOf(child);
    this.pieces.splice(place, 1);
    const before = this.pieces[place - 1];
    if (typeof before === 'string') this.pieces[place - 1] = before.slice(0, before.length - lead.length);
    child.parent = undefined;
  }

  insertLead(child: SourceElement, lead: string): void {
    this.insert(this.placeOf(child), lead);
  }

  /** Where a child stands among all that is in the element. */
  placeOf(child: SourceElement): number {
    const place = this.pieces.indexOf(child);
    return known(place < 0 ? undefined : place, `the ${child.name} in its ${this.name}`);
  }

  /** Puts an element where another one stands. */
  replaceAt(place: number, child: SourceElement): void {
    this.pieces[place] = child;
    child.parent = this;
  }

  private insert(place: number, ...pieces: readonly Piece[]): void {
    this.pieces.splice(place, 0, ...pieces);
    for (const piece of pieces) if (typeof piece !== 'string') piece.parent = this;
  }
}

/** Elements take each other's places, the white space around them stays: those of `current` in the order of `wanted`. */
export function exchangePlaces(current: readonly SourceElement[], wanted: readonly SourceElement[]): void {
  const places = current.map((element) => {
    const parent = known(element.parent, 'the element that an element lies in');
    return { parent, place: parent.placeOf(element) };
  });
  for (const [i, { parent, place }] of places.entries()) parent.replaceAt(place, known(wanted[i], 'an element'));
}

/** An element and all in it, in the order of the file. */
export function* withinSource(element: SourceElement): Generator<SourceElement> {
  yield element;
  for (const inner of element.children) yield* withinSource(inner);
}

export interface SourceDocument {
  readonly root: SourceElement;
  /** The text as it is now. */
  toString(): string;
}

/** @throws XmlError when the text is no XML */
export async function parseSource(text: string): Promise<SourceDocument> {
  const open: SourceElement[] = [];
  let root: SourceElement | undefined;
  let [written, begin] = [0, 0];
  /** What stands before the next tag goes to the element that it stands in. */
  const upTo = (end: number) => {
    if (end > written) open.at(-1)?.append(text.slice(written, end));
    written = end;
  };
  await walkXml(text, {
    opened(span) {
      if (open.length === 0) begin = span.start;
      upTo(span.start);
      const element = new SourceElement({ ...span, opening: openingOf(text, span) });
      written = span.inside;
      open.at(-1)?.append(element);
      root ??= element;
      open.push(element);
    },
    text(piece) {
      const element = open.at(-1);
      if (element) element.text += piece;
    },
    closed(end) {
      const element = open.at(-1);
      if (written < end) {
        const tag = text.lastIndexOf('</', end - 1);
        upTo(tag);
        element?.close(text.slice(tag, end));
      }
      written = end;
      open.pop();
    },
  });
  if (!root) throw new XmlError('the file has no element');
  const [head, element, tail] = [text.slice(0, begin), root, text.slice(written)];
  return { root: element, toString: () => `${head}${element}${tail}` };
}

function openingOf(text: string, { start, inside, isEmpty }: XmlSpan): string {
  return text.slice(start, inside - (isEmpty ? 2 : 1));
}

const anAttribute = /(\s+)([^\s=]+)(\s*=\s*)("[^"]*"|'[^']*')/g;

/** A first tag with one attribute changed, added at the end, or taken away; the prefix of its name doesn't count. */
function withAttribute(opening: string, name: string, value: string | undefined): string {
  let isThere = false;
  const changed = opening.replace(
    anAttribute,
    (all, space: string, spelled: string, equals: string, quoted: string) => {
      if (spelled.replace(/^.*:/, '') !== name || /^xmlns(:|$)/.test(spelled)) return all;
      isThere = true;
      const quote = quoted.slice(0, 1);
      return value === undefined ? '' : `${space}${spelled}${equals}${quote}${escapedAttribute(value, quote)}${quote}`;
    },
  );
  if (isThere || value === undefined) return changed;
  const end = opening.trimEnd();
  return `${end} ${name}="${escapedAttribute(value, '"')}"${opening.slice(end.length)}`;
}

function escapedText(text: string): string {
  // Line breaks can stand as they are, but for those that a reader would make others of.
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
}

function escapedAttribute(text: string, quote: string): string {
  return escapedText(text)
    .replaceAll(quote, quote === '"' ? '&quot;' : '&apos;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;');
}
