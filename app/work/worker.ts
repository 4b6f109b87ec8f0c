/** The thread that reads, writes files and trains, so that the page stays free. */
import { DuctusError } from 'ductus/web';
import { answering } from './answering.js';
import type { Answer, CallName, Calls, FailureAccount, Request, Stop } from './messages.js';

const stops = new Map<number, AbortController>();

self.onmessage = ({ data }: MessageEvent<Request | Stop>) => {
  if ('stop' in data) stops.get(data.stop)?.abort();
  else void answer(data);
};

async function answer({ id, name, in: input }: Request): Promise<void> {
  const stop = new AbortController();
  stops.set(id, stop);
  const send = (answer: Answer) => self.postMessage(answer);
  try {
    const out = await call(name, input, (told) => send({ id, told }), stop.signal);
    send({ id, out });
  } catch (error) {
    send({ id, error: accountOf(error, stop.signal) });
  } finally {
    stops.delete(id);
  }
}

function call<Name extends CallName>(
  name: Name,
  input: unknown,
  tell: (event: Calls[Name]['told']) => void,
  signal: AbortSignal,
): Promise<Calls[Name]['out']> {
  return answering[name](input as Calls[Name]['in'], tell, signal);
}

function accountOf(error: unknown, signal: AbortSignal): FailureAccount {
  const message = error instanceof Error ? error.message : String(error);
  return { message, code: error instanceof DuctusError ? error.code : undefined, stopped: signal.aborted };
}
