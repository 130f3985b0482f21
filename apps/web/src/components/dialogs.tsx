// The page's dialogs, one at a time, each loaded when it is first opened.
import { signal } from '@preact/signals';
import { ErrorBoundary } from 'preact-iso';
import { lazily } from './lazily.js';

const DIALOGS = {
  settings: lazily(() => import('./settings-dialog.js')),
  shortcuts: lazily(() => import('./shortcuts-dialog.js')),
  picture: lazily(() => import('./picture-dialog.js')),
} as const;

const opened = signal<keyof typeof DIALOGS | null>(null);

/** Opens a dialog; one that is open gives way. */
export function openDialog(name: keyof typeof DIALOGS): void {
  opened.value = name;
}

/** Closes the dialog that is open. */
export function closeDialog(): void {
  opened.value = null;
}

/** The dialog that is open, if any. */
export function Dialogs() {
  if (!opened.value) return null;
  const Dialog = DIALOGS[opened.value];
  return (
    <ErrorBoundary>
      <Dialog />
    </ErrorBoundary>
  );
}
