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

/**
 * Entities beside XML's own five and numbers are not known, so none can grow.
 * @throws XmlError with line and column
 */
export async function parseXml(text: string): Promise<XmlElement> {
  // Loaded here: whoever reads no XML waits for no parser.
  const { SaxesParser } = await import('saxes');
  const parser = new SaxesParser({ xmlns: true });
  const open: { name: string; attributes: Map<string, string>; children: XmlElement[]; text: string }[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  const fail = (message: string): never => {
    throw new XmlError(`line ${parser.line}, column ${parser.column}: ${message}`);
  };
  parser.on('error', (error) => fail(error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '')));
  parser.on('doctype', (doctype) => {
    if (doctype.includes('<!ENTITY')) fail('the file defines entities, which are not read');
  });
  parser.on('opentag', ({ local, attributes }) => {
    if (open.length >= deepest) fail(`elements lie more than ${deepest} deep`);
    if (++elements > mostElements) fail(`there are more than ${mostElements} elements`);
    const named = Object.values(attributes).map(({ local: name, value }) => [name, value] as const);
    open.push({ name: local, attributes: new Map(named), children: [], text: '' });
  });
  const addText = (piece: string) => {
    const element = open.at(-1);
    if (element) element.text += piece;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = open.pop();
    if (!element) return;
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
  });
  parser.write(text).close();
  if (!root) throw new XmlError('the file has no element');
  return root;
}

/** The first child of a name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((inner) => inner.name === name);
}

export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
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
