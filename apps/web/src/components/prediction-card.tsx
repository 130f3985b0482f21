// One logged prediction as a card that leads to its page.
import { formatPercentage } from '../format/percentage.js';
import { formatDateTime, formatRelativeTime } from '../format/relative-time.js';
import { now } from '../state/clock.js';
import type { LoggedPrediction } from '../state/logged-predictions.js';
import { Thumbnail } from './thumbnail.js';

/** Whether the person agreed: said by a sign and words, not by colour alone. */
export function Verdict({ digit, label }: Pick<LoggedPrediction, 'digit' | 'label'>) {
  if (label === null) return null;
  if (label === digit) return <span class="verdict is-right">✓ Right</span>;
  return <span class="verdict is-wrong">✗ It was {label}</span>;
}

/** When it was, in words, with the day and the time behind them. */
export function Time({ at }: { readonly at: string }) {
  const time = Date.parse(at);
  return (
    <time dateTime={at} title={formatDateTime(time)}>
      {formatRelativeTime(time, now.value)}
    </time>
  );
}

/** How sure the model was, or why it read no digit: of a picture of several, or of a texture, its confidence is 0. */
function assessmentOf({ digit, confidence, ink }: LoggedPrediction): string {
  if (digit !== null) return formatPercentage(confidence);
  return ink === null && confidence === 0 ? 'Not one digit' : 'Not a digit';
}

export function PredictionCard({ prediction }: { readonly prediction: LoggedPrediction }) {
  const { id, digit, label, createdAt } = prediction;
  return (
    <li class="card">
      <a class="card-link" href={`/predictions/${id}`}>
        <Thumbnail prediction={prediction} />
        <span class="card-line">
          <strong class="card-digit">{digit ?? '–'}</strong>
          <span class="card-confidence">{assessmentOf(prediction)}</span>
        </span>
        <span class="card-foot">
          <Time at={createdAt} />
          <Verdict digit={digit} label={label} />
        </span>
      </a>
    </li>
  );
}
