// The frame of every dialog: a heading, a way out, and what it is about. Closes with Escape and by a click beside it.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { CloseIcon } from './icons.js';

interface ModalProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

export function Modal({ title, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Closing gives the focus back to what had it before; to be taken away would not.
    return () => element?.close();
  }, []);
  /** Whether the pointer went down beside the dialog: a selection that ends there closes nothing. */
  const isBeside = useRef(false);
  const close = () => dialog.current?.close();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard's way out is Escape, which the element takes itself.
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="dialog-heading"
      onClose={onClose}
      // The dialog's own box is all padding of its content's: a click on itself is one on the backdrop.
      onPointerDown={(event) => {
        isBeside.current = event.target === dialog.current;
      }}
      onClick={(event) => event.target === dialog.current && isBeside.current && close()}
    >
      <div class="dialog-content">
        <div class="dialog-head">
          <h2 id="dialog-heading">{title}</h2>
          <button type="button" class="button is-quiet" aria-label="Close" onClick={close}>
            <CloseIcon />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
