/** What a thread is to the one that started it, and what it is to itself; Node and browsers have each their own. */

/** What can be moved to another thread instead of being copied. */
export type Moving = ArrayBuffer;

/** A thread, as the one that started it sees it. */
export interface Thread {
  post(message: unknown, moving: readonly Moving[]): void;
}

/** What a thread says to the one that started it. */
export interface ThreadEvents {
  readonly message: (message: unknown) => void;
  readonly error: (error: Error) => void;
  /** Nothing comes after it. @param code 0 unless something failed */
  readonly exit: (code: number) => void;
}

/** A thread, as it sees itself. */
export interface OwnThread {
  /** Each message in order. */
  listen(message: (message: unknown) => void): void;
  post(message: unknown, moving: readonly Moving[]): void;
  /** What came meanwhile is heard. */
  pause(): Promise<void>;
  end(): void;
}
