/** What the operating system, or memory that is used up, refuses: what is so, and what to do next, in a person's words. */

/** An error that has the system's code, the call that failed, and the file or folder that it is about. */
type SystemError = Error & { readonly code?: string; readonly syscall?: string; readonly path?: string };

const writeElsewhere = 'Make room, or give another place';

/** By the system's codes (errno(3)). A rule follows a path and a colon. */
const rules: Readonly<Record<string, string>> = {
  EACCES: 'permission denied. Change its rights, or give another place',
  EBUSY: 'another program holds it. Close that program, or give another place',
  EDQUOT: `your share of the disk is used up. ${writeElsewhere}`,
  EEXIST: 'is there already. Give another name',
  EFBIG: 'larger than a file may be here (file system, or ulimit -f). Give another place, or raise the limit',
  EIO: 'the disk or the network drive fails (input/output error). Check it, and take a copy from elsewhere',
  EISDIR: 'is a folder, not a file. Give the name of a file',
  ELOOP: 'its symbolic links go round in a circle. Give the place itself',
  EMFILE: 'this process may not open more files. Raise the limit: ulimit -n 4096',
  ENAMETOOLONG: 'the name is too long. Give a shorter one',
  ENFILE: 'the system may not open more files. Close other programs, or raise its limit (fs.file-max)',
  ENODEV: 'no such device. Give a file on a disk',
  ENOENT: 'no such file or folder. Is the path right?',
  ENOSPC: `the disk is full. ${writeElsewhere}`,
  ENOTDIR: 'is a file, not a folder. Give a folder',
  ENXIO: 'is no file that can be opened. Give a file on a disk',
  EPERM: 'the system does not permit it here. Give another place',
  EROFS: 'the file system is read-only. Give another place',
  ESTALE: 'the network drive has lost it (stale file handle). Mount the drive again',
  ETXTBSY: 'is a program that is running. Give another name',
};

const noMemory = 'there is not enough memory';
const lessMemory = 'Close other programs, or use fewer threads (`threads` 1)';
/** Each WebAssembly memory reserves some 10 GB of addresses, of which it uses little, unless bounds are checked in code. */
const fewAddresses =
  'A limit on addresses (ulimit -v) is too low for WebAssembly. Raise it, or set NODE_OPTIONS=--disable-wasm-trap-handler';

/**
 * What a system error, or one of used up memory, means, without the path.
 * @returns `undefined` for errors of other kinds
 */
export function systemProblem(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = '' } = error as SystemError;
  // A thread that can't be started tells the system's code in its message only.
  const named = code === 'ERR_WORKER_INIT_FAILED' ? (/\bE[A-Z]+\b/.exec(error.message)?.[0] ?? '') : code;
  return rules[named] ?? memoryProblem(error, named || code);
}

function memoryProblem({ message }: Error, code: string): string | undefined {
  if (/WebAssembly.*out of memory/i.test(message)) return `${noMemory}. ${fewAddresses}`;
  const isMemory =
    ['ENOMEM', 'EAGAIN', 'ERR_WORKER_OUT_OF_MEMORY'].includes(code) ||
    /out of memory|bad_alloc|bad allocation|failed to (allocate memory|map segment)|allocation failed|cannot allocate/i.test(
      message,
    );
  return isMemory ? `${noMemory}. ${lessMemory}` : undefined;
}

/** These are not the fault of the file that was to be opened. */
const ofAllFiles = ['EMFILE', 'ENFILE'];

/** The file or folder that a system error is about, where it names one. */
export function systemPath(error: unknown): string | undefined {
  const { path, code = '' } = error as SystemError;
  return typeof path === 'string' && !ofAllFiles.includes(code) ? path : undefined;
}

/** An error as the system gives it. */
export function systemError(code: string, what: string, syscall: string, path: string, cause?: unknown): Error {
  return Object.assign(new Error(`${code}: ${what}, ${syscall} '${path}'`, { cause }), { code, syscall, path });
}

/** What is written to an open file fails without a path. */
const writing = ['write', 'fsync', 'close'];

/** An error of a file that stands for another one while that is written, as an error of that one. */
export function aboutTarget(error: unknown, temporary: string, target: string): unknown {
  const { code, syscall, path, message } = error as Partial<SystemError>;
  if (code === undefined || syscall === undefined) return error;
  if (path !== temporary && !(path === undefined && writing.includes(syscall))) return error;
  const what = /^\w+: ([^,]*)/.exec(message ?? '')?.[1] ?? '';
  return systemError(code, what, syscall, target, error);
}
