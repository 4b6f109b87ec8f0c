/** Workers and servers of queues that die lose no page and write none twice (it must be built: npx tsdown). */
import { describe, expect, it } from 'vitest';
import { readUnderKills } from './queue-kills.js';
import { missing, type ServerName } from './queue-servers.js';
import { cases } from './thorough.js';

describe.each<ServerName>(['redis', 'postgres'])('a queue on %s', (server) => {
  const problem = missing(server);
  it.skipIf(problem !== undefined)(
    `has every page once in the results, as a single process reads them, whatever is killed${problem === undefined ? '' : ` (${problem})`}`,
    async () => {
      const deaths = { workerKills: cases(2, 10), serverKills: cases(1, 5), stops: 1 };
      const kills = { server, workers: cases(2, 4), ...deaths, lines: cases(30, 200), pages: 0, seed: 1, within: 1200 };
      const { expected, differences, records, status, kills: killed } = await readUnderKills(kills);
      expect(killed).toBeGreaterThan(0);
      expect([records, expected]).toEqual([kills.lines, 2 * kills.lines]);
      expect(differences).toEqual([]);
      expect(status).toMatchObject({ waiting: 0, working: 0, failed: 0, quarantine: [] });
    },
  );
});
