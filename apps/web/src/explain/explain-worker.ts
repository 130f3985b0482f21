// The worker that looks into the network, so that the page goes on drawing meanwhile. Only the latest request counts.
import { DIGITS } from '@digits/recognizer';
import { loadModel, type Model } from '../recognition/load-model.js';
import { type ExplanationReply, type ExplanationRequest, mapsToShow } from './explanation.js';
import { occlusionMap } from './occlusion.js';

const model: Promise<Model | null> = loadModel();
// Told with the first request, which waits for it.
model.catch(() => {});

async function explain({ id, image }: ExplanationRequest): Promise<ExplanationReply> {
  const loaded = await model;
  if (!loaded) return { id, error: 'This model has no weights for browsers, so it cannot be looked into here.' };
  const recognition = loaded.recognize(image);
  const output = recognition.digit ?? DIGITS;
  const evidence = occlusionMap((covered) => loaded.forward.forward(covered), image, output);
  const { activations } = loaded.forward.forwardWithActivations(image);
  return { id, explanation: { recognition, output, evidence, layers: mapsToShow(activations) } };
}

let latest = -1;
addEventListener('message', async ({ data }: MessageEvent<ExplanationRequest>) => {
  latest = data.id;
  // Requests that came while the last one was computed are in the queue now: let them be known before beginning.
  await new Promise((resolve) => setTimeout(resolve));
  if (latest !== data.id) return;
  const failed = { id: data.id, error: 'The model could not be loaded, so there is nothing to look into yet.' };
  postMessage(await explain(data).catch((): ExplanationReply => failed));
});
