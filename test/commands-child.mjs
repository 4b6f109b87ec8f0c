/** Runs command lines one after the other in one process, as they come; started by cli-runner.ts. */
const { main } = await import(new URL('../dist/cli.js', import.meta.url).href);
const streams = { out: process.stdout, err: process.stderr };
const kept = process.listeners('uncaughtException');

async function run(args) {
  const result = { code: 0, out: '', err: '' };
  for (const [name, stream] of Object.entries(streams)) {
    stream.write = (chunk, ...more) => {
      result[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      more.findLast((one) => typeof one === 'function')?.();
      return true;
    };
  }
  process.exitCode = undefined;
  await main([process.execPath, 'ductus', ...args]);
  result.code = process.exitCode ?? 0;
  // What a command listens to until its process ends.
  for (const stream of Object.values(streams)) stream.removeAllListeners('error');
  for (const listener of process.listeners('uncaughtException')) {
    if (!kept.includes(listener)) process.off('uncaughtException', listener);
  }
  return result;
}

process.on('message', async (args) => process.send(await run(args)));
