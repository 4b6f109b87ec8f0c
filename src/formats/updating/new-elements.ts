/** Elements that come into a file: with the prefix, the indentation and the line breaks that the file has. */
import { SourceElement, withinSource } from './source.js';

export interface NewElement {
  readonly name: string;
  /** Those that are undefined are left out. */
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
  readonly inside?: readonly NewElement[] | string;
}

/** How a file sets elements into each other. */
export class Habits {
  /** How much further in the first child of an element of each name stands; `undefined` where it is on the same line. */
  private readonly steps = new Map<string, string | undefined>();
  private readonly usualStep: string | undefined;
  /** The white space before the first element of each name. */
  private readonly leads = new Map<string, string>();
  private readonly newline: string;

  constructor(private readonly root: SourceElement) {
    for (const element of withinSource(root)) this.learn(element);
    this.usualStep = [...this.steps.values()].find((step) => step !== undefined && step !== '');
    this.newline = /\r\n|\n|\r/.exec([...this.leads.values()].join(''))?.[0] ?? '\n';
  }

  private learn(element: SourceElement): void {
    const [first] = element.children;
    if (!this.leads.has(element.name)) this.leads.set(element.name, leadOf(element));
    if (!first || this.steps.has(element.name)) return;
    this.steps.set(element.name, stepBetween(leadOf(element), element.leadOf(first)));
  }

  /** An element without a place yet. */
  make({ name, attributes = {}, inside = [] }: NewElement): SourceElement {
    const qualified = `${/^.*:/.exec(this.root.qualified)?.[0] ?? ''}${name}`;
    const { namespace } = this.root;
    const spelling = { name, qualified, namespace, attributes: new Map(), opening: `<${qualified}`, isEmpty: true };
    const element = new SourceElement(spelling);
    element.isFresh = true;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (typeof inside === 'string') element.setText(inside);
    else for (const inner of inside) element.append(this.make(inner));
    return element;
  }

  /** @param order names of what an element may have, in the order that it has them; others stay in front */
  addInOrder(parent: SourceElement, child: SourceElement, order: readonly string[]): void {
    const rank = order.indexOf(child.name);
    const behind = parent.children.find(({ name }) => order.indexOf(name) > rank);
    if (behind) this.addBefore(behind, child);
    else this.addLast(parent, child);
  }

  addLast(parent: SourceElement, child: SourceElement): void {
    const last = parent.children.at(-1);
    if (last) this.addAfter(last, child);
    else {
      const lead = this.leadWithin(parent, leadOf(parent));
      this.layOut(child, lead);
      parent.insertFirst(child, lead, lead && leadOf(parent));
    }
  }

  addAfter(sibling: SourceElement, child: SourceElement): void {
    const { parent } = sibling;
    const lead = this.leadBeside(sibling, child);
    this.layOut(child, lead);
    parent?.insertAfter(sibling, child, lead);
  }

  addBefore(sibling: SourceElement, child: SourceElement): void {
    const { parent } = sibling;
    const lead = this.leadBeside(sibling, child);
    this.layOut(child, lead);
    parent?.insertBefore(sibling, child, lead);
  }

  /** Sets the elements of a new one on lines of their own, where the file has them so. */
  private layOut(element: SourceElement, lead: string): void {
    if (!element.isFresh) return;
    element.isFresh = false;
    const { children } = element;
    const inner = this.leadWithin(element, lead);
    for (const child of children) {
      this.layOut(child, inner);
      if (inner) element.insertLead(child, inner);
    }
    if (inner && children.length > 0) element.append(lead);
  }

  private leadWithin({ name }: SourceElement, lead: string): string {
    const step = this.steps.has(name) || lead === '' ? this.steps.get(name) : this.usualStep;
    return step === undefined ? '' : `${lead || this.newline}${step}`;
  }

  /** As what is of its name stands there, else as what it is put beside, else as what is of its name anywhere. */
  private leadBeside(sibling: SourceElement, { name }: SourceElement): string {
    const alike = sibling.parent?.children.filter((child) => child.name === name) ?? [];
    const leads = [...(alike.length === 0 || sibling.name === name ? [sibling] : []), ...alike].map(leadOf);
    const lead = leads.find((lead) => lead !== '') ?? '';
    return lead === '' && alike.length === 0 ? (this.leads.get(name) ?? '') : lead;
  }
}

/** The white space before an element's line, or nothing. */
function leadOf(element: SourceElement): string {
  return element.parent?.leadOf(element) ?? '';
}

function stepBetween(outer: string, inner: string): string | undefined {
  if (inner === '') return undefined;
  const [outerIndent, innerIndent] = [indentOf(outer), indentOf(inner)];
  return innerIndent.startsWith(outerIndent) ? innerIndent.slice(outerIndent.length) : '';
}

function indentOf(lead: string): string {
  return lead.replace(/[\r\n]/g, '');
}
