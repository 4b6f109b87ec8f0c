#!/usr/bin/env node
import { existsSync } from 'node:fs';

const cli = new URL('../dist/cli.js', import.meta.url);
if (existsSync(cli)) {
  try {
    const { main } = await import(cli.href);
    await main(process.argv);
  } catch (error) {
    // Its own messages could not be loaded either.
    console.error(
      `ductus can't be started: ${error.message}. Is a limit set (ulimit -a), or is the installation damaged?`,
    );
    process.exitCode = 1;
  }
} else {
  console.error('ductus is not built yet. Run "npm ci" and then "npm run build" in the checkout.');
  process.exitCode = 1;
}
