/** Compiles the kernels with AssemblyScript and writes them as text, so that the packages need no file at run time. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

export interface Kernel {
  readonly source: string;
  readonly target: string;
  /** Whether it works on memory that threads share, which it imports, instead of on its own. */
  readonly shared?: true;
}

export const kernels: readonly Kernel[] = [
  { source: 'packages/ctc/wasm/kernel.ts', target: 'packages/ctc/src/kernel.wasm.ts' },
  { source: 'wasm/image.ts', target: 'src/image/kernel.wasm.ts' },
  { source: 'wasm/adamw.ts', target: 'src/training/adamw.wasm.ts', shared: true },
];

function path(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url));
}

/** 65,536 pages are the four gigabytes that an address reaches. */
const sharedMemory = ['--importMemory', '--sharedMemory', '--maximumMemory', '65536', '--enable', 'threads'];

/** @returns the text of the kernel's target @throws with the compiler's messages */
export async function compileKernel({ source, shared }: Kernel): Promise<string> {
  const sources: Record<string, string> = { 'kernel.ts': readFileSync(path(source), 'utf8') };
  let binary = new Uint8Array();
  const { error, stderr } = await asc.main(
    [
      ...['kernel.ts', '-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--outFile', 'kernel.wasm'],
      ...(shared ? sharedMemory : []),
    ],
    {
      readFile: (name) => sources[name] ?? null,
      writeFile: (_, content) => {
        if (typeof content !== 'string') binary = Uint8Array.from(content);
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${source}: ${stderr.toString()}`);
  const text = Buffer.from(binary)
    .toString('base64')
    .replace(/.{1,112}/g, "  '$&' +\n");
  return `/** Made from ${source} by \`npm run build:wasm\`. */\nexport const wasm =\n${text.replace(/ \+\n$/, ';\n')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const kernel of kernels) writeFileSync(path(kernel.target), await compileKernel(kernel));
}
