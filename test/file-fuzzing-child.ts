/** Uses what it is told of, and answers what a person would be told (file-fuzzing.ts). */
import { join } from 'node:path';
import { reportFailure } from '../src/cli/errors.js';
import { evaluateModel, Recognizer, readLanguage, resume, train } from '../src/index.js';
import type { Case, Outcome } from './file-fuzzing.js';

const out = (path: string) => `${path}.out.onnx`;

/** The first events of a run that does nothing more. */
async function begin(events: AsyncGenerator<unknown>): Promise<void> {
  try {
    await events.next();
  } finally {
    await events.return(undefined);
  }
}

async function use({ use, path, model, lines }: Case): Promise<void> {
  const line = join(lines, 'doc0_000.png');
  const read = async (given: string, lm?: string) => {
    const recognizer = await Recognizer.load(given, { language: await readLanguage({ lm }) });
    try {
      await recognizer.recognize(line);
    } finally {
      await recognizer.dispose();
    }
  };
  if (use === 'recognise') await read(path);
  else if (use === 'language') await read(model, path);
  else if (use === 'evaluate') await evaluateModel(path, [line], { threads: 1 });
  else if (use === 'data') await evaluateModel(model, [path], { threads: 1 });
  else if (use === 'resume') await begin(resume(path, { steps: 3 }));
  else {
    const isModel = path.endsWith('.onnx');
    const settings = { out: out(path), run: `${path}.run`, threads: 1, steps: 1 };
    await begin(train({ data: [isModel ? lines : path], from: isModel ? path : model, ...settings }));
  }
}

process.on('message', async (one: Case) => {
  const before = process.cpuUsage();
  let message: string | undefined;
  const said: string[] = [];
  console.error = (text: string) => said.push(text);
  try {
    await use(one);
  } catch (error) {
    reportFailure(error);
    message = said.join('\n');
    if (message.includes('unexpected error') && error instanceof Error) message += `\n${error.stack}`;
  }
  const { user, system } = process.cpuUsage(before);
  const outcome: Outcome = { message, cpuSeconds: (user + system) / 1e6, bytes: process.resourceUsage().maxRSS * 1024 };
  process.send?.(outcome);
});
