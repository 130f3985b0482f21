// What can be done with the drawing.
import { canClear, canRedo, canUndo, clearDrawing, redoDrawing, undoDrawing } from '../state/drawing-state.js';
import { isSending, submitDrawing } from '../state/predictions-state.js';

/** Does `action`; when that leaves its own button with nothing to do, the focus moves on to the canvas. */
function act(action: () => void, isStillUseful: { readonly value: boolean }): void {
  action();
  if (!isStillUseful.value) document.getElementById('canvas')?.focus({ preventScroll: true });
}

export function Toolbar() {
  return (
    <div class="toolbar">
      <button
        type="button"
        class="button"
        disabled={!canUndo.value}
        aria-keyshortcuts="Control+Z"
        onClick={() => act(undoDrawing, canUndo)}
      >
        Undo
      </button>
      <button
        type="button"
        class="button"
        disabled={!canRedo.value}
        aria-keyshortcuts="Control+Shift+Z"
        onClick={() => act(redoDrawing, canRedo)}
      >
        Redo
      </button>
      <button
        type="button"
        class="button"
        disabled={!canClear.value}
        aria-keyshortcuts="Escape"
        onClick={() => act(clearDrawing, canClear)}
      >
        Clear
      </button>
      <button
        type="button"
        class={isSending.value ? 'button is-primary is-busy' : 'button is-primary'}
        aria-busy={isSending.value}
        onClick={() => void submitDrawing()}
      >
        Submit
      </button>
    </div>
  );
}
