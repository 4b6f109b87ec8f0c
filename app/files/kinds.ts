/** What a file is, by its name and the type that the browser gives it. */
import { bareName, endingOf } from './names.js';

/** `aside`: what systems and exports have beside the pages, of which there is nothing to say. */
export type FileKind = 'image' | 'tiff' | 'pdf' | 'xml' | 'project' | 'aside' | 'other';

/** Those that browsers decode, or some of them; TIFFs are decoded by the app. */
const images = new Set(['jpg', 'jpeg', 'jfif', 'png', 'webp', 'gif', 'avif', 'bmp', 'heic', 'heif', 'jxl']);
const kinds: Readonly<Record<string, FileKind>> = { tif: 'tiff', tiff: 'tiff', pdf: 'pdf', xml: 'xml', zip: 'project' };
/** METS and what Transkribus says of a document. */
const besidePages = new Set(['mets.xml', 'metadata.xml', 'thumbs.db', 'desktop.ini']);

export function kindOf(path: string, type: string): FileKind {
  const name = bareName(path).toLowerCase();
  if (name.startsWith('.') || besidePages.has(name) || path.startsWith('__MACOSX/')) return 'aside';
  const ending = endingOf(name);
  if (images.has(ending)) return 'image';
  return kinds[ending] ?? kindOfType(type);
}

/** Of files without a telling name, such as what is pasted. */
function kindOfType(type: string): FileKind {
  if (type === 'image/tiff') return 'tiff';
  if (type === 'application/pdf') return 'pdf';
  if (type === 'application/xml' || type === 'text/xml') return 'xml';
  return type.startsWith('image/') && type !== 'image/svg+xml' ? 'image' : 'other';
}

/** Whether XML that is no page is what exports have beside their pages. @param head its beginning */
export function isBesidePages(head: string): boolean {
  const root = rootOf(head);
  return root === 'mets' || root === 'trpDocMetadata';
}

/** Declarations and comments, each in one way only: else many of them would take for ever where no element follows. */
const before = /^(?:\s|\uFEFF|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->|<!(?!--)[^>]*>)*/s;

/** The first element, without its namespace. */
function rootOf(text: string): string | undefined {
  const start = before.exec(text)?.[0].length ?? 0;
  return /^<(?:[\w.-]+:)?([\w.-]+)/.exec(text.slice(start, start + 200))?.[1];
}
