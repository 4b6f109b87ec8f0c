/** npm run check-packages: whether all packages are complete; before each is published. */
import { readFile } from 'node:fs/promises';
import { thirdParty, thirdPartyFile } from '../docs/third-party.js';
import { packages, problemsOf } from './packed-files.js';

const problems = (await Promise.all(packages.map(problemsOf))).flat();
if ((await readFile(thirdPartyFile, 'utf8')) !== thirdParty('.')) {
  problems.push(`${thirdPartyFile} is not that of what is installed. Run: npm run third-party`);
}
for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? 'all packages are complete' : 'not to be published');
process.exitCode = problems.length === 0 ? 0 : 1;
