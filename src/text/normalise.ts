/** Text as it is compared and learnt: one Unicode form, one kind of space. */
export const unicodeForms = ['NFC', 'NFD', 'NFKC'] as const;
export type UnicodeForm = (typeof unicodeForms)[number];

/** The Unicode form applied, every run of white space one space, none at the ends. */
export function normaliseText(text: string, form: UnicodeForm = 'NFC'): string {
  return text.normalize(form).replace(/\s+/gu, ' ').trim();
}
