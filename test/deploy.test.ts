/** The templates for many machines in deploy/: what they start, and with what. */
import { execFile } from 'node:child_process';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { shardOfFlag } from '../src/cli/shard-flag.js';
import { instructionsOf } from './dockerfile.js';
import { temporaryFolder } from './lines.js';

const run = promisify(execFile);
const docker = await readFile('deploy/Dockerfile', 'utf8');

describe('the Dockerfile, which `npm run container` follows', async () => {
  const instructions = instructionsOf(docker);
  const copied = instructions.flatMap(({ name, rest }, at) =>
    name === 'COPY' ? [{ words: rest.split(' '), at }] : [],
  );
  const { stdout } = await run('git', ['ls-files']);
  const files = stdout.split('\n');

  it('copies what is there', () => {
    const sources = copied.flatMap(({ words: [first = '', ...words] }) =>
      first.startsWith('--from')
        ? words.slice(0, -1).map((path) => path.replace('/opt/ductus/', ''))
        : [first, ...words.slice(0, -1)],
    );
    const made = ['.', 'node_modules', 'dist'];
    for (const path of sources.filter((path) => !made.includes(path)))
      expect(files.filter((file) => file === path || file.startsWith(`${path}/`))).not.toEqual([]);
  });

  it('has what npm asks for before it installs', () => {
    const installs = instructions.findIndex(({ rest }) => rest.startsWith('npm ci'));
    const before = copied.filter(({ at }) => at < installs).flatMap(({ words }) => words);
    const workspaces = files.filter((file) => /^packages\/[^/]+\/package\.json$/.test(file));
    expect(before).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', ...workspaces]));
  });
});

describe.skipIf(process.platform === 'win32')('the array job of Slurm', () => {
  const script = 'deploy/slurm/recognize.sbatch';
  let folder: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    // In the place of ductus: it says what it was started with.
    await writeFile(join(folder, 'ductus'), '#!/bin/sh\nprintf "%s\\n" "$@"\n');
    await chmod(join(folder, 'ductus'), 0o755);
  });

  afterAll(() => rm(folder, { recursive: true }));

  const body = async (environment: Readonly<Record<string, string>>) => {
    const env = { PATH: `${folder}:${process.env.PATH}`, SLURM_CPUS_PER_TASK: '8', ...environment };
    return (await run('bash', [script], { env })).stdout.trimEnd().split('\n');
  };

  it('is a script that bash can read', async () => {
    await run('bash', ['-n', script]);
  });

  it('reads its part, with as many threads as it has cores', async () => {
    expect(await body({ DUCTUS_PAGES: 'my archive', DUCTUS_OUT: 'read' })).toEqual([
      ...['recognize', 'my archive', '--out', 'read', '--shard', 'auto', '--threads', '8'],
    ]);
  });

  it('takes a model, options, and another command such as that of the container', async () => {
    const more = {
      DUCTUS_MODEL: 'm.onnx',
      DUCTUS_OPTIONS: '--format page --format txt',
      DUCTUS: `${folder}/ductus exec x`,
    };
    expect(await body({ DUCTUS_PAGES: 'a', DUCTUS_OUT: 'b', ...more })).toEqual([
      ...['exec', 'x', 'recognize', 'm.onnx', 'a', '--out', 'b', '--shard', 'auto', '--threads', '8'],
      ...['--format', 'page', '--format', 'txt'],
    ]);
  });

  it('says what it was not told', async () => {
    await expect(body({ DUCTUS_OUT: 'b' })).rejects.toMatchObject({ stderr: expect.stringContaining('DUCTUS_PAGES') });
  });

  it('has an array that --shard auto takes, each part once', async () => {
    const [, first = '', last = ''] = /^#SBATCH --array=(\d+)-(\d+)$/m.exec(await readFile(script, 'utf8')) ?? [];
    const count = Number(last) - Number(first) + 1;
    const shards = Array.from({ length: count }, (_, n) =>
      shardOfFlag('auto', {
        SLURM_ARRAY_TASK_ID: `${Number(first) + n}`,
        SLURM_ARRAY_TASK_MIN: first,
        SLURM_ARRAY_TASK_COUNT: `${count}`,
      }),
    );
    expect(shards).toEqual(Array.from({ length: count }, (_, n) => ({ index: n + 1, count })));
  });
});

