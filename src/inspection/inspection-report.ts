/** An examination as a page to look at: what is odd, with the images of it. */

import { ImageReader, type Sample } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { resample, scaleMap } from '../image/index.js';
import { escapeHtml, figure, htmlPage } from '../report/index.js';
import { decodeImage, pngDataUri } from '../runtime/index.js';
import { codePoint } from '../text/index.js';
import type { CharacterFacts, Examination, Oddity, SharedLines } from './examine.js';

export interface InspectionReport {
  readonly title: string;
  readonly examination: Examination;
  /** Files that are no lines at all. */
  readonly skipped: readonly Skipped[];
  readonly shared: SharedLines | undefined;
  /** A character's Unicode name. */
  nameOf(character: string): string;
}

/** Characters that occur less often are hardly learnt. */
export const rareCount = 5;
/** Pictures in one section. */
const shownLines = 24;
/** Of the lines with the same pixels, beside the first. */
const shownCopies = 8;
const shownDocuments = 200;
const shownSkipped = 200;

/** @returns the HTML document */
export async function renderInspectionReport({
  title,
  examination: e,
  skipped,
  shared,
  nameOf,
}: InspectionReport): Promise<string> {
  const images = new ImageReader();
  const rare = e.alphabet.filter(({ count }) => count < rareCount);
  const problems = e.infeasible.length + e.empty.length + e.unreadable.length + skipped.length;
  const sections = [
    skippedSection([...skipped, ...e.unreadable.map(({ problem }) => problem)]),
    await lineSection('More text than the image has frames', e.infeasible, images),
    await lineSection('Images with nothing on them', e.empty.map(plain), images),
    await sameSection('Lines with the same pixels', e.sameImages, images),
    shared ? sharedSection(shared) : '',
    await lineSection(
      'Lines that are narrow or wide for their text: is it the text of the image?',
      e.suspicious,
      images,
    ),
    section(`Characters that occur under ${rareCount} times`, await characterList(rare.slice(0, 60), nameOf, images)),
    ...e.lookAlikes.map(({ kind, characters }) => section(`Look alike: ${kind}`, alphabetTable(characters, nameOf))),
    await lineSection('Letters of both directions', e.bothDirections.map(plain), images),
    await lineSection('Texts that are not in NFC', e.notNfc.map(plain), images),
    await lineSection('Runs of white space, or white space at the ends', e.untidySpace.map(plain), images),
    section('Alphabet', alphabetTable(e.alphabet, nameOf)),
    section(
      'Documents',
      `<table><tr><th>document</th><th>lines</th><th>characters</th></tr>${e.documents
        .slice(0, shownDocuments)
        .map(
          ({ name, lines, characters }) =>
            `<tr><th>${escapeHtml(name)}</th><td>${lines}</td><td>${characters}</td></tr>`,
        )
        .join('')}</table>${more(e.documents.length, shownDocuments)}`,
    ),
  ];
  const range = ({ least, median, most }: { least: number; median: number; most: number }) =>
    `${least} to ${most}, median ${median}`;
  return htmlPage(
    title,
    `<header><h1>${escapeHtml(title)}</h1>
<div class="figures">
${figure('Lines', String(e.lines), `${e.documents.length} documents`)}
${figure('Characters', String(e.characters), `${e.alphabet.length} different ones`)}
${figure('Can not be used', String(problems), 'files and lines')}
${figure('To look at', String(e.suspicious.length), 'narrow or wide for their text')}
</div>
<dl><dt>image height</dt><dd>${range(e.imageHeights)} px</dd><dt>width at the line height</dt><dd>${range(e.widthsAtLineHeight)} px</dd><dt>characters a line</dt><dd>${range(e.charactersPerLine)}</dd><dt>characters a frame</dt><dd>${range(e.charactersPerFrame)}</dd></dl></header>
${sections.join('\n')}`,
  );
}

function section(name: string, html: string): string {
  return html === '' ? '' : `<section><h2>${escapeHtml(name)}</h2>${html}</section>`;
}

function more(count: number, shown: number): string {
  return count > shown ? `<p class="legend">and ${count - shown} more</p>` : '';
}

function plain(sample: Sample): Oddity {
  return { sample, reason: '' };
}

function visible(character: string): string {
  return /[\s\p{C}]/u.test(character) ? '␣' : character;
}

