// More than 400 hostile requests, each with the refusal that is due, sent to the whole application over real sockets; after each kind the
// server still answers, and the log holds what it held.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { testAddresses } from './addresses.js';
import { testBodies } from './bodies.js';
import { testImages } from './images.js';
import { testRequests } from './requests.js';
import { testForgery } from './ssrf.js';
import { BESIDE_THE_PAGE, startTarget, type Target } from './target.js';

let folder: string;
let target: Target;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'digits-hostile-'));
  const webRoot = join(folder, 'page');
  mkdirSync(join(webRoot, 'assets'), { recursive: true });
  writeFileSync(join(webRoot, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'secret.txt'), BESIDE_THE_PAGE);
  target = await startTarget({ webRoot });
});
afterAll(async () => {
  await target.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('forged addresses', () => testForgery(() => target));
describe('hostile images', () => testImages(() => target));
describe('hostile bodies', () => testBodies(() => target));
describe('hostile addresses', () => testAddresses(() => target));
describe('hostile requests', () => testRequests(() => target));
