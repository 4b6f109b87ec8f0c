/** Values of curves in words, shorter beside an axis. */
import { numeral, percent } from '../words/index.js';

export function sayShare(share: number, onAxis: boolean): string {
  return percent(share, onAxis ? 0 : 1);
}

export function sayLoss(loss: number, onAxis: boolean): string {
  return numeral(loss, onAxis ? 1 : 2);
}
