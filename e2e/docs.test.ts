// The page to read and try the API, under its strict policy.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, startApplication } from './support/application.js';
import { hasBrowser, launchBrowser, watchForProblems } from './support/browser.js';

describe.runIf(hasBrowser)('the documentation of the API', () => {
  let folder: string;
  let application: Application;
  let browser: Browser;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'digits-docs-'));
    [application, browser] = await Promise.all([startApplication({ DATA_DIR: folder }), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await application?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('opens every operation and predicts its own example, and the browser has to refuse nothing', async () => {
    const page = await browser.newPage();
    const problems = watchForProblems(page);
    const response = await page.goto(`${application.url}/api/docs/`);
    expect(response?.headers()['content-security-policy']).not.toContain('unsafe');
    const operations = page.locator('.opblock-summary');
    await operations.first().waitFor();
    const count = await operations.count();
    expect(count).toBeGreaterThanOrEqual(11);
    for (let i = 0; i < count; i++) await operations.nth(i).click();
    const predict = page.locator('.opblock', { hasText: 'Recognise a drawing or an image' }).first();
    await predict.getByRole('button', { name: 'Try it out' }).click();
    await predict.getByRole('button', { name: 'Execute' }).click();
    const answer = predict.locator('.live-responses-table');
    await expect.poll(() => answer.textContent()).toContain('"digit": 1');
    expect(await answer.locator('.response-col_status').last().textContent()).toContain('201');
    expect(problems).toEqual([]);
    await page.close();
  });
});
