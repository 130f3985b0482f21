// Asks before something that cannot be undone, does it, and says so if it fails.
import { useSignal } from '@preact/signals';
import { sentenceFor } from '../state/request-errors.js';
import { Modal } from './modal.js';

interface ConfirmDialogProps {
  readonly title: string;
  readonly question: string;
  /** What the button that does it says. */
  readonly answer: string;
  readonly act: () => Promise<void>;
  readonly onClose: () => void;
}

export function ConfirmDialog({ title, question, answer, act, onClose }: ConfirmDialogProps) {
  const isBusy = useSignal(false);
  const error = useSignal('');

  async function onConfirm(): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    try {
      await act();
      onClose();
    } catch (problem) {
      error.value = sentenceFor(problem);
      isBusy.value = false;
    }
  }

  return (
    <Modal title={title} onClose={onClose}>
      <p class="dialog-about">{question}</p>
      <p class="form-error" role="alert">
        {error.value}
      </p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button type="button" class="button is-danger" aria-busy={isBusy.value} onClick={() => void onConfirm()}>
          {answer}
        </button>
      </div>
    </Modal>
  );
}
