/** ductus merge */
import type { Command } from 'commander';
import { type MergedResults, mergeResults, shardName } from '../recognition/node.js';
import { UsageError } from './errors.js';
import { isObjects } from './objects.js';
import { checkFolder } from './out-place.js';
import { count, print, printError, printJson } from './screen.js';

interface Flags {
  readonly out?: string;
  readonly json?: boolean;
}

/** Names of documents that a person is told; `--json` has all. */
const mostNamed = 20;

export function configureMerge(command: Command): void {
  command
    .description(
      'Puts the tables and records of shards together (recognize --shard), and says what is missing: shards, documents that were not read, and such as were read in different ways. The files of the documents stay where they are. Ends with exit code 1 where something is missing.',
    )
    .argument('<out...>', 'folders that recognize --out wrote to')
    .option('--out <dir>', 'where recognized.tsv and the record go (default: the folder itself, where one is named)')
    .option('--json', 'print one JSON object, with the names of all documents that are missing')
    .addHelpText(
      'after',
      `
Examples:
  ductus recognize scans/ --out read/ --shard 1/2
  ductus recognize scans/ --out read/ --shard 2/2     beside it, or on another machine
  ductus merge read/
  ductus merge read-1/ read-2/ --out all/`,
    )
    .action(run);
}

async function run(folders: readonly string[], { out = onlyOne(folders), json }: Flags): Promise<void> {
  if ([...folders, out ?? ''].some(isObjects)) {
    throw new UsageError(
      'what lies on s3:// needs no merge: recognize without --shard reads what is missing, and writes the table',
    );
  }
  if (out === undefined) throw new UsageError(`merge of ${folders.length} folders needs --out DIR`);
  await checkFolder('--out', out);
  const merged = await mergeResults(folders, out);
  if (json) printJson(asJson(merged));
  else
    print(
      `${count(merged.lines, 'text')} of ${count(merged.documents, 'file or page', 'files and pages')} put together in ${merged.table}`,
    );
  const missing = whatIsMissing(merged);
  if (!json) for (const text of missing) printError(`ductus: ${text}`);
  if (missing.length > 0) process.exitCode ||= 1;
}

function onlyOne(folders: readonly string[]): string | undefined {
  return folders.length === 1 ? folders.at(0) : undefined;
}

function asJson({ missingShards, behind, ...merged }: MergedResults): object {
  return {
    ...merged,
    missingShards: missingShards.map(shardName),
    behind: behind.map(({ listed, known, ...shard }) => ({ shard: shardName(shard), listed, known })),
  };
}

function whatIsMissing({ missingShards, behind, unread, differing }: MergedResults): readonly string[] {
  return [
    ...missingShards.map(
      (shard) => `shard ${shardName(shard)} is missing: it has not begun, or wrote to another folder`,
    ),
    ...behind.map(
      ({ listed, known, ...shard }) =>
        `shard ${shardName(shard)} began before all of its documents were there: it has ${listed}, another knows of ${known}; run it again`,
    ),
    ...named(unread, 'not read'),
    ...named(differing, 'read in different ways, the table has one of them'),
  ];
}

function named(keys: readonly string[], what: string): readonly string[] {
  const more = keys.length - mostNamed;
  const rest = more > 0 ? [`${what}: ${more} more; --json names all`] : [];
  return [...keys.slice(0, mostNamed).map((key) => `${what}: ${key}`), ...rest];
}
