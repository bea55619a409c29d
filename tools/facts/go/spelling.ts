/** Spells values as Go's own `String` and `strconv` do. */

const second = 1_000_000_000n;

/** Nanoseconds as `time.Duration.String` spells them: `1h0m0s`, `1.5s`, `100ms`, `0s`. */
export function spellDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s';
  if (nanoseconds < 0n) return `-${spellDuration(-nanoseconds)}`;
  if (nanoseconds < 1_000n) return `${nanoseconds}ns`;
  if (nanoseconds < 1_000_000n) return `${decimal(nanoseconds, 1_000n)}µs`;
  if (nanoseconds < second) return `${decimal(nanoseconds, 1_000_000n)}ms`;
  const minutes = nanoseconds / (60n * second);
  const seconds = `${decimal(nanoseconds % (60n * second), second)}s`;
  if (minutes === 0n) return seconds;
  const hours = minutes / 60n;
  return hours === 0n ? `${minutes}m${seconds}` : `${hours}h${minutes % 60n}m${seconds}`;
}

/** A float in its shortest form: `0.5`, `1`, `1e+21`. */
export function spellFloat(value: number): string {
  return String(value);
}

function decimal(amount: bigint, unit: bigint): string {
  const fraction = (amount % unit)
    .toString()
    .padStart(unit.toString().length - 1, '0')
    .replace(/0+$/, '');
  const whole = (amount / unit).toString();
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
