// What a person (or a machine) sees of a run: a bar an epoch on a terminal, a line an epoch elsewhere, or JSON events.
import type { StepReport } from '@digits/nn';
import cliProgress from 'cli-progress';
import type { EpochRow } from '../training/epoch-row.js';
import type { RunOutcome, RunStart } from '../training/run.js';
import { count, duration, percent, roughDuration } from './format.js';

export interface TrainingProgress {
  onStart(start: RunStart): void;
  onStep(report: StepReport): void;
  onEpoch(row: EpochRow): void;
  /** Takes the bar away, so that what follows starts on a line of its own. */
  stop(): void;
  /** Says that Ctrl-C was heard. */
  onInterrupt(): void;
  onEnd(outcome: RunOutcome): void;
}

/** "epoch  3/20". */
const placeOf = (epoch: number, epochs: number): string =>
  `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`;

/** One line of an epoch that is done. */
function epochLine(row: EpochRow, epochs: number): string {
  return [
    placeOf(row.epoch, epochs),
    `loss ${row.trainingLoss.toFixed(4)}`,
    `accuracy ${percent(row.trainingAccuracy)}`,
    `validation ${percent(row.validationAccuracy)}`,
    `${count(row.imagesPerSecond)} images/s`,
  ].join('  ');
}

function startLines({ folder, network, parameters, trainingImages, epochs, resumed }: RunStart): string {
  const what = `network ${network} (${count(parameters)} parameters) on ${count(trainingImages)} images`;
  const where = resumed && `, from epoch ${resumed.epoch + 1} of ${epochs}, step ${resumed.step + 1}`;
  return `${resumed ? 'Going on with' : 'Training'} ${what}${where ?? ''}\nRun in ${folder}\n`;
}

/** How it ended, in a few words. */
function endingOf({ reason, epochs, epochsDue, seconds, patience }: RunOutcome): string {
  const after = `after ${epochs} of ${epochsDue} epochs`;
  if (reason === 'stopped') return `Stopped ${after}`;
  if (reason === 'finished') return `Trained in ${duration(seconds)}`;
  return `Ended ${after}, ${patience} without a better validation loss, in ${duration(seconds)}`;
}

function endLines(outcome: RunOutcome): string {
  const { folder, reason, patience, bestEpoch, epochs, validation } = outcome;
  const older = patience > 0 && bestEpoch > 0 && bestEpoch < epochs;
  const lines = [
    `${endingOf(outcome)}: validation accuracy ${percent(validation.accuracy)}, ECE ${percent(validation.ece)}`,
    `Model in ${folder}${older ? `, as it was after epoch ${bestEpoch}` : ''}`,
    ...(reason === 'stopped' ? [`Go on with: digits train --resume ${folder}`] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

const tellOfInterrupt = (): void =>
  void process.stderr.write('Stopping after this step, and keeping what was learnt; Ctrl-C again ends it at once.\n');

/** Plain lines, without the steps between them. */
function lineProgress(epochs: number): TrainingProgress {
  return {
    onStart: (start) => void process.stderr.write(startLines(start)),
    onStep: () => undefined,
    onEpoch: (row) => void process.stderr.write(`${epochLine(row, epochs)}\n`),
    stop: () => undefined,
    onInterrupt: tellOfInterrupt,
    onEnd: (outcome) => void process.stdout.write(endLines(outcome)),
  };
}

/** Guesses how long the rest of a run takes, from the pace since the first report: validation is in it, too. */
function paceKeeper(epochs: number): (report: StepReport) => string {
  let first: { at: number; done: number } | undefined;
  return ({ epoch, step, steps }) => {
    const done = (epoch - 1) * steps + step;
    const now = performance.now();
    first ??= { at: now, done };
    if (done === first.done) return '…';
    return roughDuration((((now - first.at) / (done - first.done)) * (epochs * steps - done)) / 1_000);
  };
}

/** What stands beside the bar takes about this many columns. */
const BAR_COMPANY = 94;

function barProgress(epochs: number): TrainingProgress {
  const bar = new cliProgress.SingleBar({
    // The most telling first: a narrow terminal cuts off the end.
    format: '{place} {bar} {left} left  loss {loss}  accuracy {accuracy}  validation {validation}  {rate} images/s',
    barsize: Math.min(24, Math.max(8, (process.stderr.columns ?? 0) - BAR_COMPANY)),
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    gracefulExit: false,
  });
  const lines = lineProgress(epochs);
  const left = paceKeeper(epochs);
  let running = false;
  let validation = '–';
  const stop = (): void => {
    if (running) bar.stop();
    running = false;
  };
  return {
    ...lines,
    onStep(report) {
      const { epoch, step, steps, training, imagesPerSecond } = report;
      const payload = {
        place: placeOf(epoch, epochs),
        left: left(report),
        loss: training.loss.toFixed(4),
        accuracy: percent(training.accuracy),
        validation,
        rate: count(imagesPerSecond),
      };
      if (!running) bar.start(steps, step, payload);
      else bar.update(step, payload);
      running = true;
    },
    onEpoch(row) {
      stop();
      validation = percent(row.validationAccuracy);
      lines.onEpoch(row);
    },
    stop,
    onInterrupt() {
      stop();
      lines.onInterrupt();
    },
  };
}

function jsonProgress(): TrainingProgress {
  const write = (event: object): void => void process.stdout.write(`${JSON.stringify(event)}\n`);
  return {
    onStart: (start) => write({ event: 'start', ...start }),
    onStep: () => undefined,
    onEpoch: ({ trainingLoss, trainingAccuracy, validationLoss, validationAccuracy, epoch, ...figures }) =>
      write({
        event: 'epoch',
        epoch,
        training: { loss: trainingLoss, accuracy: trainingAccuracy },
        validation: { loss: validationLoss, accuracy: validationAccuracy },
        ...figures,
      }),
    stop: () => undefined,
    onInterrupt: tellOfInterrupt,
    onEnd: (outcome) => write({ event: 'end', ...outcome }),
  };
}

/** The progress that fits where the output goes: JSON events, a bar, or plain lines. */
export function trainingProgress(epochs: number, { json }: { json: boolean }): TrainingProgress {
  if (json) return jsonProgress();
  return process.stderr.isTTY ? barProgress(epochs) : lineProgress(epochs);
}
