/**
 * hOCR 1.2 (kba.github.io/hocr-spec): pages, areas, lines and words as XHTML with boxes and confidences in their titles;
 * boxes and confidences of characters are properties of their word.
 */
import {
  type Box,
  boxAround,
  type Glyph,
  type Line,
  type Page,
  type Point,
  type Region,
  type Word,
} from '../page/index.js';
import { directionOfLine, directionOfRegion } from './direction.js';
import type { WriteOptions } from './page-xml.js';
import { wordsThatSay } from './words-of-line.js';
import { element, Ids, xmlHeader } from './xml-writer.js';

const doctype =
  '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n';

export function writeHocr(page: Page, { creator }: WriteOptions): string {
  const ids = new Ids();
  const meta = (name: string, content: string) => element('meta', { name, content });
  const whole = { x: 0, y: 0, width: page.width, height: page.height };
  const title = [`image "${page.image.replaceAll('"', "'").replaceAll(';', ',')}"`, bbox(whole), 'ppageno 0'].join(
    '; ',
  );
  const areas = page.regions.map((region, index) => writeArea(region, `r${index + 1}`, ids));
  return `${xmlHeader}${doctype}${element('html', { xmlns: 'http://www.w3.org/1999/xhtml' }, [
    element('head', {}, [
      element('title', {}, page.image),
      element('meta', { 'http-equiv': 'Content-Type', content: 'text/html;charset=utf-8' }),
      meta('ocr-system', creator),
      meta('ocr-capabilities', 'ocr_page ocr_carea ocr_line ocrx_word'),
    ]),
    element('body', {}, [element('div', { class: 'ocr_page', id: ids.take(undefined, 'page_1'), title }, areas)]),
  ])}\n`;
}

function writeArea(region: Region, otherwise: string, ids: Ids): string {
  const id = ids.take(region.id, otherwise);
  const points = region.polygon ?? region.lines.flatMap(({ polygon, baseline }) => polygon ?? baseline ?? []);
  const dir = directionOfRegion(region);
  const lines = region.lines.map((line, index) => writeLine(line, `${id}_l${index + 1}`, dir, ids));
  return element('div', { class: 'ocr_carea', id, dir, title: title(bboxOf(points)) }, lines);
}

function writeLine(line: Line, otherwise: string, around: 'rtl' | undefined, ids: Ids): string {
  const id = ids.take(line.id, otherwise);
  const box = boxAround(line.polygon ?? line.baseline);
  const properties = title(box && bbox(box), box && baselineOf(box, line.baseline), confidenceOf(line.confidence));
  const words = wordsThatSay(line);
  const inside = words.length > 0 ? words.map((word, index) => writeWord(word, `${id}_w${index + 1}`, ids)) : line.text;
  const dir = directionOfLine(line.text, around);
  return element('span', { class: 'ocr_line', id, dir, title: properties }, inside);
}

function writeWord(word: Word, otherwise: string, ids: Ids): string {
  const properties = title(bboxOf(word.polygon), confidenceOf(word.confidence), glyphsOf(word.glyphs));
  return element('span', { class: 'ocrx_word', id: ids.take(word.id, otherwise), title: properties }, word.text);
}

function title(...properties: readonly (string | undefined)[]): string | undefined {
  return properties.filter(Boolean).join('; ') || undefined;
}

function bbox({ x, y, width, height }: Box): string {
  return `bbox ${corners({ x, y, width, height })}`;
}

function corners({ x, y, width, height }: Box): string {
  return [x, y, x + width, y + height].map((value) => Math.max(0, Math.round(value))).join(' ');
}

function bboxOf(points: readonly Point[] | undefined): string | undefined {
  const box = boxAround(points);
  return box && bbox(box);
}

/**
 * Slope, and height at the left edge, from the bottom left corner of the line's box. Of a line that stands upright the angle in
 * its place, counted against the clock: 90 is written up the page.
 */
function baselineOf(box: Box, baseline: readonly Point[] | undefined): string | undefined {
  const [first, last] = [baseline?.[0], baseline?.at(-1)];
  if (!first || !last) return undefined;
  const [right, down] = [last[0] - first[0], last[1] - first[1]];
  if (Math.abs(down) > Math.abs(right)) return `textangle ${down < 0 ? 90 : 270}`;
  if (right === 0) return undefined;
  const slope = down / right;
  const atLeft = first[1] + slope * (box.x - first[0]) - (box.y + box.height);
  return `baseline ${slope.toFixed(4)} ${Math.round(atLeft)}`;
}

function confidenceOf(confidence: number | undefined): string | undefined {
  return confidence === undefined ? undefined : `x_wconf ${Math.round(100 * confidence)}`;
}

/** Of each character, where all have them. */
function glyphsOf(glyphs: readonly Glyph[] = []): string | undefined {
  const boxes = glyphs.map(({ polygon }) => boxAround(polygon));
  const confidences = glyphs.map(({ confidence }) => confidence);
  return title(
    boxes.length > 0 && boxes.every((box) => box !== undefined)
      ? `x_bboxes ${boxes.map(corners).join(' ')}`
      : undefined,
    confidences.length > 0 && confidences.every((value) => value !== undefined)
      ? `x_confs ${confidences.map((value) => Math.round(100 * value)).join(' ')}`
      : undefined,
  );
}
