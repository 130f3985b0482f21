// One logged prediction as a card that leads to its page.
import { areDigits, formatRow } from '../format/digit.js';
import { formatPercentage } from '../format/percentage.js';
import { formatDateTime, formatRelativeTime } from '../format/relative-time.js';
import { now } from '../state/clock.js';
import { type LoggedPrediction, labelShown } from '../state/logged-predictions.js';
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

/** How sure the model was, or why it is no one digit. */
function assessmentOf({ digit, digits, confidence }: LoggedPrediction): string {
  if (digit !== null) return formatPercentage(confidence);
  return areDigits(digits) ? `${digits.length} digits` : 'Not a digit';
}

interface PredictionCardProps {
  readonly prediction: LoggedPrediction;
  /** Called with what digit keys say while the card has the focus. */
  readonly onDigit?: (digit: number) => void;
}

export function PredictionCard({ prediction, onDigit }: PredictionCardProps) {
  const { id, digit, digits, label, createdAt, model } = prediction;
  return (
    <li class="card">
      <a
        class="card-link"
        href={`/predictions/${id}`}
        {...(onDigit && {
          onFocus: () => {
            labelShown.value = onDigit;
          },
          onBlur: () => {
            labelShown.value = null;
          },
        })}
      >
        <Thumbnail prediction={prediction} />
        <span class="card-line">
          <strong class="card-digit">{areDigits(digits) ? formatRow(digits) : (digit ?? '–')}</strong>
          <span class="card-confidence">{assessmentOf(prediction)}</span>
        </span>
        <span class="card-foot">
          <Time at={createdAt} />
          <Verdict digit={digit} label={label} />
        </span>
        <span class="card-foot">
          {model.name} {model.version}
        </span>
      </a>
    </li>
  );
}
