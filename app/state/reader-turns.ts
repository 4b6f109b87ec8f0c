/** Who asks the one reader in turn, each with the model of its document. */

/** `guided`: by the language. */
export type Wanted = 'plain' | 'guided';

interface Open {
  /** Id of a kept model; without, the one that comes with the app. */
  readonly model: string | undefined;
  isGuided: boolean;
}

export class ReaderTurns {
  private open: Open | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  /**
   * @param load opens the reader for a model, in place of the one that is open
   * @param guide lets the language guide what is read from then on
   */
  constructor(
    private readonly load: (model: string | undefined) => Promise<unknown>,
    private readonly guide: () => Promise<unknown>,
  ) {}

  /**
   * Asks once a reader for the model is open, and guided where that is wanted; no other is opened between.
   * @param ask told whether the language guides what is read. The next one's turn comes once it has asked, not when it is answered
   */
  async with<T>(model: string | undefined, wanted: Wanted, ask: (isGuided: boolean) => Promise<T>): Promise<T> {
    const { open } = this;
    // Also while the language is loaded, which may take long.
    if (open && open.model === model && (open.isGuided || wanted === 'plain')) return ask(open.isGuided);
    const asked = this.turn.then(async () => {
      const isGuided = await this.opened(model, wanted);
      return { answer: ask(isGuided) };
    });
    this.turn = asked.catch(() => undefined);
    return (await asked).answer;
  }

  /** The reader is gone: the next one who asks opens it. */
  forget(): void {
    this.open = undefined;
  }

  private async opened(model: string | undefined, wanted: Wanted): Promise<boolean> {
    if (!this.open || this.open.model !== model) {
      this.open = undefined;
      await this.load(model);
      this.open = { model, isGuided: false };
    }
    const { open } = this;
    if (wanted === 'guided' && !open.isGuided) {
      await this.guide();
      open.isGuided = true;
    }
    return open.isGuided;
  }
}
