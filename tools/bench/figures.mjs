// What all benchmarks have in common: timing a task, and how figures of several runs are told.

/** Milliseconds that a task takes. */
export async function time(task) {
  const began = performance.now();
  await task();
  return performance.now() - began;
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** `1175 ms (1112 to 1220)`: the median, and the range. */
export function milliseconds(values) {
  return `${median(values).toFixed(0)} ms (${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)})`;
}
