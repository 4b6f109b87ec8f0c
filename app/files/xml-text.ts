/** XML files as text and back: most are UTF-8, some say otherwise. */

/** As its byte order mark or its declaration says. */
export function decodeXmlText(bytes: Uint8Array): string {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const said = /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]+)["']/.exec(head)?.[1];
  return decoderFor(said).decode(bytes);
}

function decoderFor(encoding: string | undefined): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch {
    // A name that no standard has.
    return new TextDecoder();
  }
}

/** What is written is UTF-8, whatever it was. */
export function saidToBeUtf8(text: string): string {
  return text.replace(/^(<\?xml[^>]*\bencoding\s*=\s*["'])[\w.-]+/, '$1UTF-8');
}
