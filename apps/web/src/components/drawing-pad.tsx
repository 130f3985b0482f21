// The canvas, and the pens that draw on it: finger, stylus, mouse, and the keyboard's own.
import { batch, signal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Point, pointAt, SIDE } from '../drawing/drawing.js';
import { ERASER_RADIUS } from '../drawing/eraser.js';
import { FINE_STEP, isArrow, movePen, START, STEP } from '../drawing/keyboard-pen.js';
import { type Colours, coloursOf, paint } from '../drawing/paint.js';
import { settings } from '../settings/settings.js';
import {
  canClear,
  dropStroke,
  finishedStrokes,
  finishStroke,
  isPenDown,
  liveStroke,
  moveStroke,
  startStroke,
  tool,
} from '../state/drawing-state.js';
import { submitDrawing } from '../state/submissions.js';
import { onPixelDensity } from './pixel-density.js';
import { onSystemColours } from './use-painted.js';

/** Side of the canvas, device pixels; 0 until it is known. */
const pixels = signal(0);
/** Counts changes of the page's colours, after which the canvas is painted anew. */
const colourChanges = signal(0);
/** Where the keyboard's pen is; null while the canvas is not used by keyboard. */
const keyboardPen = signal<Point | null>(null);
/** Where a mouse or a stylus is over the canvas, for the eraser's ring. */
const hover = signal<Point | null>(null);

/** The finger, stylus or mouse that is drawing; others are ignored until it lifts. */
let activePointer: number | null = null;
/** What that is: "touch", "pen" or "mouse"; and since when it draws. */
let activeType = '';
let activeSince = 0;
/** When a stylus was last seen: a hand that rests on the screen comes with it. */
let penSeenAt = Number.NEGATIVE_INFINITY;
/** The tool that a stylus's other end has taken the place of. */
let toolBefore: 'pen' | 'eraser' | null = null;

/** So long after a stylus a touch is a hand that rests, ms. */
const HAND_MS = 500;
/** A second finger so soon is a pinch, of which the first was part, ms. */
const PINCH_MS = 300;
/** The button that a stylus's other end is (Pointer Events). */
const ERASER_BUTTON = 5;
const heldArrows = new Set<string>();

/** The least time between two readings of the drawing, ms. */
const LEAST_INTERVAL_MS = 6;

type CanvasPointerEvent = PointerEvent & { readonly currentTarget: HTMLCanvasElement };

/** How wide the tool is that must stay on the canvas: the eraser may hang over its edge. */
const reach = () => (tool.value === 'pen' ? settings.value.penWidth : 0);
/** What a stylus feels; mice and most fingers report a constant. */
const pressureOf = ({ pointerType, pressure }: PointerEvent) => (pointerType === 'pen' ? pressure : undefined);

/** Where the canvas is in the window, until that changes: asking anew would lay the page out for every point. */
let box = new DOMRect();
const placeOf = ({ clientX, clientY }: PointerEvent) =>
  pointAt(clientX - box.left, clientY - box.top, box.width, reach());

/** Points that the pointer has passed and the drawing does not have yet. */
let passed: { readonly point: Point; readonly pressure: number | undefined }[] = [];
let addedAt = 0;
/** Whether this stroke's points come with raw updates, ahead of the moves that browsers hold back until the next frame. */
let hasRawUpdates = false;

function pass(event: PointerEvent): void {
  // Coalesced events, the points between two, exist on https and localhost only.
  const events = event.getCoalescedEvents?.() ?? [];
  for (const one of events.length > 0 ? events : [event])
    passed.push({ point: placeOf(one), pressure: pressureOf(one) });
}

/** Adds what the pointer has passed to the drawing, which is then read anew. */
function addPassed(): void {
  if (passed.length === 0) return;
  const points = passed;
  passed = [];
  addedAt = performance.now();
  batch(() => {
    for (const { point, pressure } of points) moveStroke(point, pressure);
  });
}

function onPointerDown(event: CanvasPointerEvent): void {
  const { pointerType, timeStamp } = event;
  if (pointerType === 'pen') penSeenAt = timeStamp;
  if (pointerType === 'touch' && timeStamp - penSeenAt < HAND_MS) return;
  if (activePointer !== null && activeType === 'touch') {
    // A hand came before the stylus, or a pinch began: neither was meant to draw.
    const isPinch = pointerType === 'touch' && timeStamp - activeSince < PINCH_MS;
    if (pointerType !== 'pen' && !isPinch) return;
    activePointer = null;
    passed = [];
    dropStroke();
    if (isPinch) return;
  }
  if (activePointer !== null || (event.button !== 0 && event.button !== ERASER_BUTTON)) return;
  const canvas = event.currentTarget;
  [activePointer, activeType, activeSince] = [event.pointerId, pointerType, timeStamp];
  if (event.button === ERASER_BUTTON) {
    toolBefore = tool.value;
    tool.value = 'eraser';
  }
  canvas.setPointerCapture(event.pointerId);
  keyboardPen.value = null;
  box = canvas.getBoundingClientRect();
  [passed, hasRawUpdates] = [[], false];
  startStroke(placeOf(event), pressureOf(event));
}

