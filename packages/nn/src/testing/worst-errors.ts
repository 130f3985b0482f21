// Collects the largest error of each thing that is tested, refuses those that are too large, and prints the others.

/** Above this a gradient is wrong, not rounded. */
export const TOLERANCE = 1e-3;

export class WorstErrors {
  readonly #worst = new Map<string, number>();

  /** @throws Error when the error is not below the tolerance. */
  add(name: string, error: number): void {
    if (!(error < TOLERANCE)) throw new Error(`The relative error of ${name} is ${error}, not below ${TOLERANCE}.`);
    this.#worst.set(name, Math.max(this.#worst.get(name) ?? 0, error));
  }

  print(title: string): void {
    const rows = [...this.#worst].map(([name, error]) => `  ${name.padEnd(44)} ${error.toExponential(1)}`);
    console.log([`${title}:`, ...rows].join('\n'));
  }
}
