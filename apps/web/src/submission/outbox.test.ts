// What was submitted arrives once, in order, whatever the connection does meanwhile.
import { NetworkError, type Prediction, ProblemError } from '@digits/contract/client';
import { beforeEach, describe, expect, it } from 'vitest';
import { createOutbox, type Outbox } from './outbox.js';
import { createMemoryStore, type OutboxStore, type Submission, withMemory } from './outbox-store.js';

const submission = (id: string, submittedAt: number): Submission => ({
  id,
  request: { strokes: [[[1, 2]]], size: 280 },
  label: null,
  submittedAt,
});

const problem = (status: number) =>
  new ProblemError({ type: 'about:blank', title: 'x', status, detail: 'That is not possible' });

/** The server: what it has logged, and what goes wrong with the next requests. */
let logged: string[];
let labels: (readonly [id: string, label: number | null])[];
let troubles: (Error | null)[];
let beforeAnswer: () => Promise<void>;
let told: string[];
let waiting: readonly Submission[];
let store: OutboxStore;
let outbox: Outbox;

const trouble = () => {
  const next = troubles.shift();
  if (next) throw next;
};

function open(opened: OutboxStore): void {
  store = opened;
  outbox = createOutbox({
    store,
    client: {
      async createPrediction({ id = '' }) {
        trouble();
        logged.push(id);
        await beforeAnswer();
        return { id } as Prediction;
      },
      async setLabel(id, label) {
        trouble();
        labels.push([id, label]);
        return {} as never;
      },
    },
    patience: () => ({}),
    exclusively: (work) => work(),
    onDelivered: ({ id, label }) => told.push(`delivered ${id} ${label}`),
    onRefused: ({ id }, error) => told.push(`refused ${id}: ${error instanceof Error ? error.message : error}`),
    onWaiting: ({ id }) => told.push(`waiting ${id}`),
    onChange: (submissions) => {
      waiting = submissions;
    },
  });
}

beforeEach(() => {
  [logged, labels, troubles, told, waiting] = [[], [], [], [], []];
  beforeAnswer = async () => {};
  open(createMemoryStore());
});

