// The versions that are served, kept in step with the releases on disk. A version is served once it has shown that it works; what is asked
// of one that goes is still answered.
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  currentModelFolder,
  currentPointerFile,
  MODEL_NAME,
  ModelError,
  releasedVersions,
} from '@digits/recognizer/node';
import { reasonOf } from '@digits/service';
import type { FastifyBaseLogger } from 'fastify';
import { InferenceError } from '../protocol/inference-error.js';
import { type LoadOptions, loadModel, type ServedModel } from './load-model.js';
import { folderFingerprint, requireRegularFile } from './release-files.js';

/** What the repository's index says of a version. */
export interface IndexEntry {
  readonly name: string;
  readonly version: string;
  readonly state: 'READY' | 'UNAVAILABLE';
  /** Why it is not ready; empty where it is. */
  readonly reason: string;
}

export interface ModelRepository {
  /** The versions that are served, in order. */
  served(): ServedModel[];
  /** The version that is asked where a request names none; null before there is one. */
  readonly currentVersion: string | null;
  /** Every version that is served, or that there is a folder for. */
  index(): IndexEntry[];
  /** What is wrong with the releases, each in a line, as of the last look. */
  faults(): string[];
  /**
   * The model to ask.
   * @param version the current one where it is left out
   * @throws InferenceError 404 where there is none, 503 where it cannot be asked now
   */
  find(name: string, version?: string): ServedModel;
  /** Brings what is served in step with the releases; what is wrong with them is logged, once. */
  refresh(): Promise<void>;
  /** Answers what is under way and closes every model. */
  close(): Promise<void>;
}

/** A version as it was found at the last look: served, or why it is not. */
interface Known {
  readonly fingerprint: string;
  readonly model: ServedModel | null;
  readonly fault: string;
}

/** What a part of a look may take, ms: several times what loading a version takes on a slow disk. */
const LOOK_MS = 30_000;
/** How long closing waits for a look that is under way, ms. */
const CLOSE_MS = 5_000;

/**
 * Opens the releases in `modelsFolder`; `refresh` loads them.
 * @param lookMs what listing them, or loading one, may take before it is told of and no longer waited for
 */
