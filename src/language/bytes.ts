/** Numbers in bytes, little end first: whole ones as varints (LEB128), and a sum over all bytes. */

export class ByteWriter {
  private bytes = new Uint8Array(1024);
  private length = 0;

  byte(value: number): void {
    this.room(1);
    this.bytes[this.length++] = value;
  }

  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  raw(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  float32(value: number): void {
    this.room(4);
    new DataView(this.bytes.buffer).setFloat32(this.length, value, true);
    this.length += 4;
  }

  uint32(value: number): void {
    this.room(4);
    new DataView(this.bytes.buffer).setUint32(this.length, value, true);
    this.length += 4;
  }

  get written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.length + more));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

/** What is read past the end, or can't be a number. */
export class BytesEnd extends RangeError {
  constructor() {
    super('it ends too early');
  }
}

/** @throws BytesEnd from what reads past the end */
export class ByteReader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new BytesEnd();
    return value;
  }

  /** At most 28 bits: four bytes. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new BytesEnd();
  }

  raw(length: number): Uint8Array {
    if (length > this.left) throw new BytesEnd();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  float32(): number {
    return this.view(4).getFloat32(0, true);
  }

  uint32(): number {
    return this.view(4).getUint32(0, true);
  }

  private view(length: number): DataView {
    const { buffer, byteOffset } = this.raw(length);
    return new DataView(buffer, byteOffset, length);
  }
}

/** FNV-1a (Fowler, Noll, Vo), 32 bits: a byte that changed shows. */
export function sumOf(bytes: Uint8Array): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < bytes.length; at++) sum = Math.imul(sum ^ (bytes[at] ?? 0), 0x01000193);
  return sum >>> 0;
}
