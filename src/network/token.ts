/** The words of a specification, each with where it stands, so that a message can point at it and printing loses nothing. */

export interface Token {
  readonly text: string;
  /** The first character's index in the specification. */
  readonly at: number;
  /** What stands between the token before and this one: white space, as it was written. */
  readonly gap: string;
}

/** A reshape has brackets of its own, S1(1x0)1,3, which open no block. */
const word = /[[\]]|\((?!\d+x)|\)(?!\d)|(?:[^\s[\]()]|\(\d+x\d+\))+/g;

/** The tokens of a specification, and what stands after the last. */
export function tokensOf(spec: string): { readonly tokens: readonly Token[]; readonly rest: string } {
  const tokens: Token[] = [];
  let end = 0;
  for (const { 0: text, index: at } of spec.matchAll(word)) {
    tokens.push({ text, at, gap: spec.slice(end, at) });
    end = at + text.length;
  }
  return { tokens, rest: spec.slice(end) };
}

/** A token as it is written in a specification. */
export function written({ gap, text }: Token): string {
  return gap + text;
}
