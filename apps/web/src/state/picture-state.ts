// A picture in place of the drawing: the file as it is shown, and what was found in it.
import { signal } from '@preact/signals';

export interface Picture {
  /** The id under which it is, or will be, logged. */
  readonly id: string;
  /** An address in this page at which the picture can be shown. */
  readonly source: string;
  /** What it is called, for people. */
  readonly name: string;
  /** The 28×28 that the model saw, base64; null until it is known. */
  readonly pixels: string | null;
  /** Why it cannot be read; null where it can. */
  readonly error: string | null;
}

/** The picture that is shown; null while the canvas is. */
export const picture = signal<Picture | null>(null);

/** Shows a picture in place of the canvas. */
export function showPicture(id: string, file: Blob, name: string): void {
  closePicture();
  picture.value = { id, source: URL.createObjectURL(file), name, pixels: null, error: null };
}

/** Goes back to the drawing. */
export function closePicture(): void {
  if (picture.value) URL.revokeObjectURL(picture.value.source);
  picture.value = null;
}

/** Adds what has become known of the picture `id`, if it is still shown. */
export function updatePicture(id: string, news: Partial<Pick<Picture, 'pixels' | 'error'>>): void {
  if (picture.value?.id === id) picture.value = { ...picture.value, ...news };
}
