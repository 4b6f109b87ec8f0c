/** Hands a file to the browser, which puts it where it puts what is downloaded. */
export function download(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // Some browsers read it only after the click was handled.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A name that every file system takes. */
export function fileName(name: string, ending: string): string {
  const plain = name.replaceAll(/[\p{Cc}\s"*/:<>?\\|]+/gu, ' ').trim();
  return `${plain === '' ? 'model' : plain}.${ending}`;
}
