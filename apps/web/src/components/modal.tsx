// The frame of every dialog: a heading, a way out, and what it is about. Closes with Escape and by a click beside it.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { focusOrMain } from './focus.js';
import { CloseIcon } from './icons.js';

interface ModalProps {
  readonly title: string;
  readonly onClose: () => void;
  /** While something is under way that closing would not end, there is no way out. */
  readonly isBusy?: boolean;
  /** The id of a question that has to be answered, read with the title. */
  readonly question?: string;
  readonly children: ComponentChildren;
}

export function Modal({ title, onClose, isBusy = false, question, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    // Taken away while it is open, a dialog gives the focus back to nobody.
    return () => focusOrMain(opener);
  }, []);
  /** Whether the pointer went down beside the dialog: a selection that ends there closes nothing. */
  const isBeside = useRef(false);
  const close = () => {
    if (!isBusy) dialog.current?.close();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard's way out is Escape, which the element takes itself.
    <dialog
      ref={dialog}
      class="dialog"
      role={question === undefined ? 'dialog' : 'alertdialog'}
      aria-labelledby="dialog-heading"
      aria-describedby={question}
      onClose={onClose}
      onCancel={(event) => isBusy && event.preventDefault()}
      // The dialog's own box is all padding of its content's: a click on itself is one on the backdrop.
      onPointerDown={(event) => {
        isBeside.current = event.target === dialog.current;
      }}
      onClick={(event) => event.target === dialog.current && isBeside.current && close()}
    >
      <div class="dialog-content">
        <div class="dialog-head">
          <h2 id="dialog-heading">{title}</h2>
          <button type="button" class="button is-quiet" aria-label="Close" disabled={isBusy} onClick={close}>
            <CloseIcon />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
