// Clear: away with what is shown.
import { computed } from '@preact/signals';
import { canClear, clearDrawing } from './drawing-state.js';
import { closePicture, picture } from './picture-state.js';

export const canClearAnything = computed(() => picture.value !== null || canClear.value);

/** Takes away what is shown: the picture, or else the ink. */
export function clearAll(): void {
  if (picture.value) closePicture();
  else clearDrawing();
}
