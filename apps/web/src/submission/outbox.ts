// Sends what was submitted, in order, until the server has confirmed it: now, or once there is a connection again.
import { type Client, NetworkError, type Prediction, ProblemError } from '@digits/contract/client';
import type { OutboxStore, Submission } from './outbox-store.js';

export interface OutboxOptions {
  readonly store: OutboxStore;
  readonly client: Pick<Client, 'createPrediction' | 'setLabel'>;
  /** Gives up a request that takes too long for so many characters. */
  readonly patience: (length: number) => { readonly signal?: AbortSignal };
  /** Does `work` while no other tab does it. */
  readonly exclusively: (work: () => Promise<void>) => Promise<void>;
  /** The server has it, with this label. */
  readonly onDelivered: (submission: Submission, prediction: Prediction) => void;
  /** The server will never take it; it is gone from the outbox. */
  readonly onRefused: (submission: Submission, error: unknown) => void;
  /** It could not be sent now; it waits. */
  readonly onWaiting: (submission: Submission, error: unknown) => void;
  /** What waits may have changed. */
  readonly onChange: (waiting: readonly Submission[]) => void;
}

export interface Outbox {
  /**
   * Writes it down, then sends it. Settles once it is delivered, refused, or waits. One that waits already is sent again, with
   * the label that it has unless there is a new one.
   */
  submit(submission: Submission): Promise<void>;
  /** Says what one that still waits really was. @returns false where it no longer waits */
  setLabel(id: string, label: number | null): Promise<boolean>;
  /** Takes away one that waits, or all: they are never sent. */
  discard(id?: string): Promise<void>;
  /** Sends what waits, oldest first. */
  flush(): Promise<void>;
  /** Tells again what waits: another tab may have changed it. */
  refresh(): Promise<void>;
}

/** What the server will say of the same request for ever: it is not one that it takes. All else may be different later. */
const isFinal = (error: unknown): boolean =>
  error instanceof ProblemError && [400, 413, 415, 422].includes(error.problem.status);

/** No answer at all, or none in time: the next request would fare no better. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof NetworkError || (error instanceof DOMException && error.name === 'TimeoutError');

const lengthOf = (request: Submission['request']): number => ('image' in request ? request.image.length : 0);

export function createOutbox(options: OutboxOptions): Outbox {
  const { store, client, patience } = options;
  const tell = async () => options.onChange(await store.list());
  const find = async (id: string) => (await store.list()).find((submission) => submission.id === id);

  /** Saves the label that the person gives meanwhile, then takes the submission away. @returns the label that is saved */
  async function settle(id: string): Promise<number | null> {
    let saved: number | null = null;
    while (!(await store.removeLabelled(id, saved))) {
      const wanted: number | null = (await find(id))?.label ?? null;
      try {
        await client.setLabel(id, wanted, patience(0));
        saved = wanted;
      } catch (error) {
        // A label that is not taken is no reason to keep the drawing back.
        const isRefused = error instanceof ProblemError && error.problem.status < 500 && error.problem.status !== 429;
        if (!isRefused) throw error;
        await store.remove(id);
        return saved;
      }
    }
    return saved;
  }

  /** @returns the error that keeps it waiting, if any */
  async function deliver(submission: Submission): Promise<unknown> {
    const { id, request } = submission;
    try {
      const prediction = await client.createPrediction({ ...request, id }, patience(lengthOf(request)));
      const label = await settle(id);
      options.onDelivered({ ...submission, label }, prediction);
    } catch (error) {
      if (!isFinal(error)) {
        options.onWaiting(submission, error);
        return error;
      }
      await store.remove(id);
      options.onRefused(submission, error);
    }
    return undefined;
  }

  /** @returns the error that kept it from going on, if any */
  async function flushNow(): Promise<unknown> {
    const tried = new Set<string>();
    for (;;) {
      const next = (await store.list()).find(({ id }) => !tried.has(id));
      if (!next) break;
      tried.add(next.id);
      const error = await deliver(next);
      await tell();
      // What only this one suffers from does not keep the others waiting.
      if (isUnreachable(error)) return error;
    }
    await tell();
    return undefined;
  }

  /** Whether the last flush found nobody. */
  let wasUnreachable = false;
  let flushes = 0;
  let running: Promise<void> = Promise.resolve();
  let isQueued = false;
  const flush = (): Promise<void> => {
    if (isQueued) return running;
    isQueued = true;
    const isBehindAnother = flushes > 0;
    flushes += 1;
    running = running
      .catch(() => {})
      .then(async () => {
        isQueued = false;
        // What has just been found out holds for those who came meanwhile, too: it is tried again later.
        if (isBehindAnother && wasUnreachable) return;
        await options.exclusively(async () => {
          wasUnreachable = (await flushNow()) !== undefined;
        });
      })
      .finally(() => {
        flushes -= 1;
      });
    return running;
  };

  return {
    async submit(submission) {
      const known = await find(submission.id);
      await store.put(known ? { ...known, label: submission.label ?? known.label } : submission);
      await tell();
      await flush();
    },
    async setLabel(id, label) {
      const waits = await store.setLabel(id, label);
      await tell();
      return waits;
    },
    async discard(id) {
      const all = id === undefined ? (await store.list()).map((submission) => submission.id) : [id];
      for (const one of all) await store.remove(one);
      await tell();
    },
    flush,
    refresh: tell,
  };
}
