// The ten probabilities as bars, each over the button that says "this is the digit it really was".
import { withArticle } from '../format/digit.js';
import { formatPercentage, formatShortPercentage } from '../format/percentage.js';
import { answer, canLabel, labelAnswer, labelError } from '../state/answer-state.js';
import { DIGITS, DigitPicker } from './digit-picker.js';

interface BarsProps {
  /** Of the ten digits, 0–1; null while there is no answer. */
  readonly probabilities: readonly number[] | null;
  /** The digit that stands out. */
  readonly digit: number | null;
  /** Of something that is not a digit: shown without numbers, since it is no digit's probability that is meant. */
  readonly isRefused: boolean;
}

/** The sign goes where there is no room for it. */
function Short({ probability }: { readonly probability: number }) {
  const text = formatShortPercentage(probability);
  return text === '' ? null : (
    <>
      {text.slice(0, -1)}
      <span class="bar-sign">%</span>
    </>
  );
}

export function Bars({ probabilities, digit: answered, isRefused }: BarsProps) {
  const valueText = (probability: number) => {
    if (!probabilities) return 'no answer yet';
    return isRefused ? `${formatPercentage(probability)}, if it were a digit` : formatPercentage(probability);
  };
  return (
    <ul class="bars" aria-label="Probability of each digit">
      {DIGITS.map((digit) => {
        const probability = probabilities?.[digit] ?? 0;
        return (
          <li key={digit} class={answered === digit ? 'bar is-answer' : 'bar'}>
            {/* biome-ignore lint/a11y/useSemanticElements: <meter> cannot be drawn upright and alike in every browser. */}
            <div
              class="bar-track"
              data-testid={`probability-${digit}`}
              role="meter"
              aria-label={`Probability of ${digit}`}
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={Math.round(probability * 1000) / 10}
              aria-valuetext={valueText(probability)}
              style={{ '--probability': probability }}
            >
              <span class="bar-fill" />
              <span class="bar-value">{probabilities && !isRefused ? <Short probability={probability} /> : ''}</span>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** What the person may do about the label, or what it says. */
export function hintFor(digit: number | null, label: number | null): string {
  if (label === null) return digit === null ? 'Tap the digit that it is.' : 'Was it right? Tap the digit that it is.';
  return label === digit ? 'Right, thank you.' : `Thank you: it was ${withArticle(label)}.`;
}

export function Probabilities() {
  const shown = answer.value;
  const isRow = (shown?.digits.length ?? 0) > 1;
  const error = labelError.value;
  const digit = shown?.recognition.digit ?? null;
  const hint = shown && canLabel.value ? hintFor(digit, shown.label) : '';
  return (
    <section class="probabilities" aria-label="Probabilities and the correct digit">
      <Bars
        probabilities={shown && !isRow ? shown.recognition.probabilities : null}
        digit={digit}
        isRefused={shown !== null && digit === null}
      />
      <DigitPicker
        label="Correct digit"
        describedBy="label-hint"
        value={shown?.label ?? null}
        disabled={!canLabel.value}
        onPick={labelAnswer}
      />
      <p id="label-hint" class={error ? 'label-hint is-error' : 'label-hint'} role="status">
        {error ?? hint}
      </p>
    </section>
  );
}
