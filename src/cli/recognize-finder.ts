/** Finding lines of pages that nothing describes, while documents are read: the finder is opened when the first one comes. */
import type { LineFinder } from '../layout/index.js';
import { type FinderFlags, openFinder } from './layout-flags.js';

export class LateFinder implements LineFinder {
  private opened: Promise<LineFinder> | undefined;

  constructor(private readonly flags: FinderFlags) {}

  /** Until a page came, that of pages without a model. */
  method: LineFinder['method'] = 'classical';

  /** Whether any page came. */
  get isUsed(): boolean {
    return this.opened !== undefined;
  }

  async findLines(...page: Parameters<LineFinder['findLines']>): ReturnType<LineFinder['findLines']> {
    this.opened ??= openFinder(this.flags);
    const finder = await this.opened;
    this.method = finder.method;
    return finder.findLines(...page);
  }

  async dispose(): Promise<void> {
    await (await this.opened?.catch(() => undefined))?.dispose();
  }
}
