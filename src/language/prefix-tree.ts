/** Words by their letters, one node a prefix. */
export class PrefixTree {
  readonly children = new Map<string, PrefixTree>();
  /** The word that ends here. */
  word: string | undefined;
  /** How many letters the shortest word from here on still has; 0 where a word ends. */
  private shortest = Number.POSITIVE_INFINITY;

  static of(words: Iterable<string>): PrefixTree {
    const root = new PrefixTree();
    for (const word of words) root.add(word);
    return root;
  }

  add(word: string): void {
    const letters = [...word];
    let node: PrefixTree = this;
    letters.forEach((letter, i) => {
      node.shortest = Math.min(node.shortest, letters.length - i);
      let child = node.children.get(letter);
      if (!child) {
        child = new PrefixTree();
        node.children.set(letter, child);
      }
      node = child;
    });
    node.shortest = 0;
    node.word = word;
  }

  /** The node of a prefix, or `undefined` where no word begins so. */
  find(prefix: string): PrefixTree | undefined {
    let node: PrefixTree | undefined = this;
    for (const letter of prefix) node = node?.children.get(letter);
    return node;
  }

  get lettersToShortest(): number {
    return this.shortest;
  }

  /** All words from here on. */
  *words(): Generator<string> {
    if (this.word !== undefined) yield this.word;
    for (const child of this.children.values()) yield* child.words();
  }
}
