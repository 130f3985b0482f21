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

export interface Model {
  /**
   * Recognises MNIST-normalised images, in order.
   * @param images Each 784 bytes, 0 paper … 255 ink, or null for a blank.
   * @throws QueueFullError when the answer would have to come from the own copy, and it has too much to do
   */
  recognize(images: readonly (Uint8Array | null)[]): Promise<ModelAnswer>;
}
