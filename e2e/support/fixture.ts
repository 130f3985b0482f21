// What most browser tests start from: the real application over a real PostgreSQL, and a new page for each test.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type Application, startApplication } from './application.js';
import { launchBrowser, layoutShiftOf, watchForProblems, watchLayout } from './browser.js';
import { type Database, type Row, startDatabase } from './database.js';
import { openPage } from './page.js';

/** What counts as unmoved: a fifth of what is called good (web.dev/cls). */
const MOST_LAYOUT_SHIFT = 0.02;

/** To be asked for inside tests only; before them nothing is there yet. */
export interface Fixture {
  /** The page's address. */
  url(): string;
  browser(): Browser;
  context(): BrowserContext;
  page(): Page;
  /** All rows of the table, oldest first. */
  rows(): Promise<Row[]>;
}

/**
 * Sets it all up for the tests of the describe block that calls this. Each test begins with an empty table and the page
 * open, and fails if anything went wrong in the page, or moved in it.
 * @param environment settings of the application beside its database
 */
export function setUpPage(environment: Readonly<Record<string, string>> = {}): Fixture {
  let database: Database;
  let application: Application;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let problems: readonly string[];

  beforeAll(async () => {
    [database, browser] = await Promise.all([startDatabase(), launchBrowser()]);
    application = await startApplication({ ...environment, DATABASE_URL: database.url });
  });

  afterAll(async () => {
    await browser?.close();
    await application?.stop();
    await database?.stop();
  });

  beforeEach(async () => {
    await database.clear();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, hasTouch: true });
    await watchLayout(context);
    page = await context.newPage();
    problems = watchForProblems(page);
    await openPage(page, application.url);
  });

  afterEach(async () => {
    const shift = await layoutShiftOf(page);
    await context.close();
    expect(problems).toEqual([]);
    expect(shift).toBeLessThan(MOST_LAYOUT_SHIFT);
  });

  return {
    url: () => application.url,
    browser: () => browser,
    context: () => context,
    page: () => page,
    rows: () => database.rows(),
  };
}