describe('the outbox', () => {
  it('sends what is submitted', async () => {
    await outbox.submit(submission('a', 1));
    expect([logged, told, waiting]).toEqual([['a'], ['delivered a null'], []]);
  });

  it('keeps what cannot be sent, and sends it in order once it can', async () => {
    troubles = [new NetworkError('away'), new NetworkError('away')];
    await outbox.submit(submission('a', 1));
    await outbox.submit(submission('b', 2));
    expect(logged).toEqual([]);
    expect(waiting.map(({ id }) => id)).toEqual(['a', 'b']);
    await outbox.flush();
    expect(logged).toEqual(['a', 'b']);
    expect(waiting).toEqual([]);
    expect(told).toEqual(['waiting a', 'waiting a', 'delivered a null', 'delivered b null']);
  });

  it('gives up what the server will never take, and goes on', async () => {
    troubles = [new NetworkError('away'), problem(422)];
    await outbox.submit(submission('a', 1));
    await outbox.submit(submission('b', 2));
    expect(told).toEqual(['waiting a', 'refused a: That is not possible', 'delivered b null']);
    expect(await store.list()).toEqual([]);
  });

  it('sends the label that was given while it waited, or while it was on its way', async () => {
    troubles = [new NetworkError('away')];
    await outbox.submit(submission('a', 1));
    await outbox.setLabel('a', 7);
    expect(waiting.map(({ label }) => label)).toEqual([7]);
    beforeAnswer = async () => void (await outbox.setLabel('a', 3));
    await outbox.flush();
    expect(labels).toEqual([['a', 3]]);
    expect(told.at(-1)).toBe('delivered a 3');
  });

  it('loses no label, whichever moment of the delivery it is given at', async () => {
    const taken = new Set<boolean>();
    for (let moment = 0; moment < 40; moment += 1) {
      [labels, told] = [[], []];
      const delivered = outbox.submit(submission('a', 1));
      for (let i = 0; i < moment; i += 1) await null;
      const isTaken = await outbox.setLabel('a', 3);
      await delivered;
      expect([moment, labels, told]).toEqual([
        moment,
        isTaken ? [['a', 3]] : [],
        [isTaken ? 'delivered a 3' : 'delivered a null'],
      ]);
      taken.add(isTaken);
    }
    expect([...taken].sort()).toEqual([false, true]);
  });

  it('waits on where the drawing arrived and its label did not, and sends both again under the same id', async () => {
    await store.put({ ...submission('a', 1), label: 4 });
    troubles = [null, new NetworkError('away')];
    await outbox.flush();
    expect(told).toEqual(['waiting a']);
    await outbox.flush();
    expect([logged, labels]).toEqual([['a', 'a'], [['a', 4]]]);
  });

  it('does not send one thing twice at a time, however often it is asked to', async () => {
    await store.put(submission('a', 1));
    await Promise.all([outbox.flush(), outbox.flush(), outbox.submit(submission('b', 2)), outbox.flush()]);
    expect(logged).toEqual(['a', 'b']);
  });

  it('goes on to the next where only one is refused for now, and keeps that one', async () => {
    troubles = [problem(500)];
    await store.put(submission('a', 1));
    await outbox.submit(submission('b', 2));
    expect(told).toEqual(['waiting a', 'delivered b null']);
    expect(waiting.map(({ id }) => id)).toEqual(['a']);
  });

  it.each([401, 403, 404, 408, 429, 502])(
    'keeps what is answered with %i: that may not be the server itself',
    async (status) => {
      troubles = [problem(status)];
      await outbox.submit(submission('a', 1));
      expect(told).toEqual(['waiting a']);
      await outbox.flush();
      expect(told).toEqual(['waiting a', 'delivered a null']);
    },
  );

  it('does not keep a drawing back for a label that is not taken', async () => {
    await store.put({ ...submission('a', 1), label: 4 });
    troubles = [null, problem(403)];
    await outbox.flush();
    expect(told).toEqual(['delivered a null']);
    expect(waiting).toEqual([]);
  });

  it('keeps the label of what is submitted again while it waits', async () => {
    troubles = [new NetworkError('away'), new NetworkError('away')];
    await outbox.submit(submission('a', 1));
    await outbox.setLabel('a', 5);
    await outbox.submit(submission('a', 9));
    expect(waiting).toEqual([{ ...submission('a', 1), label: 5 }]);
  });

  it('sends what cannot be written down, and survives a storage that fails now and then', async () => {
    const kept = createMemoryStore();
    const fail = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    let isBroken = true;
    open(
      withMemory({
        list: () => (isBroken ? fail() : kept.list()),
        put: (one) => (isBroken ? fail() : kept.put(one)),
        setLabel: (id, label) => (isBroken ? fail() : kept.setLabel(id, label)),
        removeLabelled: (id, label) => (isBroken ? fail() : kept.removeLabelled(id, label)),
        remove: (id) => (isBroken ? fail() : kept.remove(id)),
      }),
    );
    troubles = [new NetworkError('away')];
    await outbox.submit(submission('a', 1));
    expect(waiting.map(({ id }) => id)).toEqual(['a']);
    await outbox.setLabel('a', 3);
    isBroken = false;
    await outbox.submit(submission('b', 2));
    expect(told).toEqual(['waiting a', 'delivered a 3', 'delivered b null']);
    expect(waiting).toEqual([]);
  });

  it('sends what a storage that throws, or never answers, does not take', async () => {
    const refuse = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    const hang = () => new Promise<never>(() => {});
    for (const deny of [refuse, hang]) {
      logged = [];
      open(withMemory({ list: deny, put: deny, setLabel: deny, removeLabelled: deny, remove: deny }, 10));
      troubles = [new NetworkError('away')];
      await outbox.submit(submission('a', 1));
      expect(waiting.map(({ id }) => id)).toEqual(['a']);
      await outbox.flush();
      expect([logged, waiting]).toEqual([['a'], []]);
    }
  });

  it('waits for a server that hangs once, not once for each that is submitted meanwhile', async () => {
    troubles = [new DOMException('slow', 'TimeoutError')];
    const first = outbox.submit(submission('a', 1));
    const others = ['b', 'c'].map((id, i) => outbox.submit(submission(id, 2 + i)));
    await Promise.all([first, ...others]);
    expect(told).toEqual(['waiting a']);
    expect(waiting.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    await outbox.flush();
    expect(logged).toEqual(['a', 'b', 'c']);
  });

  it('goes on after a flush that failed altogether', async () => {
    const list = store.list;
    store.list = () => Promise.reject(new Error('gone'));
    await expect(outbox.flush()).rejects.toThrow('gone');
    store.list = list;
    await outbox.submit(submission('a', 1));
    expect(logged).toEqual(['a']);
  });

  it('never sends what was discarded', async () => {
    troubles = [new NetworkError('away'), new NetworkError('away')];
    await outbox.submit(submission('a', 1));
    await outbox.submit(submission('b', 2));
    await outbox.discard('a');
    expect(waiting.map(({ id }) => id)).toEqual(['b']);
    await outbox.discard();
    await outbox.flush();
    expect([logged, waiting]).toEqual([[], []]);
  });

  it('ignores a label for what is no longer there, and says so', async () => {
    expect(await outbox.setLabel('gone', 1)).toBe(false);
    expect(await store.list()).toEqual([]);
  });
});
