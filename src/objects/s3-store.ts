/**
 * Objects of S3, or of a store that speaks like it. Amazon's own package does it, and is loaded only here; names and passwords
 * come from its usual places (environment, profiles, the machine's role) and are never seen by anything of ours.
 */
import { randomUUID } from 'node:crypto';
import type { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { notThere, ObjectError } from './object-error.js';
import { checkedKey } from './object-key.js';
import type { ObjectStore, StoredObject, WriteOptions } from './object-store.js';
import { parseS3, type S3Address } from './s3-address.js';

type Sdk = typeof import('@aws-sdk/client-s3');

/** Writers that get in each other's way are told to try again. */
const mostConflicts = 5;

export class S3Store implements ObjectStore {
  readonly address: string;

  private constructor(
    private readonly sdk: Sdk,
    private readonly client: S3Client,
    private readonly about: S3Address,
  ) {
    this.address = about.text;
  }

  /** @throws ObjectError with the code object/address, or package/missing where the package for it is not there */
  static async open(address: string): Promise<S3Store> {
    const place = parseS3(address);
    const sdk = await loadSdk();
    return new S3Store(sdk, new sdk.S3Client(clientOptions(place, process.env)), place);
  }

  async *list(prefix = ''): AsyncGenerator<StoredObject> {
    const { bucket, base } = this.about;
    let token: string | undefined;
    do {
      const page = await this.asked(prefix, () =>
        this.client.send(
          new this.sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: `${base}${prefix}`, ContinuationToken: token }),
        ),
      );
      for (const { Key: key = '', Size: size = 0, ETag: etag } of page.Contents ?? []) {
        // What programs with folders put in the place of one.
        if (key.endsWith('/')) continue;
        yield { key: key.slice(base.length), size, ...(etag === undefined ? {} : { etag }) };
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  async head(key: string): Promise<StoredObject | undefined> {
    const answer = await this.headOf(key);
    if (!answer) return undefined;
    return { key, size: answer.ContentLength ?? 0, ...(answer.ETag === undefined ? {} : { etag: answer.ETag }) };
  }

  async read(key: string): Promise<Uint8Array> {
    const body = await this.body(key);
    return this.asked(key, () => body.transformToByteArray());
  }

  async *readStream(key: string): AsyncGenerator<Uint8Array> {
    const body = await this.body(key);
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) yield chunk;
  }

  async write(
    key: string,
    bytes: Uint8Array,
    { ifAbsent = false }: WriteOptions = {},
  ): Promise<'written' | 'there already'> {
    const put = { ...this.named(key), Body: bytes };
    if (ifAbsent) return this.writeNew(key, put);
    await this.asked(key, () => this.client.send(new this.sdk.PutObjectCommand(put)));
    return 'written';
  }

  async remove(key: string): Promise<void> {
    await this.asked(key, () => this.client.send(new this.sdk.DeleteObjectCommand(this.named(key))));
  }

  dispose(): void {
    this.client.destroy();
  }

  private async writeNew(key: string, put: { Bucket: string; Key: string; Body: Uint8Array }) {
    const writer = randomUUID();
    const command = { ...put, IfNoneMatch: '*', Metadata: { writer } };
    for (let conflicts = 0; ; conflicts++) {
      try {
        await this.client.send(new this.sdk.PutObjectCommand(command));
        return 'written';
      } catch (error) {
        const status = statusOf(error);
        if (status === 409 && conflicts < mostConflicts) continue;
        if (status === 501) throw this.unsupported(error);
        if (status !== 412) throw this.failure(key, error);
        // A write whose answer was lost is sent again, and then its own object is in the way.
        const isOurs = attemptsOf(error) + conflicts > 1 && (await this.headOf(key))?.Metadata?.writer === writer;
        return isOurs ? 'written' : 'there already';
      }
    }
  }

  private async headOf(key: string) {
    try {
      return await this.client.send(new this.sdk.HeadObjectCommand(this.named(key)));
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw this.failure(key, error);
    }
  }

  private async body(key: string) {
    const { Body: body } = await this.asked(key, () =>
      this.client.send(new this.sdk.GetObjectCommand(this.named(key))),
    );
    if (!body) throw notThere(this.about.place, key);
    return body;
  }

  private named(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.about.bucket, Key: `${this.about.base}${checkedKey(key)}` };
  }

  private async asked<T>(key: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw this.failure(key, error);
    }
  }

  /** Without its cause: what the package throws has the request in it. */
  private failure(key: string, error: unknown): unknown {
    if (error instanceof ObjectError || !(error instanceof Error)) return error;
    if (error.name === 'NoSuchKey') return notThere(this.about.place, key);
    const { code: reason = error.name } = error as NodeJS.ErrnoException;
    const next =
      error.name === 'CredentialsProviderError'
        ? '; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'
        : '';
    return new ObjectError(`${this.about.place}: ${reason}: ${error.message}${next}`, {
      details: { path: `${this.about.place}/${key}`, value: error.name },
    });
  }

  private unsupported(error: unknown): ObjectError {
    const { message } = error as Error;
    return new ObjectError(
      `${this.about.place}: this store can't write only where nothing is (a conditional PUT): ${message}; use one that can`,
      { code: 'object/unsupported' },
    );
  }
}

/** Stores that are not Amazon's have the bucket in the path, and not all know its newer checksums. */
function clientOptions({ endpoint, region }: S3Address, environment: NodeJS.ProcessEnv) {
  const isElsewhere = endpoint ?? environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  if (isElsewhere === undefined) return region === undefined ? {} : { region };
  return {
    ...(endpoint === undefined ? {} : { endpoint }),
    region: region ?? environment.AWS_REGION ?? 'us-east-1',
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED' as const,
    responseChecksumValidation: 'WHEN_REQUIRED' as const,
  };
}

async function loadSdk(): Promise<Sdk> {
  try {
    return await import('@aws-sdk/client-s3');
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND')) throw cause;
    const value = '@aws-sdk/client-s3';
    throw new ObjectError(`s3://: it needs a package that is not there: npm install ${value}`, {
      code: 'package/missing',
      details: { value },
      cause,
    });
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as Partial<S3ServiceException>).$metadata?.httpStatusCode;
}

function attemptsOf(error: unknown): number {
  return (error as Partial<S3ServiceException>).$metadata?.attempts ?? 1;
}
