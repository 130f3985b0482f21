// What the page shows of the network's insides, as the worker that computes it sends it.
import type { Activation, Recognition } from '@digits/recognizer';

export interface ExplanationRequest {
  readonly id: number;
  /** 784 bytes, 0 paper … 255 ink. */
  readonly image: Uint8Array;
}

/** One layer's feature maps. */
export interface LayerMaps {
  readonly place: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Channel by channel, row by row; at least 0. */
  readonly values: Float32Array;
}

export interface Explanation {
  readonly recognition: Recognition;
  /** Which output the evidence is for: the answer's digit, or 10 where it is refused. */
  readonly output: number;
  /** 784 numbers: above 0 where ink speaks for the answer, below where against it. */
  readonly evidence: Float32Array;
  readonly layers: readonly LayerMaps[];
}

export type ExplanationReply =
  | { readonly id: number; readonly explanation: Explanation }
  | { readonly id: number; readonly error: string };

/** The maps that a person can look at: what is left after each rectifier, where it still has a height and a width. */
export function mapsToShow(activations: readonly Activation[]): LayerMaps[] {
  return activations.flatMap(({ place, type, shape, values }) => {
    const [channels, height, width] = shape;
    if (type !== 'relu' || channels === undefined || height === undefined || width === undefined) return [];
    return [{ place, channels, height, width, values }];
  });
}
