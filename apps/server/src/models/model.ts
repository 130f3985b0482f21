// The model as the routes see it: it answers, and says which version of which model it was, and whether it was this process's own copy.
import type { Recognition } from '@digits/recognizer';

/** Where an answer comes from: the model server, or this process's own copy. */
export type ModelSource = 'remote' | 'local';

export interface ModelIdentity {
  readonly name: string;
  readonly version: string;
}

export interface ModelAnswer {
  /** The model that answered. */
  readonly model: ModelIdentity;
  readonly source: ModelSource;
  /** For each image, in order. */
  readonly recognitions: Recognition[];
}

/** What a look at the model found. */
export interface ModelCheck {
  /** What is wrong with the model that answers; null where it is right. */
  readonly fault: string | null;
  /** Which one answers. */
  readonly source: ModelSource;
  /** What is wrong with the model server, which therefore is not asked; null where nothing is known to be. */
  readonly remoteFault: string | null;
}

export interface Model {
  /**
   * Recognises MNIST-normalised images, in order.
   * @param images Each 784 bytes, 0 paper … 255 ink, or null for a blank.
   * @throws QueueFullError when the answer would have to come from the own copy, and it has too much to do
   */
  recognize(images: readonly (Uint8Array | null)[]): Promise<ModelAnswer>;
  /**
   * Asks about a known drawing. A model server that is wrong about it is not asked by `recognize` until a later check finds it right.
   * @throws as `recognize`
   */
  check(): Promise<ModelCheck>;
}
