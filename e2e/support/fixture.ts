// What most browser tests start from: the real application over a real PostgreSQL, and a new page for each test.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Application, startApplication } from './application.js';
import { launchBrowser, type WindowWatch, watchWindow } from './browser.js';
import { type Database, type Row, startDatabase } from './database.js';
import { openPage } from './page.js';

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
  let watch: WindowWatch;

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
    watch = await watchWindow(context);
    page = await context.newPage();
    await openPage(page, application.url);
  });

  afterEach(async () => {
    await watch.close();
  });

  return {
    url: () => application.url,
    browser: () => browser,
    context: () => context,
    page: () => page,
    rows: () => database.rows(),
  };
}
