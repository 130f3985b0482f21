// What can be done with the drawing.
import { canClear, canRedo, canUndo, clearDrawing, redoDrawing, undoDrawing } from '../state/drawing-state.js';
import { isSending, submitDrawing } from '../state/predictions-state.js';

/** Does `action`; when that leaves its own button with nothing to do, the focus moves on to the canvas. */
function act(action: () => void, isStillUseful: { readonly value: boolean }): void {
  action();
  if (!isStillUseful.value) document.getElementById('canvas')?.focus({ preventScroll: true });
}

interface ActionProps {
  readonly name: string;
  readonly keys: string;
  readonly action: () => void;
  readonly isUseful: { readonly value: boolean };
}

function Action({ name, keys, action, isUseful }: ActionProps) {
  return (
    <button
      type="button"
      class="button"
      disabled={!isUseful.value}
      aria-keyshortcuts={keys}
      onClick={() => act(action, isUseful)}
    >
      {name}
    </button>
  );
}

export function Toolbar() {
  return (
    <div class="toolbar">
      <Action name="Undo" keys="Control+Z" action={undoDrawing} isUseful={canUndo} />
      <Action name="Redo" keys="Control+Shift+Z" action={redoDrawing} isUseful={canRedo} />
      <Action name="Clear" keys="Escape" action={clearDrawing} isUseful={canClear} />
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
