/** The commands of docs/queues.md are such as the command line takes. */
import { readFile } from 'node:fs/promises';
import { Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { configureQueue } from '../src/cli/queue.js';
import { configureWork } from '../src/cli/work.js';
import { errorCodes } from '../src/error-codes.js';

const docs = await readFile('docs/queues.md', 'utf8');
const examples = [...docs.matchAll(/^```sh\n(ductus .*)\n```$/gm)].map(([, text]) => text ?? '');

/** The command line, whose commands are parsed and do nothing. */
function parsing(done: (name: string) => void): Command {
  const program = new Command('ductus').exitOverride();
  configureQueue(program.command('queue'));
  configureWork(program.command('work'));
  const commands = program.commands.flatMap((command) => [command, ...command.commands]);
  for (const command of commands) {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
    if (command.commands.length === 0) command.action(() => done(command.name()));
  }
  return program;
}

async function ranBy(text: string): Promise<string | undefined> {
  let ran: string | undefined;
  const program = parsing((name) => {
    ran = name;
  });
  await program.parseAsync(text.split(' ').slice(1), { from: 'user' });
  return ran;
}

describe('an example is a command', () => {
  it.each(examples)('%s', async (text) => {
    expect(text).toContain(` ${await ranBy(text)} `);
  });

  it('there are some, and a wrong one is noticed', async () => {
    expect(examples.length).toBeGreaterThan(5);
    await expect(ranBy('ductus work --nothing')).rejects.toBeInstanceOf(CommanderError);
  });
});

it('names codes that there are', () => {
  const named = [...docs.matchAll(/`(queue\/[\w-]+)`/g)].map(([, code]) => code ?? '');
  expect(named.filter((code) => !(code in errorCodes))).toEqual([]);
  expect(named.length).toBeGreaterThan(4);
});
