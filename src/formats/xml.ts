/** XML to elements: the one reader. Files come from anywhere, so what could grow without measure is refused. */
import { DuctusError, type ErrorAbout } from '../error.js';

export interface XmlElement {
  /** Without its namespace's prefix. */
  readonly name: string;
  /** By their names without prefix. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** What stands directly in the element, children left out. */
  readonly text: string;
}

/** A file that is not the XML it should be; the message says where and what. */
export class XmlError extends DuctusError {
  override readonly name = 'XmlError';

  constructor(message: string, about: ErrorAbout = {}) {
    super(message, { code: 'xml/damaged', ...about });
  }
}

const deepest = 200;
const mostElements = 2_000_000;

/** An element as it stands in the text. */
export interface XmlSpan {
  /** Without its namespace's prefix. */
  readonly name: string;
  /** With it. */
  readonly qualified: string;
  readonly namespace: string;
  /** By their names without prefix. */
  readonly attributes: Map<string, string>;
  /** Where its first tag begins and where what follows that tag begins, in UTF-16 units. */
  readonly start: number;
  readonly inside: number;
  /** `<a/>` */
  readonly isEmpty: boolean;
}

interface XmlListener {
  opened(span: XmlSpan): void;
  text(piece: string): void;
  /** @param end where what follows the element begins */
  closed(end: number): void;
}

/**
 * Goes through XML from its beginning to its end. Entities beside XML's own five and numbers are not known, so none can
 * grow.
 * @throws XmlError with line and column
 */
export async function walkXml(text: string, listener: XmlListener): Promise<void> {
  // Loaded here: whoever reads no XML waits for no parser.
  const { SaxesParser } = await import('saxes');
  const parser = new SaxesParser({ xmlns: true });
  let [elements, depth, start] = [0, 0, 0];
  const fail = (message: string): never => {
    throw new XmlError(`line ${parser.line}, column ${parser.column}: ${message}`);
  };
  parser.on('error', (error) => fail(error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '')));
  parser.on('doctype', (doctype) => {
    if (doctype.includes('<!ENTITY')) fail('the file defines entities, which are not read');
  });
  parser.on('opentagstart', () => {
    start = text.lastIndexOf('<', parser.position - 1);
  });
  parser.on('opentag', ({ name, local, uri, attributes, isSelfClosing }) => {
    if (depth++ >= deepest) fail(`elements lie more than ${deepest} deep`);
    if (++elements > mostElements) fail(`there are more than ${mostElements} elements`);
    const named = Object.values(attributes).map(({ local, value }) => [local, value] as const);
    listener.opened({
      ...{ name: local, qualified: name, namespace: uri, attributes: new Map(named) },
      ...{ start, inside: parser.position, isEmpty: isSelfClosing },
    });
  });
  parser.on('text', (piece) => listener.text(piece));
  parser.on('cdata', (piece) => listener.text(piece));
  parser.on('closetag', () => {
    depth--;
    listener.closed(parser.position);
  });
  parser.write(text).close();
}

/** @throws XmlError with line and column */
export async function parseXml(text: string): Promise<XmlElement> {
  const open: { name: string; attributes: Map<string, string>; children: XmlElement[]; text: string }[] = [];
  let root: XmlElement | undefined;
  await walkXml(text, {
    opened({ name, attributes }) {
      open.push({ name, attributes, children: [], text: '' });
    },
    text(piece) {
      const element = open.at(-1);
      if (element) element.text += piece;
    },
    closed() {
      const element = open.pop();
      const parent = open.at(-1);
      if (element && parent) parent.children.push(element);
      else if (element) root = element;
    },
  });
  if (!root) throw new XmlError('the file has no element');
  return root;
}

/** An element whose children are of the same type. */
export interface XmlTree<E> extends Omit<XmlElement, 'children'> {
  readonly children: readonly E[];
}

/** The first child of a name. */
export function child<E extends XmlTree<E>>(element: XmlTree<E>, name: string): E | undefined {
  return element.children.find((inner) => inner.name === name);
}

export function childrenOf<E extends XmlTree<E>>(element: XmlTree<E>, name: string): readonly E[] {
  return element.children.filter((inner) => inner.name === name);
}

/** A number, or `undefined` where the attribute is missing or none. */
export function numberAttribute(element: XmlElement, name: string): number | undefined {
  const text = element.attributes.get(name)?.trim();
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/**
 * The text of a file: UTF-8 or what its first bytes (UTF-16 with a byte order mark) or its XML declaration say.
 * @throws XmlError when the bytes are not in that encoding
 */
export function decodeXml(bytes: Uint8Array): string {
  const label = encodingOf(bytes);
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    throw new XmlError(`the file is not valid ${label}`);
  }
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = String.fromCharCode(...bytes.subarray(0, 200));
  const declared = /^[\s\S]{0,3}<\?xml[^>]*\sencoding=["']([\w.-]+)["']/.exec(head)?.[1] ?? 'utf-8';
  // What says UTF-16 and could be read so far is not.
  return /^utf-?16/i.test(declared) ? 'utf-8' : declared;
}
