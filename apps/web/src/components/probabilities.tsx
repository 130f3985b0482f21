// The ten probabilities as bars, each over the button that says "this is the digit it really was".
import { withArticle } from '../format/digit.js';
import { formatPercentage, formatShortPercentage } from '../format/percentage.js';
import { answer, answeredPrediction, labelErrors, toggleLabel } from '../state/predictions-state.js';
import { DIGITS, DigitPicker } from './digit-picker.js';

function Bars() {
  const recognition = answer.value?.recognition ?? null;
  return (
    <ul class="bars" aria-label="Probability of each digit">
      {DIGITS.map((digit) => {
        const probability = recognition?.probabilities[digit] ?? 0;
        return (
          <li key={digit} class={recognition?.digit === digit ? 'bar is-answer' : 'bar'}>
            {/* biome-ignore lint/a11y/useSemanticElements: <meter> cannot be drawn upright and alike in every browser. */}
            <div
              class="bar-track"
              data-testid={`probability-${digit}`}
              role="meter"
              aria-label={`Probability of ${digit}`}
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={Math.round(probability * 1000) / 10}
              aria-valuetext={recognition ? formatPercentage(probability) : 'no answer yet'}
              style={{ '--probability': probability }}
            >
              <span class="bar-fill" />
              <span class="bar-value">{recognition ? formatShortPercentage(probability) : ''}</span>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** What the person may do about the label, or what it says. */
function hintFor(digit: number | null, label: number | null): string {
  if (label === null) return digit === null ? 'Tap the digit you drew.' : 'Was it right? Tap the digit you drew.';
  return label === digit ? 'Right, thank you.' : `Thank you: it was ${withArticle(label)}.`;
}

export function Probabilities() {
  const prediction = answeredPrediction.value;
  const error = prediction ? labelErrors.value.get(prediction.id) : undefined;
  return (
    <section class="probabilities" aria-label="Probabilities and the correct digit">
      <Bars />
      <DigitPicker
        label="Correct digit"
        describedBy="label-hint"
        value={prediction?.label ?? null}
        disabled={!prediction}
        onPick={(digit) => prediction && toggleLabel(prediction, digit)}
      />
      <p id="label-hint" class={error ? 'label-hint is-error' : 'label-hint'} role="status">
        {error ?? (prediction ? hintFor(prediction.digit, prediction.label) : '')}
      </p>
    </section>
  );
}
