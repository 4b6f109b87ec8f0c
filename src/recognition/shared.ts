/** What several readers work with, such as the sessions of a model: it goes with the last of them. */

export class Shared<T extends { dispose(): Promise<void> }> {
  private users = 1;

  constructor(readonly value: T) {}

  /** For one user more, who is to release it too. @throws when nobody uses it any more */
  share(): this {
    if (this.users === 0) throw new Error('it was disposed of; load the model again');
    this.users++;
    return this;
  }

  /** To be called once by each user. */
  async release(): Promise<void> {
    this.users--;
    if (this.users === 0) await this.value.dispose();
  }
}
