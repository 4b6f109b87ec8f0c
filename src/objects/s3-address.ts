/** What an address of S3 says: the bucket, the beginning of all keys, and where a store that is not Amazon's is asked. */
import { ObjectError } from './object-error.js';

export interface S3Address {
  readonly bucket: string;
  /** What all keys begin with: nothing, or parts with a `/` at the end. */
  readonly base: string;
  /** Of a store that is not Amazon's (Ceph, Garage, SeaweedFS), such as https://s3.archive.example */
  readonly endpoint?: string;
  readonly region?: string;
  /** The bucket and the prefix alone, for messages. */
  readonly place: string;
  /** The address again, in its one form. */
  readonly text: string;
}

const form = 's3://BUCKET/PREFIX, with ?endpoint=https://… and &region=… for a store that is not Amazon’s';

/**
 * Everything is taken as it stands: `%` and spaces are parts of keys.
 * @throws ObjectError with the code object/address; it repeats nothing of an address that may have a password in it
 */
export function parseS3(address: string): S3Address {
  if (/^s3:\/\/[^/?]*[@:]|endpoint=\w+:\/\/[^/&]*@/.test(address)) {
    throw wrong(
      'an address of S3 has no names, passwords or ports; whoever may come in is told by AWS_PROFILE and the like',
    );
  }
  const [, bucket, path = '', query = ''] = /^s3:\/\/([^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/.exec(address) ?? [];
  if (bucket === undefined) throw wrong(`${address}: it must be ${form}`);
  const { endpoint, region, ...unknown } = Object.fromEntries(new URLSearchParams(query));
  const [name] = Object.keys(unknown);
  if (name !== undefined) throw wrong(`${address}: ${name} is not known; it must be ${form}`);
  if (endpoint !== undefined && !URL.canParse(endpoint)) throw wrong(`${address}: endpoint is no address`);
  const prefix = path.split('/').filter(Boolean).join('/');
  const about = { ...(endpoint === undefined ? {} : { endpoint }), ...(region === undefined ? {} : { region }) };
  const asked = Object.entries(about).map(([key, value]) => `${key}=${value}`);
  const place = prefix === '' ? `s3://${bucket}` : `s3://${bucket}/${prefix}`;
  const text = asked.length === 0 ? place : `${place}?${asked.join('&')}`;
  return { bucket, base: prefix === '' ? '' : `${prefix}/`, ...about, place, text };
}

function wrong(message: string): ObjectError {
  return new ObjectError(message, { code: 'object/address' });
}
