// The canvas, and the pens that draw on it: finger, stylus, mouse, and the keyboard's own.
import { signal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Point, pointAt, SIDE } from '../drawing/drawing.js';
import { FINE_STEP, isArrow, movePen, START, STEP } from '../drawing/keyboard-pen.js';
import { paint } from '../drawing/paint.js';
import { canClear, finishStroke, ink, isPenDown, moveStroke, startStroke } from '../state/drawing-state.js';
import { submitDrawing } from '../state/predictions-state.js';

/** Side of the canvas, device pixels; 0 until it is known. */
const pixels = signal(0);
/** Counts changes of the system's colours, after which the canvas is painted anew. */
const colourChanges = signal(0);
/** Where the keyboard's pen is; null while the canvas is not used by keyboard. */
const keyboardPen = signal<Point | null>(null);

/** The finger, stylus or mouse that is drawing; others are ignored until it lifts. */
let activePointer: number | null = null;
const heldArrows = new Set<string>();

function onPointerDown(event: PointerEvent & { readonly currentTarget: HTMLCanvasElement }): void {
  if (activePointer !== null || event.button !== 0) return;
  const canvas = event.currentTarget;
  activePointer = event.pointerId;
  canvas.setPointerCapture(event.pointerId);
  keyboardPen.value = null;
  const box = canvas.getBoundingClientRect();
  startStroke(pointAt(event.clientX - box.left, event.clientY - box.top, box.width));
}

function onPointerMove(event: PointerEvent & { readonly currentTarget: HTMLCanvasElement }): void {
  if (event.pointerId !== activePointer) return;
  const box = event.currentTarget.getBoundingClientRect();
  // Coalesced events, the points between two frames, exist on https and localhost only.
  const events = event.getCoalescedEvents?.() ?? [];
  for (const { clientX, clientY } of events.length > 0 ? events : [event]) {
    moveStroke(pointAt(clientX - box.left, clientY - box.top, box.width));
  }
}

/** Ends the stroke when the pointer lifts, is cancelled by the system or lost: what was drawn stays, and can be undone. */
function onPointerEnd(event: PointerEvent): void {
  if (event.pointerId !== activePointer) return;
  activePointer = null;
  finishStroke();
}

function onFocus(event: FocusEvent & { readonly currentTarget: HTMLCanvasElement }): void {
  if (event.currentTarget.matches(':focus-visible')) keyboardPen.value = START;
}

function onBlur(): void {
  heldArrows.clear();
  if (keyboardPen.value) finishStroke();
  keyboardPen.value = null;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || activePointer !== null) return;
  if (event.key === 'Enter') {
    event.preventDefault();
    if (!event.repeat) void submitDrawing();
    return;
  }
  const isSpace = event.key === ' ';
  if (!isSpace && !isArrow(event.key)) return;
  event.preventDefault();
  const at = keyboardPen.value ?? START;
  if (isSpace) {
    keyboardPen.value = at;
    if (event.repeat) return;
    if (isPenDown.value) finishStroke();
    else startStroke(at);
    return;
  }
  heldArrows.add(event.key);
  keyboardPen.value = movePen(at, heldArrows, event.shiftKey ? FINE_STEP : STEP);
  moveStroke(keyboardPen.value);
}

function onKeyUp(event: KeyboardEvent): void {
  heldArrows.delete(event.key);
}

/** The ring that shows where the keyboard's pen is; filled while it is down. */
function PenCursor() {
  const at = keyboardPen.value;
  if (!at) return null;
  const percent = (value: number) => `${(value / SIDE) * 100}%`;
  const state = isPenDown.value ? 'pen-cursor is-down' : 'pen-cursor';
  return <div class={state} style={{ left: percent(at[0]), top: percent(at[1]) }} />;
}

/** Says what the canvas is for, until there is ink on it. */
function Invitation() {
  if (canClear.value) return null;
  if (keyboardPen.value) {
    return <p class="invitation">Arrow keys move the pen. Space puts it down and lifts it. Enter submits.</p>;
  }
  return <p class="invitation">Draw a digit here</p>;
}

export function DrawingPad() {
  const canvas = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const measure = () => {
      pixels.value = Math.round(element.clientWidth * devicePixelRatio);
    };
    const recolour = () => {
      colourChanges.value += 1;
    };
    const resizes = new ResizeObserver(measure);
    resizes.observe(element);
    const schemes = matchMedia('(prefers-color-scheme: dark)');
    schemes.addEventListener('change', recolour);
    // Zooming changes the pixel ratio, and with it the window's size in CSS pixels.
    addEventListener('resize', measure);
    return () => {
      resizes.disconnect();
      schemes.removeEventListener('change', recolour);
      removeEventListener('resize', measure);
    };
  }, []);

  useSignalEffect(() => {
    const drawing = ink.value;
    const side = pixels.value;
    colourChanges.value;
    if (side === 0) return;
    const frame = requestAnimationFrame(() => {
      if (canvas.current) paint(canvas.current, drawing, side);
    });
    return () => cancelAnimationFrame(frame);
  });

  return (
    <div class="drawing-pad">
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a drawing surface takes arrow keys and Space itself; under this role screen readers pass them on. */}
      <canvas
        ref={canvas}
        id="canvas"
        data-testid="canvas"
        class="canvas"
        role="application"
        aria-label="Drawing canvas"
        aria-describedby="canvas-keys"
        tabIndex={0}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerEnd}
        onPointerCancel={onPointerEnd}
        onLostPointerCapture={onPointerEnd}
        onKeyDown={onKeyDown}
        onKeyUp={onKeyUp}
        onFocus={onFocus}
        onBlur={onBlur}
      />
      <p id="canvas-keys" class="visually-hidden">
        Arrow keys move the pen, Space puts it down and lifts it, Enter submits, Escape clears.
      </p>
      <div class="canvas-overlay" aria-hidden="true">
        <Invitation />
        <PenCursor />
      </div>
    </div>
  );
}
