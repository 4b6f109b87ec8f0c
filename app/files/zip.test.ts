import { describe, expect, it } from 'vitest';
import { Unzip, Zip } from './zip.js';

async function zipped(files: Readonly<Record<string, string | Blob>>): Promise<Blob> {
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const whole = new Response(readable).blob();
  const zip = new Zip(writable);
  for (const [name, part] of Object.entries(files)) await zip.add(name, part);
  await zip.close();
  return whole;
}

async function bytesOf(blob: Blob): Promise<Buffer> {
  return Buffer.from(await blob.arrayBuffer());
}

describe('a zip file', () => {
  it('has what was put in, images as they are and texts smaller', async () => {
    const image = new Uint8Array(9_000_000).map((_, i) => (i * 2_654_435_761) >>> 24);
    const text = 'Grüße '.repeat(1000);
    const file = await zipped({ 'images/1.jpg': new Blob([image]), 'a.txt': text, 'ü.json': '' });
    expect(file.size).toBeGreaterThan(image.length);
    expect(file.size).toBeLessThan(image.length + 2000);
    const zip = await Unzip.open(file);
    expect(await (await zip.read('a.txt', 10_000)).text()).toBe(text);
    expect(await (await zip.read('ü.json', 10)).text()).toBe('');
    const back = await zip.read('images/1.jpg', 30_000_000, 'image/jpeg');
    expect(back.type).toBe('image/jpeg');
    expect((await bytesOf(back)).equals(Buffer.from(image))).toBe(true);
    expect([zip.has('a.txt'), zip.has('b.txt')]).toEqual([true, false]);
  });

  it('is refused where a file is larger than may be, or missing', async () => {
    const zip = await Unzip.open(await zipped({ 'a.txt': 'four' }));
    await expect(zip.read('a.txt', 3)).rejects.toMatchObject({ reason: 'tooLarge' });
    await expect(zip.read('b.txt', 3)).rejects.toMatchObject({ reason: 'damaged' });
  });

  it('is refused where it grows beyond measure', async () => {
    const file = await zipped({ 'a.txt': ' '.repeat(5_000_000) });
    expect(file.size).toBeLessThan(20_000);
    await expect(Unzip.open(file)).rejects.toMatchObject({ reason: 'tooLarge' });
  });

  it('is refused where it says that it is smaller than it is, is changed, or cut off', async () => {
    const whole = await bytesOf(await zipped({ 'a.txt': 'abc '.repeat(100), 'b.bin': 'stored as it is' }));
    const lying = Buffer.from(whole);
    const central = lying.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
    lying.writeUInt32LE(7, central + 24);
    const small = await Unzip.open(new Blob([new Uint8Array(lying)]));
    await expect(small.read('a.txt', 1000)).rejects.toMatchObject({ reason: 'damaged' });
    const changed = Buffer.from(whole);
    changed.write('S', changed.indexOf('stored'));
    await expect((await Unzip.open(new Blob([new Uint8Array(changed)]))).read('b.bin', 1000)).rejects.toMatchObject({ reason: 'damaged' });
    const cut = new Blob([new Uint8Array(whole.subarray(0, whole.length - 30))]);
    await expect(Unzip.open(cut)).rejects.toMatchObject({ reason: 'damaged' });
    await expect(Unzip.open(new Blob(['no zip file at all, only a text']))).rejects.toMatchObject({ reason: 'damaged' });
  });
});
