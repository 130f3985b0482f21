// From the items of a batch to their answers: all drawings by one call of the model, images one after the other.
import type { PredictionRequest, StrokesRequest } from '@digits/contract';
import { strokesToImage } from '@digits/ink';
import { HttpProblem } from './http-problem.js';
import type { Model } from './models/model.js';
import { type RecognizedRequest, recognizeRequest } from './recognize-request.js';

/** An item's answer, or the problem that it has. */
export type BatchOutcome = HttpProblem | (RecognizedRequest & { readonly latencyMs: number });

/** An image's answer; what is wrong with it is its own problem. */
async function recognizeImage(model: Model, item: PredictionRequest): Promise<BatchOutcome> {
  const start = performance.now();
  try {
    const recognized = await recognizeRequest(model, item);
    return { ...recognized, latencyMs: performance.now() - start };
  } catch (error) {
    if (error instanceof HttpProblem) return error;
    throw error;
  }
}

/** The drawings' answers, in order; each took its share of the time. */
async function recognizeDrawings(model: Model, items: readonly StrokesRequest[]): Promise<BatchOutcome[]> {
  const start = performance.now();
  const inked = items.map(({ strokes }) => strokesToImage(strokes));
  const images = inked.filter((pixels) => pixels !== null);
  const answer = images.length > 0 ? await model.recognize(images) : undefined;
  const latencyMs = (performance.now() - start) / items.length;
  let next = 0;
  return items.map(({ strokes, size }, i) => {
    const pixels = inked[i];
    if (!pixels) return new HttpProblem(422, 'Draw a digit first.');
    const recognition = answer?.recognitions[next++];
    if (!answer || !recognition) throw new Error('The recogniser gave fewer answers than there were images.');
    return { drawing: { source: 'draw', ink: { strokes, size }, pixels }, recognition, model: answer.model, latencyMs };
  });
}

/**
 * Recognises `items`; the outcomes are in their order.
 * @param budgetMs Images that are not begun within this time are not read: each of them has a problem that says so.
 */
export async function recognizeBatch(
  model: Model,
  items: readonly PredictionRequest[],
  budgetMs: number,
): Promise<BatchOutcome[]> {
  const deadline = performance.now() + budgetMs;
  const drawn = await recognizeDrawings(
    model,
    items.filter((item) => 'strokes' in item),
  );
  const outcomes: BatchOutcome[] = [];
  let next = 0;
  for (const item of items) {
    const outcome = 'strokes' in item ? drawn[next++] : undefined;
    if (outcome) outcomes.push(outcome);
    else if (performance.now() < deadline) outcomes.push(await recognizeImage(model, item));
    else outcomes.push(new HttpProblem(503, 'The images before this one took too long: send it again, with fewer.'));
  }
  return outcomes;
}
