// The keys that work all over the page. Keys of the canvas itself are with the canvas.
import { clearDrawing, redoDrawing, undoDrawing } from './state/drawing-state.js';
import { answeredPrediction, toggleLabel } from './state/predictions-state.js';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || isTyping(event.target) || document.querySelector('dialog[open]')) return;
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (event.altKey || (key !== 'z' && key !== 'y')) return;
    event.preventDefault();
    if (key === 'y' || event.shiftKey) redoDrawing();
    else undoDrawing();
    return;
  }
  if (event.altKey) return;
  if (key === 'escape' || key === 'delete') {
    clearDrawing();
  } else if (/^[0-9]$/.test(key) && !event.repeat && answeredPrediction.value) {
    toggleLabel(answeredPrediction.value, Number(key));
  }
}

/** Starts listening, for as long as the page is open. */
export function listenForShortcuts(): void {
  addEventListener('keydown', onKeyDown);
}
