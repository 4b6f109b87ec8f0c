/** Texts in pages of the service. */

/** A text as it stands between tags or in the value of an attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
