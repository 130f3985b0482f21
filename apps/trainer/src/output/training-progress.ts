// What a person (or a machine) sees of a run: a bar an epoch on a terminal, a line an epoch elsewhere, or JSON events.
import type { EpochReport, StepReport } from '@digits/nn';
import cliProgress from 'cli-progress';
import { count, percent } from './format.js';

export interface TrainingProgress {
  onStep(report: StepReport): void;
  onEpoch(report: EpochReport): void;
  /** Takes the bar away, so that what follows starts on a line of its own. */
  stop(): void;
}

/** One line of an epoch that is done. */
function epochLine({ epoch, training, validation, imagesPerSecond }: EpochReport, epochs: number): string {
  const place = `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`;
  return `${place}  loss ${training.loss.toFixed(4)}  accuracy ${percent(training.accuracy)}  validation ${percent(validation.accuracy)}  ${count(imagesPerSecond)} images/s`;
}

function barProgress(epochs: number, imagesPerStep: number): TrainingProgress {
  const bar = new cliProgress.SingleBar({
    format: '{place}  {bar} {percentage} %  loss {loss}  accuracy {accuracy}  {rate} images/s  {left} s left',
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    gracefulExit: false,
  });
  let running = false;
  const stop = (): void => {
    if (running) bar.stop();
    running = false;
  };
  return {
    onStep({ epoch, step, steps, training, imagesPerSecond }) {
      const payload = {
        place: `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`,
        loss: training.loss.toFixed(4),
        accuracy: percent(training.accuracy),
        rate: count(imagesPerSecond),
        left: (((steps - step) * imagesPerStep) / imagesPerSecond).toFixed(0),
      };
      if (!running) bar.start(steps, step, payload);
      else bar.update(step, payload);
      running = true;
    },
    onEpoch(report) {
      stop();
      process.stderr.write(`${epochLine(report, epochs)}\n`);
    },
    stop,
  };
}

function lineProgress(epochs: number): TrainingProgress {
  return {
    onStep: () => undefined,
    onEpoch: (report) => void process.stderr.write(`${epochLine(report, epochs)}\n`),
    stop: () => undefined,
  };
}

function jsonProgress(): TrainingProgress {
  return {
    onStep: () => undefined,
    onEpoch({ parameters: _weights, type, ...figures }) {
      process.stdout.write(`${JSON.stringify({ event: type, ...figures })}\n`);
    },
    stop: () => undefined,
  };
}

/** The progress that fits where the output goes: JSON events, a bar, or plain lines. */
export function trainingProgress(
  { epochs, batchSize }: { epochs: number; batchSize: number },
  { json }: { json: boolean },
): TrainingProgress {
  if (json) return jsonProgress();
  return process.stderr.isTTY ? barProgress(epochs, batchSize) : lineProgress(epochs);
}
