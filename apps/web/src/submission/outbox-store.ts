// Where submissions wait until the server has them: the browser's IndexedDB, or memory where that is forbidden.
import type { DrawingRequest } from '@digits/contract/client';
import { createStore, del, promisifyRequest, set, values } from 'idb-keyval';

/** A submission that the server has not confirmed yet. */
export interface Submission {
  /** The prediction's id: however often it is sent, it is logged once. */
  readonly id: string;
  readonly request: Pick<DrawingRequest, 'strokes' | 'size'> | { readonly image: string };
  /** The true digit, where the person has said it already. */
  readonly label: number | null;
  /** When it was submitted, milliseconds since 1970. */
  readonly submittedAt: number;
}

export interface OutboxStore {
  /** Oldest first. */
  list(): Promise<readonly Submission[]>;
  put(submission: Submission): Promise<void>;
  /** Changes one that is there. @returns false where it is gone */
  setLabel(id: string, label: number | null): Promise<boolean>;
  /** Takes one away unless it has got another label meanwhile. @returns false where that keeps it */
  removeLabelled(id: string, label: number | null): Promise<boolean>;
  remove(id: string): Promise<void>;
}

const byTime = (a: Submission, b: Submission) => a.submittedAt - b.submittedAt;

/** Kept for as long as the page is open. */
export function createMemoryStore(): OutboxStore {
  const submissions = new Map<string, Submission>();
  return {
    list: async () => [...submissions.values()].sort(byTime),
    put: async (submission) => void submissions.set(submission.id, submission),
    async setLabel(id, label) {
      const submission = submissions.get(id);
      if (submission) submissions.set(id, { ...submission, label });
      return submission !== undefined;
    },
    async removeLabelled(id, label) {
      const submission = submissions.get(id);
      if (submission && (submission.label ?? null) !== label) return false;
      submissions.delete(id);
      return true;
    },
    remove: async (id) => void submissions.delete(id),
  };
}

/** Whether a record is one of this page's: a browser's storage may hold anything. */
const isSubmission = (value: unknown): value is Submission => {
  const { id, request, submittedAt } = (value ?? {}) as Partial<Record<keyof Submission, unknown>>;
  return typeof id === 'string' && typeof request === 'object' && request !== null && typeof submittedAt === 'number';
};

/** In IndexedDB: kept until removed, also while the page is closed; shared with the page's other tabs. */
function createKeptStore(): OutboxStore {
  const store = createStore('digits-outbox', 'submissions');
  return {
    list: async () => (await values<unknown>(store)).filter(isSubmission).sort(byTime),
    put: (submission) => set(submission.id, submission, store),
    // Looking and changing are one transaction: a label given while its drawing is delivered is not lost between them.
    setLabel: (id, label) =>
      store('readwrite', async (submissions) => {
        const submission: Submission | undefined = await promisifyRequest(submissions.get(id));
        if (submission) submissions.put({ ...submission, label }, id);
        return submission !== undefined;
      }),
    removeLabelled: (id, label) =>
      store('readwrite', async (submissions) => {
        const submission: Submission | undefined = await promisifyRequest(submissions.get(id));
        if (submission && (submission.label ?? null) !== label) return false;
        submissions.delete(id);
        return true;
      }),
    remove: (id) => del(id, store),
  };
}

/** How long a store may take that is asked for something, ms. */
const PATIENCE_MS = 2_000;

/**
 * A store that keeps in memory what cannot be written down: storage may be full, forbidden, taken away while the page is open, or
 * never answer. What is submitted is sent all the same.
 * @param patience how long `kept` may take, ms; one that takes longer is not asked again.
 */
export function withMemory(kept: OutboxStore, patience = PATIENCE_MS): OutboxStore {
  const memory = createMemoryStore();
  let isStuck = false;

  /** What `kept` says; `otherwise`, where it can say nothing. */
  async function ask<T>(call: () => Promise<T>, otherwise: T | (() => Promise<T>)): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      if (isStuck) throw new Error('The store does not answer.');
      const tooLate = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          isStuck = true;
          reject(new Error('The store does not answer.'));
        }, patience);
      });
      return await Promise.race([call(), tooLate]);
    } catch {
      return otherwise instanceof Function ? otherwise() : otherwise;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async list() {
      const written = await ask<readonly Submission[]>(() => kept.list(), []);
      return [...written, ...(await memory.list())].sort(byTime);
    },
    put: (submission) =>
      ask(
        () => kept.put(submission),
        () => memory.put(submission),
      ),
    async setLabel(id, label) {
      const isInMemory = await memory.setLabel(id, label);
      const isWritten = await ask(() => kept.setLabel(id, label), false);
      return isInMemory || isWritten;
    },
    async removeLabelled(id, label) {
      const isGone = await memory.removeLabelled(id, label);
      return (await ask(() => kept.removeLabelled(id, label), true)) && isGone;
    },
    async remove(id) {
      await memory.remove(id);
      await ask(() => kept.remove(id), undefined);
    },
  };
}

/** The browser's store, with memory beside it. */
export const openOutboxStore = (): OutboxStore => withMemory(createKeptStore());
