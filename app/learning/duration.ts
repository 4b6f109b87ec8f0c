/** Times as a person says them. */

/** A time that is left, roughly: minutes, or below two of them seconds by fives. */
export function duration(seconds: number, language: string): string {
  const [unit, value] =
    seconds >= 120
      ? (['minute', Math.round(seconds / 60)] as const)
      : (['second', 5 * Math.ceil(seconds / 5)] as const);
  return value.toLocaleString(language, { style: 'unit', unit, unitDisplay: 'long' });
}

/** A time on an axis: minutes and seconds. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
