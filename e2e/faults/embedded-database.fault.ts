// The embedded database, whose process is killed: what was acknowledged is in it once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@digits/store';
import { expect, test } from 'vitest';
import { startTraffic } from './support/traffic.js';
import { createWebServer } from './support/web-server.js';

test('kill -9 of the server under load, 10 times: what it had acknowledged is logged once', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'digits-faults-'));
  const server = await createWebServer({ DATA_DIR: dataDir });
  await server.start();
  const traffic = startTraffic(server.url);
  for (let i = 0; i < 10; i++) {
    await traffic.untilAcknowledged(100);
    await server.kill();
    await server.start();
  }
  await traffic.untilAcknowledged(100);
  await traffic.stop();
  await server.stop();
  expect([...traffic.others.keys()]).toEqual([0]);

  const store = await openStore({ dataDir });
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await store.listPredictions({ limit: 1_000, order: 'oldest', ...(cursor && { cursor }) }, null);
    found.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  await store.close();
  const known = new Set(found);
  expect(traffic.acknowledged.filter((id) => !known.has(id))).toEqual([]);
  expect(known.size).toBe(found.length);
  rmSync(dataDir, { recursive: true, force: true });
});
