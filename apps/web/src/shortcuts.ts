// The keys that work all over the page. Keys of the canvas itself are with the canvas.
import { closeDialog, isDialogWanted, openDialog } from './components/dialogs.js';
import { toggleEraser } from './components/toolbar.js';
import { PEN_WIDTHS } from './drawing/drawing.js';
import { changeSettings, settings } from './settings/settings.js';
import { canLabel, labelAnswer } from './state/answer-state.js';
import { clearAll } from './state/clear-all.js';
import { redoDrawing, undoDrawing } from './state/drawing-state.js';
import { labelShown } from './state/logged-predictions.js';
import { isLookingInside } from './state/look-inside-state.js';
import { picture } from './state/picture-state.js';
import { submitDrawing } from './state/submissions.js';

/** How much wider or narrower one press makes the pen. */
const WIDTH_STEP = 2;

/** The key as letters name it: by its place on keyboards that write no Latin ones. */
function keyOf({ key, code }: KeyboardEvent): string {
  if (/^[\x21-\x7e]/.test(key)) return key.toLowerCase();
  if (code === 'BracketLeft') return '[';
  if (code === 'BracketRight') return ']';
  return /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : key.toLowerCase();
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('textarea, select, input:not([type="checkbox"], [type="radio"], [type="range"])'));

/** Whether Enter or an arrow means something to what has the focus. */
const isControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('a, button, input, select, textarea, summary') !== null;

function changeWidth(by: number): void {
  const { least, most } = PEN_WIDTHS;
  changeSettings({ penWidth: Math.min(most, Math.max(least, settings.value.penWidth + by)) });
}

/** What single keys do where the drawing is on the page. */
const DRAWING_KEYS: Readonly<Record<string, () => void>> = {
  e: toggleEraser,
  p: () => openDialog('picture'),
  w: () => {
    isLookingInside.value = !isLookingInside.value;
  },
  '[': () => changeWidth(-WIDTH_STEP),
  ']': () => changeWidth(WIDTH_STEP),
};

function onSingleKey(event: KeyboardEvent, isDrawing: boolean): void {
  const key = keyOf(event);
  if (key === '?') openDialog('shortcuts');
  else if (event.repeat) return;
  else if (/^[0-9]$/.test(key)) {
    if (!isDrawing) labelShown.value?.(Number(key));
    else if (canLabel.value) labelAnswer(Number(key));
  } else if (isDrawing) DRAWING_KEYS[key]?.();
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || isTyping(event.target) || document.querySelector('dialog[open]')) return;
  const isDrawing = document.getElementById('drawing') !== null;
  const key = keyOf(event);
  if (isDialogWanted()) {
    // It is still being loaded.
    if (key === 'escape') closeDialog();
    return;
  }
  if (event.ctrlKey || event.metaKey) {
    if (!isDrawing || picture.value || event.altKey || (key !== 'z' && key !== 'y')) return;
    event.preventDefault();
    if (key === 'y' || event.shiftKey) redoDrawing();
    else undoDrawing();
    return;
  }
  if (event.altKey) return;
  if (isDrawing && (key === 'escape' || key === 'delete')) clearAll();
  else if (isDrawing && key === 'enter' && !event.repeat && !picture.value && !isControl(event.target)) {
    void submitDrawing();
  } else if (settings.value.shortcuts) onSingleKey(event, isDrawing);
}

/** Starts listening, for as long as the page is open. */
export function listenForShortcuts(): void {
  addEventListener('keydown', onKeyDown);
  // Going back is a way out of a dialog too.
  addEventListener('popstate', closeDialog);
}
