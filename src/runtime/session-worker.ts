/** The thread behind `ThreadSession`. */
import { BoundSession } from './bound-session.js';
import type { ThreadSessionRequest, ThreadSessionResult } from './thread-session.js';
import { serve } from './workers.js';

let bound: BoundSession | undefined;

serve<ThreadSessionRequest, ThreadSessionResult>(
  async (request) => {
    if (request.kind === 'setup') {
      bound = await BoundSession.create(request.setup);
      return { result: {}, transfer: [] };
    }
    if (!bound) throw new Error('session: the first request must be the setup');
    const result = await bound.run(request.feeds);
    return { result, transfer: Object.values(result).map(({ data }) => data.buffer as ArrayBuffer) };
  },
  async () => bound?.dispose(),
);