function onRawUpdate(event: PointerEvent): void {
  if (event.pointerId !== activePointer) return;
  hasRawUpdates = true;
  pass(event);
  // A mouse may report a thousand times a second; the rest comes with the next move.
  if (performance.now() - addedAt >= LEAST_INTERVAL_MS) addPassed();
}

function onPointerMove(event: CanvasPointerEvent): void {
  if (event.pointerType === 'pen') penSeenAt = event.timeStamp;
  if (tool.value === 'eraser') {
    if (activePointer === null) box = event.currentTarget.getBoundingClientRect();
    hover.value = event.pointerType === 'touch' ? null : placeOf(event);
  }
  if (event.pointerId !== activePointer) return;
  if (!hasRawUpdates) pass(event);
  addPassed();
}

/** Ends the stroke when the pointer lifts, is cancelled by the system or lost: what was drawn stays, and can be undone. */
function onPointerEnd(event: PointerEvent): void {
  if (event.pointerId !== activePointer) return;
  activePointer = null;
  addPassed();
  finishStroke();
  if (toolBefore) tool.value = toolBefore;
  toolBefore = null;
}

function onPointerLeave(): void {
  hover.value = null;
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
  keyboardPen.value = movePen(at, heldArrows, event.shiftKey ? FINE_STEP : STEP, reach());
  moveStroke(keyboardPen.value);
}

function onKeyUp(event: KeyboardEvent): void {
  heldArrows.delete(event.key);
}

const percent = (value: number) => `${(value / SIDE) * 100}%`;

/** The ring that shows where the keyboard's pen is, filled while it is down; or what the eraser covers. */
function ToolCursor() {
  const isEraser = tool.value === 'eraser';
  const at = keyboardPen.value ?? (isEraser ? hover.value : null);
  if (!at) return null;
  const style = { left: percent(at[0]), top: percent(at[1]), width: percent(2 * ERASER_RADIUS) };
  if (isEraser) return <div class="tool-cursor is-eraser" style={style} />;
  return <div class={isPenDown.value ? 'tool-cursor is-down' : 'tool-cursor'} style={style} />;
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
    measure();
    recolour();
    const resizes = new ResizeObserver(measure);
    resizes.observe(element);
    const endRecolouring = onSystemColours(recolour);
    // Zooming changes the pixel ratio, and with it the window's size in CSS pixels.
    addEventListener('resize', measure);
    const endDensityWatch = onPixelDensity(measure);
    // A page that scrolls, or a window that is resized, under a pen that is down.
    const findBox = () => {
      box = element.getBoundingClientRect();
    };
    addEventListener('scroll', findBox, { capture: true, passive: true });
    addEventListener('resize', findBox);
    // Chromium's, on https and localhost; JSX does not know it.
    const onRaw = (event: Event) => event instanceof PointerEvent && onRawUpdate(event);
    element.addEventListener('pointerrawupdate', onRaw);
    return () => {
      element.removeEventListener('pointerrawupdate', onRaw);
      removeEventListener('scroll', findBox, { capture: true });
      removeEventListener('resize', findBox);
      resizes.disconnect();
      endRecolouring();
      removeEventListener('resize', measure);
      endDensityWatch();
      activePointer = null;
      finishStroke();
    };
  }, []);

  const painted = useRef<{ readonly theme: string; readonly colours: Colours } | null>(null);
  useSignalEffect(() => {
    const drawing = finishedStrokes.value;
    const live = liveStroke.value;
    const side = pixels.value;
    const theme = `${settings.value.theme} ${colourChanges.value}`;
    if (side === 0) return;
    const frame = requestAnimationFrame(() => {
      const element = canvas.current;
      if (!element) return;
      if (painted.current?.theme !== theme) painted.current = { theme, colours: coloursOf(element) };
      paint(element, drawing, live, side, painted.current.colours);
    });
    return () => cancelAnimationFrame(frame);
  });

  return (
    <>
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a drawing surface takes arrow keys and Space itself; under this role screen readers pass them on. */}
      <canvas
        ref={canvas}
        id="canvas"
        data-testid="canvas"
        class={tool.value === 'eraser' ? 'canvas is-erasing' : 'canvas'}
        role="application"
        aria-label="Drawing canvas"
        aria-describedby="canvas-keys"
        tabIndex={0}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerEnd}
        onPointerCancel={onPointerEnd}
        onLostPointerCapture={onPointerEnd}
        onPointerLeave={onPointerLeave}
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
        <ToolCursor />
      </div>
    </>
  );
}