export function openModelRepository(
  modelsFolder: string,
  options: LoadOptions,
  log: Pick<FastifyBaseLogger, 'info' | 'error'>,
  lookMs = LOOK_MS,
): ModelRepository {
  const known = new Map<string, Known>();
  let current: string | null = null;
  let isClosed = false;
  let lastRefresh: Promise<void> = Promise.resolve();
  /** A look that has not begun yet: it will find whatever is there by then. */
  let nextRefresh: Promise<void> | null = null;
  /** What was last reported of a subject, so that it is not said again at each look. */
  const reported = new Map<string, string>();

  function report(subject: string, fault: string | null): void {
    if (fault !== null && fault !== reported.get(subject)) log.error(fault);
    if (fault === null) reported.delete(subject);
    else reported.set(subject, fault);
  }

  const underWay = new Set<string>();

  /** Does a part of a look, named in words. One that is late is told of and goes on by itself: the others do not wait for it. */
  function inTime(part: string, work: () => Promise<void>): Promise<void> {
    if (underWay.has(part)) return Promise.resolve();
    underWay.add(part);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        report(part, `${part}: no end after ${lookMs / 1_000} seconds; what is served stays as it is until then.`);
        resolve();
      }, lookMs);
      const end = () => {
        clearTimeout(timer);
        underWay.delete(part);
        report(part, null);
      };
      work().finally(end).then(resolve, reject);
    });
  }

  /** Loads a version that is new, or whose files have changed: until they are whole and right, it stays as it was. */
  async function look(version: string): Promise<void> {
    const before = known.get(version);
    const fingerprint = await folderFingerprint(join(modelsFolder, MODEL_NAME, version));
    if (before?.fingerprint === fingerprint) return;
    try {
      const model = await loadModel(modelsFolder, version, options);
      if (isClosed) return await model.recognizer.close();
      known.set(version, { fingerprint, model, fault: '' });
      report(version, null);
      log.info(`${MODEL_NAME} ${version} is served`);
      await before?.model?.recognizer.close();
    } catch (error) {
      if (!(error instanceof ModelError)) log.error({ err: error }, `loading ${MODEL_NAME} ${version} failed`);
      const fault = reasonOf(error);
      known.set(version, { fingerprint, model: before?.model ?? null, fault });
      report(version, fault);
    }
  }

  /** Follows current.json, as far as it leads to a version that is served. */
  async function followPointer(): Promise<void> {
    try {
      await requireRegularFile(currentPointerFile(modelsFolder));
      const version = basename(currentModelFolder(modelsFolder));
      if (!known.get(version)?.model) {
        const instead = current === null ? 'none' : `${MODEL_NAME} ${current}`;
        throw new ModelError(`${MODEL_NAME} ${version} should be current, but cannot be served: ${instead} still is.`);
      }
      if (version !== current) log.info(`${MODEL_NAME} ${version} is current`);
      current = version;
      report('current', null);
    } catch (error) {
      report('current', reasonOf(error));
    }
  }

  /** Lets go of versions whose folders are gone; the current one stays until another is. */
  async function letGo(versions: readonly string[]): Promise<void> {
    for (const [version, { model }] of known) {
      if (versions.includes(version) || version === current) continue;
      known.delete(version);
      reported.delete(version);
      if (!model) continue;
      await model.recognizer.close();
      log.info(`${MODEL_NAME} ${version} is gone, and no longer served`);
    }
  }

  async function refresh(): Promise<void> {
    let versions: string[] | undefined;
    try {
      await inTime(`Listing ${modelsFolder}`, async () => {
        versions = await releasedVersions(modelsFolder);
      });
      report('releases', null);
    } catch (error) {
      report('releases', `The releases in ${modelsFolder} cannot be read: ${reasonOf(error)}.`);
    }
    if (!versions) return;
    for (const version of versions) await inTime(`Loading ${MODEL_NAME} ${version}`, () => look(version));
    await inTime('Reading current.json', followPointer);
    await letGo(versions);
  }

  const inOrder = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
  const entries = () => [...known].sort(([a], [b]) => inOrder(a, b));

  return {
    served: () => entries().flatMap(([, { model }]) => model ?? []),
    get currentVersion() {
      return current;
    },
    index: () =>
      entries().map(([version, { model, fault }]) => ({
        name: MODEL_NAME,
        version,
        state: model ? 'READY' : 'UNAVAILABLE',
        reason: model ? '' : fault,
      })),
    faults: () => [...reported.values()],
    find(name, version = current ?? undefined) {
      if (name !== MODEL_NAME) {
        throw new InferenceError(
          404,
          `There is no model ${JSON.stringify(name.slice(0, 80))}: there is "${MODEL_NAME}".`,
        );
      }
      if (version === undefined) throw new InferenceError(503, `No version of ${MODEL_NAME} can be asked yet.`, 1);
      const entry = known.get(version);
      if (!entry) {
        const there =
          entries()
            .map(([other]) => other)
            .join(', ') || 'none';
        throw new InferenceError(
          404,
          `There is no version ${JSON.stringify(version.slice(0, 80))} of ${name}; there are: ${there}.`,
        );
      }
      if (!entry.model) throw new InferenceError(503, `${name} ${version} cannot be asked: the server's log says why.`);
      return entry.model;
    },
    refresh() {
      // One at a time: a signal may come while a look is under way.
      nextRefresh ??= lastRefresh = lastRefresh.then(() => {
        nextRefresh = null;
        return refresh();
      });
      return nextRefresh;
    },
    async close() {
      isClosed = true;
      await Promise.race([lastRefresh, sleep(CLOSE_MS, undefined, { ref: false })]);
      await Promise.all([...known.values()].map(({ model }) => model?.recognizer.close()));
    },
  };
}
