/** How a queue stands, as a page that a person leaves open: it loads nothing, has no script, and comes anew by itself. */
import { createHash } from 'node:crypto';
import { escaped } from './html-text.js';
import type { QueueState } from './queue-watch.js';

const style = `:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.25rem;font-weight:600;margin:0}h2{font-size:1rem;font-weight:600;margin:2rem 0 .25rem}p{margin:.25rem 0;opacity:.75;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:1rem;margin:1.5rem 0}dt{opacity:.75}dd{margin:0;font-size:1.75rem;font-variant-numeric:tabular-nums}
progress{appearance:none;width:100%;height:.5rem;border:0;border-radius:.25rem;background:#8884;overflow:hidden}progress::-webkit-progress-bar{background:#8884}progress::-webkit-progress-value{background:#4a7c59}progress::-moz-progress-bar{background:#4a7c59}
table{border-collapse:collapse;width:100%}td{padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8884;overflow-wrap:anywhere}td+td{text-align:right;font-variant-numeric:tabular-nums}ul{padding-left:1.25rem;margin:.25rem 0;overflow-wrap:anywhere}`;

/** Only this style sheet, by its hash; nothing else is loaded. */
export const queuePagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const refreshSeconds = 5;
/** Of the pages of a list. */
const mostNamed = 100;

export function queuePage(state: QueueState, now: Date): string {
  const { queue, waiting, working, finished, failed, workers, pagesPerSecond, failures, unread, quarantine } = state;
  const jobs = waiting + working + finished + failed;
  const counts = [
    ['waiting', whole(waiting)],
    ['worked on', whole(working)],
    ['done', whole(finished)],
    ['failed', whole(failed)],
    ['set aside', whole(quarantine.length)],
    ['pages/s', pagesPerSecond === null ? '–' : pagesPerSecond.toFixed(2)],
    ['workers', workers === null ? '–' : whole(workers)],
  ] as const;
  const ended = whole(finished + failed);
  return page(`<h1>Queue</h1>
<p>${escaped(queue)}</p>
<dl>${counts.map(([name, count]) => `<div><dt>${name}<dd>${count}</div>`).join('')}</dl>
<progress value="${finished + failed}" max="${Math.max(1, jobs)}" aria-label="jobs that have ended"></progress>
<p>${ended} of ${whole(jobs)} jobs have ended</p>
${failuresTable(failures)}${namesList(
  'Not read; ductus queue retry tries again',
  unread.map(({ path, reason }) => `${path}: ${reason}`),
)}${namesList('Set aside, since who read them died', quarantine)}<p>${now.toISOString().slice(0, 19).replace('T', ' ')} UTC, again every ${refreshSeconds} s</p>`);
}

/** Where the queue does not answer. */
export function silentQueuePage(problem: string, now: Date): string {
  return page(`<h1>Queue</h1>
<p>${escaped(problem)}</p>
<p>${now.toISOString().slice(0, 19).replace('T', ' ')} UTC, again every ${refreshSeconds} s</p>`);
}

function page(body: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="${refreshSeconds}">
<title>ductus: the queue</title>
<style>${style}</style>
${body}
</html>
`;
}

function failuresTable(failures: QueueState['failures']): string {
  const rows = Object.entries(failures).sort(([, a], [, b]) => b - a);
  if (rows.length === 0) return '';
  const cells = rows.map(([code, count]) => `<tr><td>${escaped(code)}<td>${whole(count)}`);
  return `<h2>What failed, of the last jobs</h2>\n<table>${cells.join('')}</table>\n`;
}

function namesList(title: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const rest = names.length - mostNamed;
  const items = names.slice(0, mostNamed).map((name) => `<li>${escaped(name)}`);
  return `<h2>${title}</h2>\n<ul>${items.join('')}${rest > 0 ? `<li>and ${whole(rest)} more` : ''}</ul>\n`;
}

function whole(count: number): string {
  return count.toLocaleString('en-US');
}
