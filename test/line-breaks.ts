/** Texts of lines as a text without line breaks. */

/** Each line end is a space: signs at parted words stay. */
export function withoutLineBreaks(lines: readonly string[]): string {
  return lines.join(' ');
}

/**
 * As an edition has them: where a sign (-, ¬, =) at the end of a line, or at the beginning of the next, says that a word is
 * parted, it is in one again, without the sign. Before a capital the hyphen is the word's own and stays.
 */
export function withWordsJoined(lines: readonly string[]): string {
  let text = '';
  for (const line of lines.map((written) => written.trim())) {
    const [before, after] = [/\p{L}[-¬=]$/u.test(text), /^[-¬=]\p{Ll}/u.test(line)];
    const goesOn = /^[-¬=]?\p{Ll}/u.test(line);
    if (before && goesOn) text = `${text.slice(0, -1)}${line.replace(/^[-¬=]/, '')}`;
    else if (before && /^\p{Lu}/u.test(line)) text += line;
    else if (after && /\p{L}$/u.test(text)) text += line.slice(1);
    else text += text === '' ? line : ` ${line}`;
  }
  return text;
}
