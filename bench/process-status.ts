/** What Linux says of a running process. */
import { readFileSync } from 'node:fs';

export interface ProcessStatus {
  /** Megabytes that it had in memory at most. */
  readonly peakMb: number;
  readonly threads: number;
}

/** @returns `undefined` on other systems, and of a process that has ended */
export function statusOf(pid: number | 'self'): ProcessStatus | undefined {
  let status: string;
  try {
    status = readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return undefined;
  }
  const numberOf = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  const [peakKb, threads] = [numberOf('VmHWM'), numberOf('Threads')];
  // A process that is ending has no memory any more.
  return Number.isNaN(peakKb) ? undefined : { peakMb: Math.round((peakKb * 1024) / 1e6), threads };
}

/** Megabytes that this process had in memory at most. Where Linux starts it, maxRSS begins with the memory of whoever did. */
export function peakMb(): number {
  return statusOf('self')?.peakMb ?? Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);
}
