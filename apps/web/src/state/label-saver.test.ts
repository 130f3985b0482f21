// Labels shown at once and saved in order, whatever the network does.
import { describe, expect, it } from 'vitest';
import { createLabelSaver, type Label } from './label-saver.js';

/** A saver whose requests wait until the test lets them go. */
function setUp() {
  const shown: Label[] = [];
  const sent: Label[] = [];
  const failed: unknown[] = [];
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const save = createLabelSaver({
    put: (_id, label) => {
      sent.push(label);
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    show: (_id, label) => shown.push(label),
    fail: (_id, error) => failed.push(error),
  });
  const next = async () => {
    while (waiting.length === 0) await Promise.resolve();
    const request = waiting.shift();
    if (!request) throw new Error('There is no request to answer.');
    return request;
  };
  return { save, shown, sent, failed, next };
}

describe('label saver', () => {
  it('shows a label before it is saved', async () => {
    const { save, shown, sent, next } = setUp();
    const done = save('a', 7, null);
    expect(shown).toEqual([7]);
    expect(sent).toEqual([7]);
    (await next()).resolve();
    await done;
    expect(shown).toEqual([7]);
  });

  it('sends one request at a time, and of quick taps only the last', async () => {
    const { save, sent, next } = setUp();
    const done = save('a', 1, null);
    await save('a', 2, 1);
    await save('a', 3, 2);
    expect(sent).toEqual([1]);
    (await next()).resolve();
    (await next()).resolve();
    await done;
    expect(sent).toEqual([1, 3]);
  });

  it('sends nothing more when the last tap came back to what is saved', async () => {
    const { save, sent, next } = setUp();
    const done = save('a', 1, null);
    await save('a', null, 1);
    await save('a', 1, null);
    (await next()).resolve();
    await done;
    expect(sent).toEqual([1]);
  });

  it('shows the last saved label again and says why when saving fails', async () => {
    const { save, shown, failed, next } = setUp();
    const done = save('a', 1, 9);
    await save('a', 2, 1);
    (await next()).resolve();
    (await next()).reject(new Error('gone'));
    await done;
    expect(shown).toEqual([1, 2, 1]);
    expect(failed).toEqual([new Error('gone')]);
  });

  it('keeps predictions apart, and works again after a failure', async () => {
    const { save, sent, next } = setUp();
    const first = save('a', 1, null);
    const second = save('b', 2, null);
    expect(sent).toEqual([1, 2]);
    (await next()).reject(new Error('gone'));
    (await next()).resolve();
    await Promise.all([first, second]);
    const again = save('a', 1, null);
    (await next()).resolve();
    await again;
    expect(sent).toEqual([1, 2, 1]);
  });
});
