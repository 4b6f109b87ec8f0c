#!/usr/bin/env node
import { existsSync } from 'node:fs';

const cli = new URL('../dist/cli.js', import.meta.url);
if (existsSync(cli)) {
  const { main } = await import(cli.href);
  await main(process.argv);
} else {
  console.error('ductus is not built yet. Run "npm ci" and then "npm run build" in the checkout.');
  process.exitCode = 1;
}
