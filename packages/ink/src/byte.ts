// Ink levels as bytes.

/** Far below what eight bits can hold, far above what floating-point arithmetic loses. */
const TIE = 1e-6;

/**
 * The nearest byte, halves up, and nearly-halves too: a symmetric drawing often falls on a half exactly, on both sides, and rounding
 * errors must not take one side up and the other down.
 * @param level 0 … 255
 */
export function toByte(level: number): number {
  return Math.floor(level + 0.5 + TIE);
}
