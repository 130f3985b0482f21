// The page's dialogs, one at a time, each loaded when it is first opened.
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { LoadFailure } from './lazily.js';

const LOADERS = {
  settings: () => import('./settings-dialog.js'),
  shortcuts: () => import('./shortcuts-dialog.js'),
  picture: () => import('./picture-dialog.js'),
} as const;
type Name = keyof typeof LOADERS;

const opened = signal<Name | null>(null);
const loaded = signal<Partial<Record<Name, ComponentType>>>({});
/** The dialog that could not be loaded, and is tried again when it is opened again. */
const failed = signal<Name | null>(null);

/** Opens a dialog; one that is open gives way. */
export function openDialog(name: Name): void {
  opened.value = name;
  failed.value = null;
  if (loaded.value[name]) return;
  LOADERS[name]().then(
    (module) => {
      loaded.value = { ...loaded.value, [name]: module.default };
    },
    () => {
      failed.value = name;
    },
  );
}

/** Closes the dialog that is open. */
export function closeDialog(): void {
  opened.value = null;
}

/** Whether a dialog is open, or will be once it is loaded. */
export const isDialogWanted = (): boolean => opened.value !== null;

/** The dialog that is open, if any. */
export function Dialogs() {
  if (!opened.value) return null;
  if (failed.value === opened.value) return <LoadFailure onClose={closeDialog} />;
  const Dialog = loaded.value[opened.value];
  return Dialog ? <Dialog /> : null;
}
