// Learning rates over a run: functions of the share of its steps that are done.

/** From the share of a run that is done, 0–1, to the learning rate. */
export type Schedule = (progress: number) => number;

/** The same rate throughout. */
export const constant =
  (rate: number): Schedule =>
  () =>
    rate;

/** Linear from 0 to the schedule's first rate over `share` of the run, then the schedule, over what is left. */
export const warmUp =
  (share: number, then: Schedule): Schedule =>
  (progress) =>
    progress < share ? (then(0) * progress) / share : then((progress - share) / (1 - share));

/** Linear from `peak` to `end`. */
export const linearDecay =
  (peak: number, end = 0): Schedule =>
  (progress) =>
    peak + (end - peak) * progress;

/** Half a cosine from `peak` to `end` (Loshchilov & Hutter 2017). */
export const cosine =
  (peak: number, end = 0): Schedule =>
  (progress) =>
    end + ((peak - end) * (1 + Math.cos(Math.PI * progress))) / 2;

/** One cycle (Smith & Topin 2018): linear up from peak / 25 over `share` of the run, then by a cosine down to 0. */
export const oneCycle =
  (peak: number, share = 0.3): Schedule =>
  (progress) =>
    progress < share ? (peak / 25) * (1 + (24 * progress) / share) : cosine(peak)((progress - share) / (1 - share));
