/** The text format of Prometheus (exposition format 0.0.4). */

export function head(name: string, type: string, help: string): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

/** A number without labels. */
export function single(name: string, type: string, help: string, value: number): readonly string[] {
  return [...head(name, type, help), `${name} ${value}`];
}

/** @param values by their labels, as they stand between the braces */
export function family(
  name: string,
  type: string,
  help: string,
  values: ReadonlyMap<string, number>,
): readonly string[] {
  return [...head(name, type, help), ...Array.from(values, ([labels, value]) => `${name}{${labels}} ${value}`)];
}
