// Asks before something that cannot be undone, does it, and says so if it fails.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { sentenceFor } from '../state/request-errors.js';
import { Modal } from './modal.js';

interface ConfirmDialogProps {
  readonly title: string;
  readonly question: string;
  /** What the button that does it says, and what it says while that is under way. */
  readonly answer: string;
  readonly busy: string;
  readonly act: () => Promise<void>;
  /** It is done, and the person is still here. */
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function ConfirmDialog({ title, question, answer, busy, act, onDone, onClose }: ConfirmDialogProps) {
  const isBusy = useSignal(false);
  const error = useSignal('');
  const isGone = useRef(false);
  useEffect(() => {
    // Going back is a way out, too.
    const leave = () => !isBusy.value && onClose();
    addEventListener('popstate', leave);
    return () => {
      isGone.current = true;
      removeEventListener('popstate', leave);
    };
  }, []);

  async function onConfirm(): Promise<void> {
    isBusy.value = true;
    error.value = '';
    try {
      await act();
      if (isGone.current) return;
      onClose();
      onDone();
    } catch (problem) {
      error.value = sentenceFor(problem);
      isBusy.value = false;
    }
  }

  return (
    <Modal title={title} onClose={onClose} isBusy={isBusy.value} question="dialog-question">
      <p id="dialog-question" class="dialog-about">
        {question}
      </p>
      <p class="form-error" role="alert">
        {error.value}
      </p>
      <div class="dialog-actions">
        <button type="button" class="button" disabled={isBusy.value} onClick={onClose}>
          Cancel
        </button>
        <button type="button" class="button is-danger" disabled={isBusy.value} onClick={() => void onConfirm()}>
          {isBusy.value ? busy : answer}
        </button>
      </div>
    </Modal>
  );
}
