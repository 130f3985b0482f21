// When a run should end: with no better validation loss for a while, or with a loss beyond hope.
import type { Progress } from './messages.js';

/** The best epoch so far, after one more. */
export const betterOf = (best: Progress['best'], epoch: number, loss: number): Progress['best'] =>
  loss < best.loss ? { epoch, loss } : best;

/** Whether the last `patience` epochs were none better; never for a patience of 0. */
export const outOfPatience = (best: Progress['best'], epoch: number, patience: number): boolean =>
  patience > 0 && epoch - best.epoch >= patience;

/** Losses this many times as large as guessing has, over several steps, do not come down again. */
const EXPLODED = 10;
/** Share that one step has in the running loss. */
const SMOOTHING = 0.1;

/** Watches the steps' losses. */
export class DivergenceWatch {
  readonly #guessing: number;
  #smooth = 0;

  constructor(classes: number) {
    this.#guessing = Math.log(classes);
  }

  /** @returns What happened and what to change, or undefined while all is well. */
  add(loss: number, epoch: number, step: number, learningRate: number): string | undefined {
    this.#smooth = this.#smooth === 0 ? loss : this.#smooth + SMOOTHING * (loss - this.#smooth);
    const rate = learningRate.toPrecision(3);
    const advice = `at learning rate ${rate}: train again with a lower one, or a longer warm-up.`;
    if (!Number.isFinite(loss)) return `The loss became ${loss} in epoch ${epoch}, step ${step}, ${advice}`;
    if (this.#smooth > EXPLODED * this.#guessing) {
      const guessing = `where guessing has ${this.#guessing.toFixed(2)}`;
      return `The loss rose to ${this.#smooth.toFixed(2)}, ${guessing}, by epoch ${epoch}, step ${step}, ${advice}`;
    }
    return undefined;
  }
}
