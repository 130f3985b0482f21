// Learning rates over a run.

/**
 * Linear warm-up to `peak`, then a linear way down to 0 at the end.
 * @param progress Share of the run's steps already done, 0–1.
 * @param warmup Share of the run that warms up, above 0 and below 1.
 */
export function warmupLinearDecay(progress: number, { peak, warmup }: { peak: number; warmup: number }): number {
  return progress < warmup ? (peak * progress) / warmup : (peak * (1 - progress)) / (1 - warmup);
}
