/** What a person sees: durations, rates, and a progress line that stays in place on a terminal. */
import { printable, printableJson, printableLines } from '../text/index.js';

export function percent(rate: number, digits = 1): string {
  return `${(100 * rate).toFixed(digits)}%`;
}

export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (h > 0) return `${h} h ${String(m).padStart(2, '0')} min`;
  return m > 0 ? `${m} min ${String(s).padStart(2, '0')} s` : `${s} s`;
}

export function count(n: number, noun: string, several = `${noun}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? noun : several}`;
}

/** Lines on standard output. Names and texts come from anywhere: what would act on a terminal is shown by its number. */
export function print(text: string): void {
  console.log(printableLines(text));
}

/**
 * A result for programs, on standard output.
 * @param indent 2 for several lines, 0 for one
 */
export function printJson(result: object, indent: 0 | 2 = 2): void {
  console.log(printableJson(JSON.stringify(result, null, indent)));
}

/** The same as `print` on standard error. */
export function printError(text: string): void {
  console.error(printableLines(text));
}

/** Seconds between log lines where there is no terminal. */
const logSeconds = 15;

/** Lines that stay, and one progress line: redrawn on a terminal, repeated now and then elsewhere. */
export class Screen {
  private shown = '';
  private loggedAt = performance.now();
  private readonly terminal = process.stderr.isTTY === true;

  /** A line that stays, on standard output. */
  line(text = ''): void {
    this.clear();
    print(text);
  }

  /** Replaces the progress line. */
  progress(text: string): void {
    if (this.terminal) {
      const width = Math.max(20, (process.stderr.columns || 80) - 1);
      this.clear();
      this.shown = printable(text).slice(0, width);
      process.stderr.write(this.shown);
    } else if (performance.now() - this.loggedAt > logSeconds * 1000) {
      this.loggedAt = performance.now();
      printError(text);
    }
  }

  clear(): void {
    if (this.shown !== '') process.stderr.write(`\r${' '.repeat(this.shown.length)}\r`);
    this.shown = '';
  }
}
