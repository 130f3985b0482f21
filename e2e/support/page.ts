// The page's parts, by the names that people and assistive technology know them by.
import type { Locator, Page } from 'playwright-core';

export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
export const predictionOf = (page: Page): Locator => page.getByTestId('prediction');
export const confidenceOf = (page: Page): Locator => page.getByTestId('confidence');
export const correctDigit = (page: Page): Locator => page.getByRole('group', { name: 'Correct digit' });
export const labelButton = (page: Page, digit: number): Locator =>
  correctDigit(page).getByRole('button', { name: String(digit), exact: true });
/** The latest predictions, newest first. */
export const cards = (page: Page): Locator =>
  page.getByRole('region', { name: 'Latest predictions' }).getByRole('listitem');

/** Opens the page and waits until the latest predictions are loaded. */
export async function openPage(page: Page, url: string): Promise<void> {
  const loaded = page.waitForResponse((response) => response.url().includes('/api/v1/predictions'));
  await page.goto(url);
  await loaded;
}

/** Presses Submit and waits for the server's answer. */
export async function submit(page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await button(page, 'Submit').click();
  await answered;
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'));
}
