// The page's parts, by the names that people and assistive technology know them by.
import type { Locator, Page } from 'playwright-core';

export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
export const predictionOf = (page: Page): Locator => page.getByTestId('prediction');
export const confidenceOf = (page: Page): Locator => page.getByTestId('confidence');
export const correctDigit = (page: Page): Locator => page.getByRole('group', { name: 'Correct digit' });
export const labelButton = (page: Page, digit: number): Locator =>
  correctDigit(page).getByRole('button', { name: String(digit), exact: true });
/** Predictions as cards, as listed: the latest under the drawing, or those of the history. */
export const cards = (page: Page, where: 'latest' | 'main' = 'latest'): Locator =>
  (where === 'latest' ? page.getByRole('region', { name: 'Latest predictions' }) : page.getByRole('main')).getByRole(
    'listitem',
  );

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

/** Waits until the model is in the browser, and answers come while drawing. */
export async function waitForModel(page: Page): Promise<void> {
  await page
    .getByRole('contentinfo')
    .getByText(/^Model /)
    .waitFor();
}

/** Sets settings as an earlier visit would have left them; they count once the page is loaded. */
export async function setSettings(page: Page, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await page.evaluate((text) => localStorage.setItem('settings', text), JSON.stringify(settings));
}
