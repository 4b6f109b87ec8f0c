/** Tests that look at many cases look at a few where nobody asked for more: `npm run test:thorough` does. */
/** The usual number, or the one of a thorough run. */
export function cases(usual: number, thorough: number): number {
  return process.env.DUCTUS_TESTS === 'thorough' ? thorough : usual;
}
