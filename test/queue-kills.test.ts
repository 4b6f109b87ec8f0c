/** Workers and servers of queues that die lose no page and write none twice (it must be built: npx tsdown). */
import { describe, expect, it } from 'vitest';
import { readUnderKills } from './queue-kills.js';
import { missing, type ServerName } from './queue-servers.js';

describe.each<ServerName>(['redis', 'postgres'])('a queue on %s', (server) => {
  const problem = missing(server);
  it.skipIf(problem !== undefined)(
    `has every page once in the results, as a single process reads them, whatever is killed${problem === undefined ? '' : ` (${problem})`}`,
    async () => {
      const kills = { server, workers: 3, workerKills: 3, serverKills: 1, stops: 1, pages: 60, seed: 1, within: 1200 };
      const { texts, expected, records, status } = await readUnderKills(kills);
      expect(Object.keys(expected).length).toBe(60);
      expect(texts).toEqual(expected);
      expect(records.length).toBe(60);
      expect(status).toMatchObject({ waiting: 0, working: 0, failed: 0, quarantine: [] });
    },
  );
});
