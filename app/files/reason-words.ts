/** Why something was not imported, in the person's words. */
import { words } from '../words/index.js';
import { type LeftOut, mostBytes, mostPixels, type Reason } from './left-out.js';

/** The reason in the person's words. */
export function reasonOf({ reason, detail }: LeftOut): string {
  const said = sentenceOf(reason);
  return detail ? `${said} (${detail})` : said;
}

function sentenceOf(reason: Reason): string {
  const { home, files } = words.value;
  if (reason === 'tooLarge') return home.reasons.tooLarge(mostPixels / 1e6);
  if (reason === 'tooManyBytes') return files.reasons.tooManyBytes(mostBytes / 1e6);
  if (reason === 'damagedXml' || reason === 'again') return files.reasons[reason];
  return home.reasons[reason];
}
