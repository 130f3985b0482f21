// A look that takes too long: it is told of, keeps nothing else waiting, and counts once it ends.
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createModelsFolder, type ModelsFolder } from '../testing/model-server.js';
import { type ModelRepository, openModelRepository } from './model-repository.js';

let models: ModelsFolder;
let repository: ModelRepository;
let errors: string[];
beforeEach(() => {
  models = createModelsFolder();
  models.release('1');
  models.use('1');
  errors = [];
  const log = { info: () => undefined, error: (...args: unknown[]) => void errors.push(String(args.at(-1))) };
  repository = openModelRepository(models.path, { maxBatch: 4, maxQueue: 8, threads: 1 }, log, LOOK_MS);
});
afterEach(() => rmSync(models.path, { recursive: true }));

/** Less than a model takes to load on any machine, and mostly more than listing the releases does. */
const LOOK_MS = 15;
const LATE = 'Loading mnist-cnn 1: no end after 0.015 seconds; what is served stays as it is until then.';
const WAIT = { timeout: 30_000, interval: 5 };
const served = () => repository.served().map(({ version }) => version);
const lookUntilLate = () =>
  vi.waitFor(async () => {
    await repository.refresh();
    expect(errors).toContain(LATE);
  }, WAIT);

test('a version that takes long to load is told of once, and served once it is loaded', async () => {
  await lookUntilLate();
  await vi.waitFor(async () => {
    await repository.refresh();
    expect([served(), repository.currentVersion, repository.faults()]).toEqual([['1'], '1', []]);
  }, WAIT);
  expect(errors.filter((text) => text === LATE)).toHaveLength(1);
  await repository.close();
});

test('closing does not wait for it, and what is loaded after is not served', async () => {
  await lookUntilLate();
  const before = served();
  await repository.close();
  await vi.waitFor(() => expect(repository.faults()).not.toContain(LATE), WAIT);
  expect(served()).toEqual(before);
});

test('of looks that are asked for while one is under way, one follows', async () => {
  const first = repository.refresh();
  await Promise.resolve();
  const second = repository.refresh();
  expect(second).not.toBe(first);
  expect(repository.refresh()).toBe(second);
  await second;
  await repository.close();
});
