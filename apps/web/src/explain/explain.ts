// Asks the worker for an explanation, and hands out its latest answer.
import { signal } from '@preact/signals';
import type { Drawing } from '../drawing/drawing.js';
import type { Explanation, ExplanationReply } from './explanation.js';

/** What is explained: the image, and the drawing that it was made of; null for a picture. */
interface Subject {
  readonly image: Uint8Array;
  readonly drawing: Drawing | null;
}

/** The latest explanation, with what it is of; null before the first. */
export const explanation = signal<(Subject & { readonly explanation: Explanation }) | null>(null);
/** Why there is none; empty where there is. */
export const explanationError = signal('');

let worker: Worker | null = null;
let requests = 0;
let asked: Subject | null = null;

function onReply({ data }: Pick<MessageEvent<ExplanationReply>, 'data'>): void {
  if (data.id !== requests || !asked) return;
  if ('error' in data) {
    explanationError.value = data.error;
    // The next request begins anew: the model may be there by then.
    worker?.terminate();
    worker = null;
    return;
  }
  explanationError.value = '';
  explanation.value = { ...asked, explanation: data.explanation };
}

/** Asks for an explanation of an image, made of `drawing` if of any; those asked for before are no longer answered. */
export function requestExplanation(image: Uint8Array, drawing: Drawing | null): void {
  worker ??= new Worker(new URL('./explain-worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = onReply;
  worker.onerror = () => onReply({ data: { id: requests, error: 'The part that looks inside could not be loaded.' } });
  requests += 1;
  asked = { image, drawing };
  worker.postMessage({ id: requests, image });
}
