/** ductus queue */
import type { Command } from 'commander';
import { configureQueueAdd } from './queue-add.js';
import { type QueueFlags, queueFlag, withQueue } from './queue-flags.js';
import { printStatus, watchStatus } from './queue-screen.js';
import { count, print, printJson } from './screen.js';

interface StatusFlags extends QueueFlags {
  readonly watch?: boolean;
  readonly json?: boolean;
}

export function configureQueue(command: Command): void {
  command.description(
    'Puts pages into a queue that any number of machines read from (ductus work), and looks after it.',
  );
  configureQueueAdd(command.command('add'));
  queueFlag(command.command('status'))
    .description('Says what a queue has.')
    .option('--watch', 'again and again, until it is interrupted')
    .option('--json', 'print one JSON object, with --watch one a line')
    .action(status);
  queueFlag(command.command('retry'))
    .description('Tries again what failed or was set aside.')
    .action((flags: QueueFlags) =>
      withQueue(flags, async (queue) => print(`${count(await queue.retry(), 'job')} put into the queue again`)),
    );
  queueFlag(command.command('drain'))
    .description('Forgets the jobs that wait; those that are worked on are finished.')
    .action((flags: QueueFlags) =>
      withQueue(flags, async (queue) => print(`${count(await queue.drain(), 'job')} taken out of the queue`)),
    );
  queueFlag(command.command('cancel'))
    .description('Forgets all jobs, those too that are worked on. What was written stays.')
    .action((flags: QueueFlags) =>
      withQueue(flags, async (queue) => {
        await queue.cancel();
        print('the queue is empty');
      }),
    );
  command.addHelpText(
    'after',
    `
Examples:
  ductus queue add scans/ --to /mnt/archive/read --queue redis://localhost
  ductus work --queue redis://localhost
  ductus queue status --watch --queue redis://localhost`,
  );
}

async function status(flags: StatusFlags): Promise<void> {
  await withQueue(flags, async (queue) => {
    if (flags.watch) return watchStatus(queue, flags.json ?? false);
    const now = await queue.status();
    if (flags.json) printJson(now);
    else printStatus(now);
  });
}
