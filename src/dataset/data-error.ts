/** An argument that means no files. */
export class DataError extends Error {
  override readonly name = 'DataError';
}
