/** The text of each class of a network: `classes[0]` of the first. The blank's is not looked at. */
export type ClassTexts = readonly string[];

/** @throws RangeError for a class without text */
export function textOf(classes: ClassTexts, label: number): string {
  return classes[checkedClass(classes, label)] ?? '';
}

/** @returns the class itself @throws RangeError for a class without text */
export function checkedClass(classes: ClassTexts, label: number): number {
  if (classes[label] !== undefined) return label;
  throw new RangeError(`there must be a text for each class, got none for class ${label}`);
}
