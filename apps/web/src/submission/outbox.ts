// Sends what was submitted, in order, until the server has confirmed it: now, or once there is a connection again.
import type { Client, Prediction } from '@digits/contract/client';
import { isWorthRetrying } from '../state/request-errors.js';
import type { OutboxStore, Submission } from './outbox-store.js';

export interface OutboxOptions {
  readonly store: OutboxStore;
  readonly client: Pick<Client, 'createPrediction' | 'setLabel'>;
  /** Gives up a request that takes too long. */
  readonly patience: () => { readonly signal?: AbortSignal };
  /** Does `work` while no other tab does it. */
  readonly exclusively: (work: () => Promise<void>) => Promise<void>;
  /** The server has it, with this label. */
  readonly onDelivered: (submission: Submission, prediction: Prediction) => void;
  /** The server will never take it; it is gone from the outbox. */
  readonly onRefused: (submission: Submission, error: unknown) => void;
  /** It could not be sent now; it waits. */
  readonly onWaiting: (submission: Submission, error: unknown) => void;
  /** What waits has changed. */
  readonly onChange: (waiting: readonly Submission[]) => void;
}

export interface Outbox {
  /** Writes it down, then sends it. Settles once it is delivered, refused, or waits. */
  submit(submission: Submission): Promise<void>;
  /** Says what one that still waits really was. */
  setLabel(id: string, label: number | null): Promise<void>;
  /** Sends what waits, oldest first, until it is all sent or one has to wait on. */
  flush(): Promise<void>;
}

export function createOutbox(options: OutboxOptions): Outbox {
  const { store, client, patience } = options;
  const tell = async () => options.onChange(await store.list());

  /** @returns false when it has to wait. */
  async function deliver(submission: Submission): Promise<boolean> {
    const { id, request } = submission;
    try {
      const prediction = await client.createPrediction({ ...request, id }, patience());
      // What was said while the drawing was on its way, and while that was, is in the store.
      let label: number | null = null;
      for (;;) {
        const wanted = (await store.list()).find((other) => other.id === id)?.label ?? null;
        if (wanted === label) break;
        await client.setLabel(id, wanted, patience());
        label = wanted;
      }
      await store.remove(id);
      options.onDelivered({ ...submission, label }, prediction);
    } catch (error) {
      if (isWorthRetrying(error)) {
        options.onWaiting(submission, error);
        return false;
      }
      await store.remove(id);
      options.onRefused(submission, error);
    }
    return true;
  }

  async function flushNow(): Promise<void> {
    for (;;) {
      const [next] = await store.list();
      if (!next) break;
      const isDone = await deliver(next);
      await tell();
      if (!isDone) break;
    }
  }

  let running: Promise<void> = Promise.resolve();
  const flush = (): Promise<void> => {
    running = running.then(() => options.exclusively(flushNow));
    return running;
  };

  return {
    async submit(submission) {
      await store.put(submission);
      await tell();
      await flush();
    },
    async setLabel(id, label) {
      await store.setLabel(id, label);
      await tell();
    },
    flush,
  };
}
