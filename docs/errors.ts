/** npm run errors: writes docs/errors.md, the codes of all failures, from src/error-codes.ts. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorCodes } from '../src/error-codes.js';

export const errorsFile = 'docs/errors.md';

const head = `# Errors

What a person or a program can do something about is thrown as a \`DuctusError\`: \`DataError\`, \`ModelError\`,
\`TrainingError\` and others extend it. Its message says what is wrong and what to do next; its \`code\` says which failure it
is and stays when the message is worded better; its \`details\` say what it is about: \`path\`, \`options\`, \`value\`, \`line\`,
where there is one. Any other error is a fault of ductus, or the system's.

\`\`\`ts
try {
  for await (const event of train({ data: ['lines'], out: 'model.onnx' })) show(event);
} catch (error) {
  if (error instanceof DuctusError && error.code === 'training/overwrite') askForAnotherPlace(error.details.path);
  else throw error;
}
\`\`\`

A message names options in backticks, as a program writes them (\`groupBy\`), and \`details.options\` lists them. The command
line puts its flags in their place (\`--group-by\`) and ends with exit code 1, and with 2 where what was typed is wrong.

| code | what it means |
| ---- | ------------- |
`;

/** @returns the text of docs/errors.md */
export function errorsPage(): string {
  const rows = Object.entries(errorCodes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  return `${head}${rows.join('\n')}\n\nThis file is written by \`npm run errors\`.\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(errorsFile, errorsPage());
