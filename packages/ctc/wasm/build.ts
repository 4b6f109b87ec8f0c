/** Compiles kernel.ts with AssemblyScript and writes it as text, so that the package needs no file at run time. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

export const target = fileURLToPath(new URL('../src/kernel.wasm.ts', import.meta.url));

/** @returns the text of `src/kernel.wasm.ts` @throws with the compiler's messages */
export async function compileKernel(): Promise<string> {
  const sources: Record<string, string> = {
    'kernel.ts': readFileSync(fileURLToPath(new URL('kernel.ts', import.meta.url)), 'utf8'),
  };
  let binary = new Uint8Array();
  const { error, stderr } = await asc.main(
    ['kernel.ts', '-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--outFile', 'kernel.wasm'],
    {
      readFile: (name) => sources[name] ?? null,
      writeFile: (_, content) => {
        if (typeof content !== 'string') binary = Uint8Array.from(content);
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`asc: ${stderr.toString()}`);
  const text = Buffer.from(binary)
    .toString('base64')
    .replace(/.{1,112}/g, "  '$&' +\n");
  return `/** Made from wasm/kernel.ts by \`npm run build:wasm\`. */\nexport const wasm =\n${text.replace(/ \+\n$/, ';\n')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, await compileKernel());
