/** Real pages: the maps that a network without fault would give, back to lines. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readPageFile } from '../formats/index.js';
import { linesOf, type Page } from '../page/index.js';
import {
  averageScores,
  type BaselineScore,
  layoutMapsOf,
  layoutTargets,
  linesFromMaps,
  scoreBaselines,
  writingHeights,
} from './index.js';

const shared = join(process.env.DUCTUS_SHARED ?? '../shared', 'pages');

function drawnAndFound(page: Page) {
  const heights = writingHeights(page);
  const ascenders = [...heights.values()].map(({ ascender }) => ascender).sort((a, b) => a - b);
  const scale = 20 / (ascenders[ascenders.length >> 1] ?? 20);
  const even = (length: number) => 2 * Math.ceil((length * scale) / 2);
  const crop = { x: 0, y: 0, scale, width: even(page.width), height: even(page.height) };
  const size = { width: crop.width / 2, height: crop.height / 2 };
  const maps = layoutMapsOf(layoutTargets({ page, heights }, crop, []), size, []);
  return linesFromMaps(maps, { scale: [2 / scale, 2 / scale], origin: [0, 0], width: page.width, height: page.height });
}

const sets = existsSync(shared) ? readdirSync(shared).filter((name) => existsSync(join(shared, name, 'val'))) : [];

it.skipIf(sets.length === 0)(
  'the lines of real pages come back (skipped without ../shared)',
  async () => {
    const scores: BaselineScore[] = [];
    for (const set of sets) {
      const [first = ''] = readdirSync(join(shared, set, 'val')).filter((name) => name.endsWith('.xml'));
      const { page } = await readPageFile(readFileSync(join(shared, set, 'val', first)));
      const truth = linesOf(page).map(({ baseline = [] }) => baseline);
      const found = drawnAndFound(page).lines.map(({ baseline }) => baseline);
      scores.push(scoreBaselines(truth, found));
    }
    // One of the pages has upright notes, which are not found.
    expect(averageScores(scores).f).toBeGreaterThan(0.98);
  },
  60_000,
);
