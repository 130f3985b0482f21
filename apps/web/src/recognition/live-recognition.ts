// The answer while the pen moves: the drawing as it is, read by the model in this browser.
import { computed, signal } from '@preact/signals';
import { settings } from '../settings/settings.js';
import { ink } from '../state/drawing-state.js';
import { loadModel, type Model } from './load-model.js';
import { type DrawingRecognition, recognizeDrawing } from './recognize-drawing.js';

/** How long to wait before a model that could not be loaded is asked for again, ms; doubled each time, up to the last. */
const FIRST_WAIT_MS = 2_000;
const LAST_WAIT_MS = 60_000;

export type ModelState = 'loading' | 'ready' | 'absent' | 'failed';

/** The model in this browser; null until it is there, and where there is none for browsers. */
export const browserModel = signal<Model | null>(null);
export const modelState = signal<ModelState>('loading');

/** What the model in this browser says of what is on the canvas; null where there is no ink, or no model yet. */
export const drawingRecognition = computed<DrawingRecognition | null>(() => {
  const model = browserModel.value;
  return model && recognizeDrawing(model, ink.value);
});

/** The same, where the person wants to see it while drawing. */
export const liveRecognition = computed(() => (settings.value.live ? drawingRecognition.value : null));

/** Loads the model, and tries again for as long as it cannot be loaded. */
export async function startRecognition(wait = FIRST_WAIT_MS): Promise<void> {
  try {
    browserModel.value = await loadModel();
    modelState.value = browserModel.value ? 'ready' : 'absent';
  } catch {
    modelState.value = 'failed';
    const again = () => {
      clearTimeout(timer);
      removeEventListener('online', again);
      void startRecognition(Math.min(2 * wait, LAST_WAIT_MS));
    };
    const timer = setTimeout(again, wait);
    addEventListener('online', again);
  }
}
