// With a folder and nothing else, as `npm start` runs: predictions are still there after a restart.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApplication } from './support/application.js';
import { hasBrowser, launchBrowser } from './support/browser.js';
import { drawWithMouse, SEVEN } from './support/drawing.js';
import { cards, labelButton, openPage, submit } from './support/page.js';

describe.runIf(hasBrowser)('the embedded database', () => {
  let folder: string;
  let browser: Browser;

  beforeAll(async () => {
    [folder, browser] = await Promise.all([mkdtemp(join(tmpdir(), 'digits-')), launchBrowser()]);
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('keeps predictions and labels through a restart', async () => {
    const page = await browser.newPage();
    const first = await startApplication({ DATA_DIR: folder });
    try {
      await openPage(page, first.url);
      await page.getByText('Nothing yet.').waitFor();
      await drawWithMouse(page, SEVEN);
      await submit(page);
      const saved = page.waitForResponse((response) => response.request().method() === 'PUT');
      await labelButton(page, 7).click();
      await saved;
    } finally {
      await first.stop();
    }

    const second = await startApplication({ DATA_DIR: folder });
    try {
      await openPage(page, second.url);
      await expect.poll(() => cards(page).count()).toBe(1);
      expect(await cards(page).first().innerText()).toMatch(/^7\s.*✓ Right\s*mnist-cnn \S+$/s);
    } finally {
      await second.stop();
    }
  });
});
