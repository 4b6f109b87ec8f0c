/**
 * PAGE XML and ALTO that came from elsewhere, with the changes that a person made to the page: what nobody touched stays
 * as it is spelled, byte by byte.
 */
import type { Page } from '../page/index.js';
import { isAlto } from './alto.js';
import { isPageXml } from './page-xml.js';
import { altoSource } from './updating/alto-source.js';
import { applyChanges, type PageSource } from './updating/changes.js';
import { pageSource, setLastChange } from './updating/page-source.js';
import { isSame } from './updating/pairs.js';
import { parseSource, type SourceElement } from './updating/source.js';
import { child, XmlError } from './xml.js';

export interface UpdateOptions {
  /** When the page was changed, ISO 8601: for PAGE's LastChange. */
  readonly changed: string;
}

/**
 * The text of a page's file with the difference of two pages written into it. Regions and lines are those of the same
 * id; where ids are missing or stand twice, those that are equal, and then those in the same place of the order. Texts
 * that a person changed lose their confidence, and words and glyphs that don't say what the text says unless the page
 * after has such as do. What the format has no place for stays as it is.
 *
 * New regions and lines keep their ids where these are free and XML allows them. Places are written in whole units.
 *
 * @param before the page as `readPageFile` gives it for this text, in the file's unit. Ids may be others where the file
 *   has none: what counts is the order.
 * @param after the same page as it is to be
 * @returns the text itself where nothing that the format can say is different
 * @throws XmlError when the text is neither PAGE nor ALTO, or the page before is not the one that it describes
 */
export async function updatePageFile(text: string, before: Page, after: Page, options: UpdateOptions): Promise<string> {
  if (isSame(before, after)) return text;
  const document = await parseSource(text);
  const { root } = document;
  applyChanges(sourceOf(root), before, after);
  if (isPageXml(root) && document.toString() !== text) setLastChange(root, options.changed);
  return document.toString();
}

function sourceOf(root: SourceElement): PageSource {
  const layout = isAlto(root) ? child(root, 'Layout') : root;
  const page = layout && child<SourceElement>(layout, 'Page');
  if (page && isPageXml(root)) return pageSource(root, page);
  if (page && isAlto(root)) return altoSource(root, page);
  throw new XmlError(`neither PAGE nor ALTO with a page: the first element is ${root.name}`, { code: 'xml/other' });
}
