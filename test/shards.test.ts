/** Parts of an archive that are read beside each other into one folder, one of them killed (it must be built: npx tsdown). */
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePng } from '../src/runtime/index.js';
import { ductus, sharedProcess, startDuctus } from './cli-runner.js';
import { scan } from './documents.js';
import { temporaryFolder } from './lines.js';
import { writingModel } from './service.js';

let folder: string;
const boxes = 4;
const lines = 25;
const flags = ['--format', 'txt', '--format', 'page', '--threads', '1'];
const recognize = (out: string, ...more: readonly string[]) => [
  'recognize',
  'model.onnx',
  'archive',
  '--out',
  out,
  ...flags,
  ...more,
];
/** How far it is may be told, where the machine is slow. */
const succeeded = { code: 0, err: expect.not.stringContaining('skipped') };
const shared = sharedProcess();
const run = (...args: readonly string[]) => ductus(args, folder);

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder, 'model.onnx'), writingModel());
  for (let box = 0; box < boxes; box++) {
    await mkdir(join(folder, 'archive', `box${box}`), { recursive: true });
    for (let n = 0; n < lines; n++)
      await writeFile(
        join(folder, 'archive', `box${box}`, `line${n}.png`),
        await encodePng(scan(150 + n, 24, n + 90 * box)),
      );
  }
});

afterAll(() => rm(folder, { recursive: true }));

/** All files of results, but for the records, lists and tables of shards; of XML without the date. */
async function contentsOf(out: string): Promise<ReadonlyMap<string, string>> {
  const contents = new Map<string, string>();
  for (const path of (await readdir(join(folder, out), { recursive: true })).sort()) {
    if (!/\.(?:txt|xml)$|^recognized\.tsv$/.test(path)) continue;
    const text = await readFile(join(folder, out, path), 'utf8');
    contents.set(path, text.replace(/<(Created|LastChange)>[^<]*/g, '<$1>'));
  }
  return contents;
}

/** @returns the signal that ended it, which is none where it was ready first */
async function killed(args: readonly string[], record: string): Promise<NodeJS.Signals | null> {
  const child = startDuctus(args, folder);
  const ended = once(child, 'exit');
  while (child.exitCode === null && !(await readFile(record, 'utf8').catch(() => '')).includes('rows')) await passed(2);
  child.kill('SIGKILL');
  const [, signal] = await ended;
  return signal;
}

it('a shard that is killed and run again gives with the others what one process gives', async () => {
  const alone = await run(...recognize('alone'));
  expect(alone).toMatchObject(succeeded);
  const [signal, second] = await Promise.all([
    killed(recognize('shared', '--shard', '1/2'), join(folder, 'shared', 'ductus-results.1-of-2.jsonl')),
    run(...recognize('shared', '--shard', '2/2')),
  ]);
  expect(second).toMatchObject(succeeded);
  expect(second.out).toContain(`all of them in ${join('shared', 'recognized.2-of-2.tsv')}`);
  expect(signal).toBe('SIGKILL');
  const early = await run('merge', 'shared', '--json');
  const { unread, documents } = JSON.parse(early.out) as { unread: string[]; documents: number };
  expect([early.code, unread.length > 0, unread.length + documents]).toEqual([1, true, boxes * lines]);

  const again = await run(...recognize('shared', '--shard', '1/2'));
  expect([again.code, again.out]).toEqual([0, expect.stringContaining('read before')]);
  const merged = await run('merge', 'shared');
  expect(merged).toMatchObject({ code: 0, err: '' });
  expect(merged.out).toContain(`of ${boxes * lines} files and pages put together in`);
  expect(await contentsOf('shared')).toEqual(await contentsOf('alone'));

  const all = await run(...recognize('shared'));
  expect([all.code, all.out]).toEqual([0, expect.stringContaining(`${boxes * lines} files and pages read before`)]);
  expect(await contentsOf('shared')).toEqual(await contentsOf('alone'));
});

it('folders copied together are put together, and what is missing has a name', async () => {
  for (const n of [1, 2]) await run(...recognize(`part${n}`, '--shard', `${n}/2`));
  const missing = await run('merge', 'part1', '--out', 'parts');
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('shard 2/2 is missing')]);
  for (const n of [1, 2]) await cp(join(folder, `part${n}`), join(folder, 'whole'), { recursive: true });
  expect(await run('merge', 'whole')).toMatchObject({ code: 0, err: '' });
  expect(await contentsOf('whole')).toEqual(await contentsOf('alone'));
});

it('--shard that says nothing, and merge that is not told where to, are wrong usage', async () => {
  for (const [args, message] of [
    [recognize('none', '--shard', '3/2'), 'i from 1 to n'],
    [recognize('none', '--shard', 'auto'), 'neither SLURM_ARRAY_TASK_ID'],
    [['recognize', 'model.onnx', 'archive', '--shard', '1/2'], 'give --out too'],
    [['merge', 'part1', 'part2'], 'needs --out DIR'],
    [['merge', 's3://archive/read'], 'needs no merge'],
  ] as const) {
    const { code, err } = await shared(args);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  }
  expect(await shared(['merge', join(folder, 'archive')])).toMatchObject({
    code: 1,
    err: expect.stringContaining('no results are there'),
  });
});

describe('docs/many-machines.md', async () => {
  const docs = await readFile('docs/many-machines.md', 'utf8');
  const commands = [...docs.matchAll(/^```sh\n([\s\S]*?)\n```$/gm)].map(([, text = '']) => text);

  it('has commands that do in their order what it says', async () => {
    const place = join(folder, 'docs');
    await mkdir(join(place, 'archive'), { recursive: true });
    for (let n = 0; n < 4; n++)
      await cp(join(folder, 'archive', 'box0', `line${n}.png`), join(place, 'archive', `line${n}.png`));
    expect(commands.length).toBeGreaterThan(3);
    for (const command of commands) {
      const [name, ...args] = command.split(' ');
      expect(name).toBe('ductus');
      const { code, err } = await ductus(args, place);
      expect([command, code, err]).toEqual([command, 0, expect.not.stringContaining('skipped')]);
    }
    const table = await readFile(join(place, 'read', 'recognized.tsv'), 'utf8');
    expect(table.trimEnd().split('\n')).toHaveLength(5);
  });
});