describe('the indexed Job of Kubernetes', async () => {
  const named = z.object({ name: z.string() });
  const container = z.object({
    image: z.string(),
    command: z.array(z.string()),
    args: z.array(z.string()),
    env: z.array(z.object({ name: z.string(), value: z.string() })),
    resources: z.object({ requests: z.record(z.string(), z.string()), limits: z.record(z.string(), z.string()) }),
    securityContext: z.unknown(),
    volumeMounts: z.array(named.extend({ mountPath: z.string(), readOnly: z.boolean().optional() })),
  });
  const pod = z.object({
    restartPolicy: z.string(),
    securityContext: z.object({ runAsNonRoot: z.boolean(), runAsUser: z.number().positive() }),
    containers: z.tuple([container]),
    volumes: z.array(named),
  });
  const job = z
    .object({
      apiVersion: z.literal('batch/v1'),
      kind: z.literal('Job'),
      metadata: named,
      spec: z.strictObject({
        completionMode: z.string(),
        completions: z.number(),
        parallelism: z.number(),
        backoffLimitPerIndex: z.number(),
        maxFailedIndexes: z.number(),
        podFailurePolicy: z.unknown(),
        template: z.object({ spec: pod }),
      }),
    })
    .parse(parse(await readFile('deploy/kubernetes/recognize-job.yaml', 'utf8')));
  const { spec } = job;
  const { containers, volumes, ...about } = spec.template.spec;
  const [{ env, args, command, image, ...reader }] = containers;
  const environment = new Map(env.map(({ name, value }) => [name, value]));

  it('has as many parts as --shard auto is told, each once', () => {
    expect(spec.completionMode).toBe('Indexed');
    expect(environment.get('JOB_COMPLETION_COUNT')).toBe(`${spec.completions}`);
    const shards = Array.from({ length: spec.completions }, (_, n) =>
      shardOfFlag('auto', { ...Object.fromEntries(environment), JOB_COMPLETION_INDEX: `${n}` }),
    );
    expect(shards).toEqual(shards.map((_, n) => ({ index: n + 1, count: spec.completions })));
    expect(args.slice(args.indexOf('--shard')).slice(0, 2)).toEqual(['--shard', 'auto']);
  });

  it('is one that Kubernetes takes: failures counted by part want pods that are not started again', () => {
    expect(about.restartPolicy).toBe('Never');
    expect(spec.parallelism).toBeLessThanOrEqual(spec.completions);
    expect(spec.maxFailedIndexes).toBeLessThanOrEqual(spec.completions);
    expect(job.metadata.name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
  });

  it('runs the command of the image of the service', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(image).toBe(`ductus:${version}`);
    expect(docker).toContain(`ENTRYPOINT ["${command.join('", "')}", "serve"`);
    expect(docker).toContain('USER node');
    expect(args.at(0)).toBe('recognize');
  });

  it('has no rights, writes only where it must, and says what it needs', () => {
    expect(about.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(reader.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const places = new Map(reader.volumeMounts.map(({ mountPath, readOnly = false }) => [mountPath, readOnly]));
    expect(places).toEqual(
      new Map([
        ['/archive', true],
        ['/results', false],
        ['/tmp', false],
      ]),
    );
    expect(volumes.map(({ name }) => name)).toEqual(reader.volumeMounts.map(({ name }) => name));
    expect(args).toEqual(expect.arrayContaining(['/archive', '/results']));
    for (const amounts of [reader.resources.requests, reader.resources.limits])
      expect(Object.keys(amounts)).toEqual(['cpu', 'memory']);
    expect(args.at(args.indexOf('--threads') + 1)).toBe(reader.resources.limits.cpu);
  });
});
