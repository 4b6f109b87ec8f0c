/** Which format an answer has: the address says it, or the header `Accept` (RFC 9110, 12.5.1). */
import type { OutputFormat } from '../../formats/index.js';
import { ServiceError } from './service-error.js';

/** Of each format its media type. PAGE and ALTO have none that is registered: these name who describes them. */
export const mediaTypes = {
  json: 'application/json',
  txt: 'text/plain; charset=utf-8',
  tsv: 'text/tab-separated-values; charset=utf-8',
  page: 'application/vnd.prima.page+xml',
  alto: 'application/vnd.loc.alto+xml',
  hocr: 'text/vnd.hocr+html; charset=utf-8',
  pdf: 'application/pdf',
} as const satisfies Readonly<Record<OutputFormat, string>>;

/** Formats of which a file has one page. */
type SingleFormat = 'page' | 'alto' | 'hocr';

export function isSingle(format: OutputFormat): format is SingleFormat {
  return format === 'page' || format === 'alto' || format === 'hocr';
}

const bare = (type: string) => type.split(';')[0] ?? '';

/**
 * @param accept the header; what is liked best of what there is, the first of equals
 * @param offered the formats that there are, the usual one first
 * @throws ServiceError where there is none of these
 */
export function acceptedFormat<F extends OutputFormat>(accept: string | undefined, offered: readonly F[]): F {
  const ranges = rangesOf(accept ?? '*/*');
  let best: { readonly format: F; readonly quality: number } | undefined;
  for (const format of offered) {
    const quality = qualityOf(bare(mediaTypes[format]), ranges);
    if (quality > (best?.quality ?? 0)) best = { format, quality };
  }
  if (best) return best.format;
  const types = offered.map((format) => bare(mediaTypes[format])).join(', ');
  throw new ServiceError('service/accept', `the answer can be ${types}; none of these is accepted`);
}

interface MediaRange {
  readonly type: string;
  readonly quality: number;
}

function rangesOf(accept: string): readonly MediaRange[] {
  return accept.split(',').flatMap((part) => {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    if (type === '') return [];
    const said = parameters.find((parameter) => parameter.startsWith('q='));
    const quality = said === undefined ? 1 : Number(said.slice(2));
    return [{ type, quality: quality >= 0 && quality <= 1 ? quality : 0 }];
  });
}

/** The most exact range that a type is in says how much it is liked. */
function qualityOf(type: string, ranges: readonly MediaRange[]): number {
  const [group] = type.split('/');
  for (const wanted of [type, `${group}/*`, '*/*']) {
    const range = ranges.find((candidate) => candidate.type === wanted);
    if (range) return range.quality;
  }
  return 0;
}
