// Digits that people drew, drawn again on the page with a mouse: the page reads them as the command line does.
// Draws 60 of them, or as many as REPLAY_COUNT says: REPLAY_COUNT=500 STROKES_DIR=… npm test -- e2e/replay.test.ts
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, run } from '../apps/trainer/src/testing/run-digits.js';
import { type Application, startApplication } from './support/application.js';
import { hasBrowser, launchBrowser, watchWindow } from './support/browser.js';
import { drawWithQuickMouse } from './support/drawing.js';
import { button, openPage, predictionOf, submit } from './support/page.js';
import { findTestStrokes, readTestStrokes } from './support/test-strokes.js';

const count = Number(process.env.REPLAY_COUNT || 60);
/** How many of the drawings are read alike, at least. */
const SHARE_ALIKE = 0.999;
const NOT_A_DIGIT = '–';

const file = findTestStrokes();
const drawings = file ? readTestStrokes(file, count) : [];

/** What the command line prints for each, as the page would show it. */
async function predictByCommand(): Promise<readonly string[]> {
  const input = drawings.map((drawing) => JSON.stringify(drawing)).join('\n');
  const { stdout, stderr, code } = await run(['predict', '--strokes', '-'], { input });
  expect([code, stderr]).toEqual([0, '']);
  return jsonLines(stdout).map(({ digit }: { digit: number | null }) => (digit === null ? NOT_A_DIGIT : String(digit)));
}

describe.runIf(hasBrowser && drawings.length > 0)("people's drawings, drawn again", () => {
  let folder: string;
  let application: Application;
  let browser: Browser;

  beforeAll(async () => {
    [folder, browser] = await Promise.all([mkdtemp(join(tmpdir(), 'digits-')), launchBrowser()]);
    // The current release, as the command line takes; and no limit to how fast one person may submit.
    application = await startApplication({ DATA_DIR: folder, MODEL_DIR: '', RATE_LIMIT: '0' });
  });

  afterAll(async () => {
    await browser?.close();
    await application?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it(
    `reads ${drawings.length} digits as the command line does`,
    async () => {
      const expected = await predictByCommand();
      expect(expected.length).toBe(count);
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const watch = await watchWindow(context);
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await openPage(page, application.url);

      const different: string[] = [];
      for (const [index, { id, size, strokes }] of drawings.entries()) {
        const shares = strokes.map((stroke) => stroke.map(([x, y]) => [x / size, y / size] as const));
        await drawWithQuickMouse(page, session, shares);
        await submit(page);
        const shown = await predictionOf(page).textContent();
        if (shown !== expected[index]) different.push(`${id}: ${shown} on the page, ${expected[index]} by command`);
        await button(page, 'Clear').click();
      }
      await watch.close();
      expect(1 - different.length / count, different.join('\n')).toBeGreaterThanOrEqual(SHARE_ALIKE);
    },
    60_000 + 3000 * count,
  );
});
