// What can be done with the drawing: the steps back and forth, submitting it, and the tools that it is made with.
import type { ComponentChildren } from 'preact';
import { PEN_WIDTHS } from '../drawing/drawing.js';
import { changeSettings, settings } from '../settings/settings.js';
import { canClearAnything, clearAll } from '../state/clear-all.js';
import { canRedo, canUndo, redoDrawing, tool, undoDrawing } from '../state/drawing-state.js';
import { picture } from '../state/picture-state.js';
import { isSending, submitDrawing } from '../state/submissions.js';
import { openDialog } from './dialogs.js';
import { EraserIcon, PictureIcon } from './icons.js';

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
  /** Means nothing while a picture is shown. */
  readonly isOfDrawing?: boolean;
}

function Action({ name, keys, action, isUseful, isOfDrawing = false }: ActionProps) {
  return (
    <button
      type="button"
      class="button"
      disabled={!isUseful.value || (isOfDrawing && picture.value !== null)}
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
      <Action name="Undo" keys="Control+Z" action={undoDrawing} isUseful={canUndo} isOfDrawing />
      <Action name="Redo" keys="Control+Shift+Z" action={redoDrawing} isUseful={canRedo} isOfDrawing />
      <Action name="Clear" keys="Escape" action={clearAll} isUseful={canClearAnything} />
      <button
        type="button"
        class={isSending.value ? 'button is-primary is-busy' : 'button is-primary'}
        aria-busy={isSending.value}
        disabled={picture.value !== null}
        onClick={() => void submitDrawing()}
      >
        Submit
      </button>
    </div>
  );
}

interface ToolButtonProps {
  readonly name: string;
  readonly keys: string;
  readonly isPressed?: boolean;
  readonly onClick: () => void;
  readonly children: ComponentChildren;
}

function ToolButton({ name, keys, isPressed, onClick, children }: ToolButtonProps) {
  return (
    <button
      type="button"
      class="button is-tool"
      aria-keyshortcuts={keys}
      {...(isPressed === undefined ? { 'aria-haspopup': 'dialog' as const } : { 'aria-pressed': isPressed })}
      onClick={onClick}
    >
      {children}
      <span>{name}</span>
    </button>
  );
}

/** Turns the pen into an eraser, and back. */
export const toggleEraser = (): void => {
  tool.value = tool.value === 'pen' ? 'eraser' : 'pen';
};

function PenWidth() {
  return (
    <label class="pen-width">
      <span>Pen</span>
      <input
        type="range"
        aria-label="Pen width"
        min={PEN_WIDTHS.least}
        max={PEN_WIDTHS.most}
        value={settings.value.penWidth}
        onInput={({ currentTarget }) => {
          tool.value = 'pen';
          changeSettings({ penWidth: Number(currentTarget.value) });
        }}
      />
      <span class="pen-width-sample" style={{ '--pen-width': settings.value.penWidth }} aria-hidden="true" />
    </label>
  );
}

export function Tools() {
  return (
    <div class="tools">
      <ToolButton name="Eraser" keys="E" isPressed={tool.value === 'eraser'} onClick={toggleEraser}>
        <EraserIcon />
      </ToolButton>
      <PenWidth />
      <ToolButton name="Picture" keys="P" onClick={() => openDialog('picture')}>
        <PictureIcon />
      </ToolButton>
    </div>
  );
}
