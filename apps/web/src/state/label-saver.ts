// Saves labels at once, one request at a time for each prediction, so that the last tap wins whatever the network does.

export type Label = number | null;

export interface LabelSaverOptions {
  /** Sends one label to the server; rejects when it was not saved. */
  readonly put: (id: string, label: Label) => Promise<void>;
  /** Shows `label` for the prediction `id`. */
  readonly show: (id: string, label: Label) => void;
  /** Says that the prediction kept the label it had, and why. */
  readonly fail: (id: string, error: unknown) => void;
}

/**
 * Makes a function that sets a prediction's label: shown at once, saved behind it, and shown as it was before if it
 * cannot be saved.
 */
export function createLabelSaver({ put, show, fail }: LabelSaverOptions) {
  const wanted = new Map<string, Label>();

  return async function save(id: string, label: Label, saved: Label): Promise<void> {
    show(id, label);
    const isUnderWay = wanted.has(id);
    wanted.set(id, label);
    if (isUnderWay) return;
    let current = saved;
    try {
      for (;;) {
        const next = wanted.get(id) ?? null;
        if (next === current) break;
        await put(id, next);
        current = next;
      }
    } catch (error) {
      show(id, current);
      fail(id, error);
    } finally {
      wanted.delete(id);
    }
  };
}
