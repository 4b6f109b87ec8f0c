import { expect, it } from 'vitest';
import { backingOff } from './back-off.js';
import { QueueError } from './queue-error.js';

it.each(['object/address', 'object/key', 'queue/model'])(
  'tries nothing again that no waiting mends: %s',
  async (code) => {
    let tries = 0;
    const work = async () => {
      tries++;
      throw new QueueError(`${code}: it is wrong`, { code: 'queue/reading' });
    };
    await expect(backingOff(work, new AbortController().signal)).rejects.toThrow(code);
    expect(tries).toBe(1);
  },
);
