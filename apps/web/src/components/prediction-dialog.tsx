// One logged prediction up close: the drawing, the answer, and the digit it really was.
import { useEffect, useRef } from 'preact/hooks';
import { formatPercentage } from '../format/percentage.js';
import { formatDateTime } from '../format/relative-time.js';
import { type LoggedPrediction, labelErrors, toggleLabel } from '../state/predictions-state.js';
import { DigitPicker } from './digit-picker.js';
import { Thumbnail } from './thumbnail.js';

interface PredictionDialogProps {
  readonly prediction: LoggedPrediction;
  readonly onClose: () => void;
}

function describe({ digit, confidence }: LoggedPrediction): string {
  return digit === null ? 'Not read as a digit' : `Read as ${digit}, ${formatPercentage(confidence)} sure`;
}

export function PredictionDialog({ prediction, onClose }: PredictionDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => dialog.current?.close();
  const error = labelErrors.value.get(prediction.id);

  const onKeyDown = (event: KeyboardEvent) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
    if (isPlain && /^[0-9]$/.test(event.key)) toggleLabel(prediction, Number(event.key));
  };

  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="dialog-heading"
      onClose={onClose}
      onKeyDown={onKeyDown}
      // The dialog's own box is all padding of its content's: a click on itself is one on the backdrop.
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div class="dialog-content">
        <Thumbnail prediction={prediction} />
        <h2 id="dialog-heading">{describe(prediction)}</h2>
        <p class="dialog-time">
          <time dateTime={prediction.createdAt}>{formatDateTime(Date.parse(prediction.createdAt))}</time>
        </p>
        <p id="dialog-question" class="dialog-question">
          Which digit was it?
        </p>
        <DigitPicker
          label="True digit"
          describedBy="dialog-hint"
          value={prediction.label}
          onPick={(digit) => toggleLabel(prediction, digit)}
        />
        <p id="dialog-hint" class={error ? 'label-hint is-error' : 'label-hint'} role="status">
          {error ?? (prediction.label === null ? '' : `Saved as ${prediction.label}.`)}
        </p>
        <button type="button" class="button is-primary" onClick={close}>
          Done
        </button>
      </div>
    </dialog>
  );
}
