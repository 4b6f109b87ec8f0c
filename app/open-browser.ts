/** Opens an address in the browser of whoever sits at this computer. */
import { spawn } from 'node:child_process';

const commands: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  // `start` is the shell's; what comes first would be the window's title.
  win32: ['cmd', '/c', 'start', ''],
};

/** Where there is none, as on a server, nothing happens: the address has been printed. */
export function openBrowser(address: string): void {
  const [command, ...before] = commands[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...before, address], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
