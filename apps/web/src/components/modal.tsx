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
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => dialog.current?.close();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard's way out is Escape, which the element takes itself.
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="dialog-heading"
      onClose={onClose}
      // The dialog's own box is all padding of its content's: a click on itself is one on the backdrop.
      onClick={(event) => event.target === dialog.current && close()}
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
