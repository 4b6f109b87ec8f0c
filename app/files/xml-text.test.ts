import { describe, expect, it } from 'vitest';
import { decodeXmlText, saidToBeUtf8 } from './xml-text.js';

const bytes = (text: string, encoding: BufferEncoding) => new Uint8Array(Buffer.from(text, encoding));

describe('XML as text', () => {
  it('is decoded as its mark or its declaration says, else as UTF-8', () => {
    expect(decodeXmlText(bytes('<a>ü</a>', 'utf8'))).toBe('<a>ü</a>');
    expect(decodeXmlText(bytes('\uFEFF<a>ü</a>', 'utf16le'))).toBe('<a>ü</a>');
    const declared = '<?xml version="1.0" encoding="ISO-8859-1"?><a>ü</a>';
    expect(decodeXmlText(bytes(declared, 'latin1'))).toBe(declared);
    expect(decodeXmlText(bytes('<?xml version="1.0" encoding="nonsense"?><a>ü</a>', 'utf8'))).toContain('ü');
  });

  it('says that it is UTF-8 when it is written, and else stays as it was', () => {
    expect(saidToBeUtf8('<?xml version="1.0" encoding="ISO-8859-1"?>\n<a/>')).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<a/>',
    );
    expect(saidToBeUtf8('<a encoding="x"/>')).toBe('<a encoding="x"/>');
  });
});
