/**
 * npm run third-party: writes THIRD-PARTY.md, the licences of what is installed with ductus, from package-lock.json and
 * from the packages in node_modules. Of a package for one system only the file is not looked for, so that every system
 * writes the same.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { licenceAddresses } from '../licence-texts.js';

export const thirdPartyFile = 'THIRD-PARTY.md';

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

const head = `# Licences of others

What \`npm install ductus\` brings along, with the licence of each package: npm installs them beside it, each with its own files. ductus itself
is Apache-2.0 (LICENSE). Inside its files are zod, commander and the reader of ONNX files (\`dist/LICENSES.txt\`); \`dist/web/\` and \`dist/app/\` are
whole for browsers, and their \`LICENSES.txt\` name what is inside. \`@ductus/ctc\` brings nothing.
Packages that are named for a system are installed on that system only.

libvips, which reads and writes images for sharp (\`@img/sharp-libvips-*\`, on Windows and in WebAssembly inside
\`@img/sharp-*\`), is under LGPL-3.0-or-later. It is a library of its own that is loaded at run time and may be replaced by
another build (https://sharp.pixelplumbing.com/install#custom-libvips); the README.md of its package lists what is in it.
The handwriting fonts (\`@fontsource/*\`) are under OFL-1.1 or Apache-2.0.

This file is written by \`npm run third-party\`.
`;

/** @returns the text of THIRD-PARTY.md for what a folder's package-lock.json says */
export function thirdParty(folder: string): string {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const packages = Object.entries(lock.packages as Readonly<Record<string, Locked>>)
    .filter(([path, { dev, link }]) => path.startsWith('node_modules/') && !dev && !link)
    .map(([path, locked]) => ({ path, name: path.replace(/^.*node_modules\//, ''), ...locked }));
  const table = (rows: readonly (typeof packages)[number][]) =>
    [
      '| package | version | licence | text |',
      '| --- | --- | --- | --- |',
      ...new Set(
        rows.map((row) => `| ${row.name} | ${row.version} | ${row.license ?? 'not said'} | ${textOf(folder, row)} |`),
      ),
    ].join('\n');
  const isOptional = ({ optional, devOptional }: Locked) => optional === true || devOptional === true;
  return `${head}
## Needed

${table(packages.filter((locked) => !isOptional(locked)))}

## Optional, or for one system

${table(packages.filter(isOptional))}
`;
}

/** Where the licence's text is. */
function textOf(
  folder: string,
  { path, cpu, libc, optional, license = '' }: Locked & { readonly path: string },
): string {
  const texts = licenceAddresses(license);
  const place = join(folder, path);
  if (cpu || libc || (optional && !existsSync(place))) return texts.join(' ');
  if (!existsSync(place)) throw new Error(`${place}: is not installed, and its licence is wanted. Run: npm ci`);
  const files = readdirSync(place).filter((name) => /^(?:licen[cs]e|copying|notice)/i.test(name));
  return files.length > 0 ? `its ${files.sort().join(', ')}` : texts.join(' ');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(thirdPartyFile, thirdParty('.'));
