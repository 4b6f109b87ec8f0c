/** Where a layout model's bytes come from in browsers: an address that the program names. */
import { ModelError } from '../model/index.js';

/** @throws ModelError when there is none */
export async function modelBytes(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new ModelError(
    `${address}: the server answers ${response.status} ${response.statusText}. Is the address right?`,
    {
      code: 'model/not-found',
      details: { path: address, value: response.status },
    },
  );
}

/** None is fetched that the program didn't name. */
export async function shippedModel(): Promise<string | undefined> {
  return undefined;
}
