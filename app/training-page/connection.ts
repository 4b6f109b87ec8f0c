/** The connection to the run: what it tells is gathered, and shown a few times a second. */
import { signal } from '@preact/signals';
import type { RunNews } from '../../src/server/index.js';
import { nothingYet, withNews } from './followed.js';

export const run = signal(nothingYet);
export const isConnected = signal(false);
/** Whether the run could not be told to stop. */
export const isDeaf = signal(false);

/** Milliseconds. */
const pace = 200;

let gathered: RunNews[] = [];

/** The browser itself connects anew where the connection breaks, and says what it has. */
export function connect(): void {
  const source = new EventSource('events');
  source.onopen = () => {
    isConnected.value = true;
  };
  source.onerror = () => {
    isConnected.value = false;
  };
  source.onmessage = ({ data }: MessageEvent<string>) => {
    const news: readonly RunNews[] = JSON.parse(data);
    if (gathered.length === 0) setTimeout(show, pace);
    gathered = [...gathered, ...news];
    // After its end nobody is there to connect to.
    if (news.some((told) => told.kind === 'state' && (told.state === 'ended' || told.state === 'failed')))
      source.close();
  };
}

function show(): void {
  const news = gathered;
  gathered = [];
  run.value = withNews(run.value, news);
}

export async function stop(): Promise<void> {
  const headers = { 'x-ductus-token': run.value.hello?.token ?? '' };
  const answer = await fetch('stop', { method: 'POST', headers }).catch(() => undefined);
  isDeaf.value = !answer?.ok;
}
