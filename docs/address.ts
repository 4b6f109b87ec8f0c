/**
 * npm run address: writes where the code lies into both package.json. The address is not known before the code is published:
 * fill in `codeHost` then, such as 'https://code.example/owner/ductus', and run it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const codeHost: string | undefined = undefined;

/** What package.json says of the address; nothing while there is none. */
export function addressOf(host: string | undefined, directory: string): Readonly<Record<string, unknown>> {
  if (host === undefined) return {};
  return {
    repository: { type: 'git', url: `git+${host}.git`, ...(directory === '.' ? {} : { directory }) },
    homepage: `${host}#readme`,
    bugs: `${host}/issues`,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const directory of ['.', 'packages/ctc']) {
    const path = `${directory}/package.json`;
    const { repository: _r, homepage: _h, bugs: _b, ...manifest } = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, `${JSON.stringify({ ...manifest, ...addressOf(codeHost, directory) }, null, 2)}\n`);
  }
}
