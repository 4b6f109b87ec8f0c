/** How much room the browser gives, and whether it may take it back. */

export interface Room {
  /** Bytes. */
  readonly used: number;
  readonly most: number;
  /** Whether the browser has promised not to clear what is kept here when its disk is full. */
  readonly lasting: boolean;
}

/** `undefined` where the browser does not say: outside https and localhost. */
export async function roomLeft(): Promise<Room | undefined> {
  const storage = navigator.storage as StorageManager | undefined;
  if (!storage?.estimate) return undefined;
  const [{ usage = 0, quota = 0 }, lasting] = await Promise.all([storage.estimate(), storage.persisted?.() ?? false]);
  return { used: usage, most: quota, lasting };
}

/** Asks the browser to keep what is here until the person deletes it. Some ask the person; some decide by themselves. */
export async function askToKeep(): Promise<boolean> {
  const storage = navigator.storage as StorageManager | undefined;
  return (await storage?.persist?.()) ?? false;
}
