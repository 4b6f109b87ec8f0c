/** Places that people name: files, or objects. */

/** Whether a place is one of objects and not of files. */
export function isObjects(place: string): boolean {
  return /^s3:\/\//i.test(place);
}
