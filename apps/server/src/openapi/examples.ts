// An example of each body, for the API's description of itself: what the page to try it begins with.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const DRAWING: Json = {
  strokes: [
    [
      [140, 30],
      [140, 250],
    ],
  ],
  size: 280,
};
const PREDICTION: Json = {
  id: '3f0c3c9e-8a55-4a67-9d0c-6a2d0f6b7c11',
  digit: 1,
  confidence: 0.998,
  probabilities: [0, 0.998, 0, 0, 0.001, 0, 0, 0.001, 0, 0],
  rejected: false,
  model: { name: 'mnist-cnn', version: '2' },
  createdAt: '2026-11-23T22:27:50.247Z',
};
const BLANK: Json = {
  type: 'about:blank',
  title: 'Unprocessable Entity',
  status: 422,
  detail: 'Draw a digit first.',
};

/** By the names of their schemas. */
export const EXAMPLES: Readonly<Record<string, Json>> = {
  PredictionRequest: DRAWING,
  Prediction: PREDICTION,
  PredictionBatchRequest: { items: [DRAWING, { strokes: [], size: 280 }] },
  PredictionBatch: { items: [PREDICTION, { problem: BLANK }] },
  LabelRequest: { label: 7 },
  PictureRequest: { url: 'https://example.com/seven.jpg' },
  Deleted: { deleted: 12 },
};
