// Inference requests and answers, written and read by hand: not by what is tested.
import { KNOWN_IMAGE } from '@digits/recognizer/node';

export const INFER = '/v2/models/mnist-cnn/infer';

interface Output {
  readonly name: string;
  readonly datatype: string;
  readonly shape: number[];
  readonly data: number[];
}

export interface Answer {
  readonly model_name: string;
  readonly model_version: string;
  readonly id?: string;
  readonly outputs: Output[];
}

/** The data of an output. */
export const dataOf = ({ outputs }: Answer, name: string): number[] | undefined =>
  outputs.find((output) => output.name === name)?.data;

/** An input of `count` images of the known drawing, as JSON. */
export const knownInput = (count = 1) => ({
  name: 'images',
  datatype: 'UINT8',
  shape: [count, 28, 28],
  data: Array.from({ length: count }, () => [...KNOWN_IMAGE]).flat(),
});

/** Sends JSON to `url` + `path`. */
export const post = (url: string, body: unknown, path = INFER): Promise<Response> =>
  fetch(url + path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });

/** Sends JSON with binary data behind it. */
export function postBinary(url: string, json: unknown, binary: Uint8Array, jsonLength?: string): Promise<Response> {
  const text = Buffer.from(JSON.stringify(json));
  return fetch(url + INFER, {
    method: 'POST',
    headers: { 'inference-header-content-length': jsonLength ?? String(text.length) },
    body: new Uint8Array(Buffer.concat([text, binary])),
  });
}