function alphabetTable(characters: readonly CharacterFacts[], nameOf: InspectionReport['nameOf']): string {
  const rows = characters.map(
    ({ character, count }) =>
      `<tr><th>${escapeHtml(visible(character))}</th><td>${codePoint(character)}</td><td style="text-align:left">${escapeHtml(nameOf(character))}</td><td>${count}</td></tr>`,
  );
  return rows.length === 0
    ? ''
    : `<table><tr><th>character</th><th>code</th><th>name</th><th>count</th></tr>${rows.join('')}</table>`;
}

async function characterList(
  characters: readonly CharacterFacts[],
  nameOf: InspectionReport['nameOf'],
  images: ImageReader,
): Promise<string> {
  const items = [];
  for (const { character, count, example } of characters) {
    const reason = `${visible(character)} ${codePoint(character)} ${nameOf(character)}, ${count} ×`;
    items.push(await article({ sample: example, reason }, images));
  }
  return items.join('');
}

async function lineSection(name: string, lines: readonly Oddity[], images: ImageReader): Promise<string> {
  const items = [];
  for (const line of lines.slice(0, shownLines)) items.push(await article(line, images));
  return section(
    lines.length > 0 ? `${name} (${lines.length})` : name,
    `${items.join('')}${more(lines.length, shownLines)}`,
  );
}

async function sameSection(name: string, groups: Examination['sameImages'], images: ImageReader): Promise<string> {
  const items = [];
  for (const [first, ...others] of groups.slice(0, shownLines)) {
    if (!first) continue;
    const names = others
      .slice(0, shownCopies)
      .map((copy) => `${copy.name} (${copy.text === first.text ? 'same text' : `“${copy.text}”`})`);
    const rest = others.length - shownCopies;
    const reason = `also ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
    items.push(await article({ sample: first, reason }, images));
  }
  return section(
    groups.length > 0 ? `${name} (${groups.length})` : name,
    `${items.join('')}${more(groups.length, shownLines)}`,
  );
}

function sharedSection({ images, texts }: SharedLines): string {
  const lines = texts.reduce((n, { validation }) => n + validation, 0);
  if (images.length === 0 && texts.length === 0) return '';
  const rows = texts
    .slice(0, shownSkipped)
    .map(
      ({ text, training, validation }) =>
        `<tr><th>${escapeHtml(text)}</th><td>${training}</td><td>${validation}</td></tr>`,
    );
  const pictures = images.slice(0, shownSkipped).map((same) => {
    const names = same.slice(0, shownCopies).map(({ name }) => escapeHtml(name));
    return `<li>${names.join(' = ')}${same.length > shownCopies ? ` and ${same.length - shownCopies} more` : ''}</li>`;
  });
  return section(
    `In both splits: ${images.length} images, the texts of ${lines} validation lines`,
    `${pictures.length > 0 ? `<ul>${pictures.join('')}</ul>${more(images.length, shownSkipped)}` : ''}<table><tr><th>text</th><th>in training</th><th>in validation</th></tr>${rows.join('')}</table>${more(texts.length, shownSkipped)}`,
  );
}

function skippedSection(skipped: readonly Skipped[]): string {
  const items = skipped
    .slice(0, shownSkipped)
    .map(
      ({ name, reason, detail }) =>
        `<li>${escapeHtml(name)}: ${escapeHtml(reason)}${detail ? ` (${escapeHtml(detail)})` : ''}</li>`,
    );
  return section(
    'Can not be read',
    items.length === 0 ? '' : `<ul>${items.join('')}</ul>${more(skipped.length, shownSkipped)}`,
  );
}

/** Thumbnails keep the page small. */
const thumbnailHeight = 48;
const thumbnailWidth = 900;

async function article({ sample, reason, detail }: Oddity, images: ImageReader): Promise<string> {
  const source = await thumbnail(sample, images);
  const remark = [reason, detail].filter(Boolean).join(': ');
  return `<article>${source ? `<img src="${source}" alt="">` : ''}<p class="text" dir="auto">${escapeHtml(sample.text)}</p><p class="name">${escapeHtml(sample.name)}${remark ? ` · ${escapeHtml(remark)}` : ''}</p></article>`;
}

async function thumbnail(sample: Sample, images: ImageReader): Promise<string | undefined> {
  try {
    const raster = await decodeImage(await images.read(sample.image));
    const scale = Math.min(1, thumbnailHeight / raster.height, thumbnailWidth / raster.width);
    const [width, height] = [raster.width, raster.height].map((size) => Math.max(1, Math.round(size * scale)));
    return await pngDataUri(resample(raster, scaleMap(raster, width as number, height as number)));
  } catch {
    return undefined;
  }
}
