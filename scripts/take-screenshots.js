// npm run screenshots [-- FOLDER]: every view of the page in each of its states, at 360, 768 and 1440 px, light and dark, as PNG
// files to be looked at. Draws the pen digits, which it needs (digits data download, or STROKES_DIR), and needs Chromium.
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';
import sharp from 'sharp';
import { loadPenDigits } from '../apps/trainer/dist/data/load-pen-digits.js';
import { startApplication } from '../bench/application.js';
import { findChromium, launchChromium } from '../bench/chromium.js';
import { prepare, root } from './prepare.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {readonly (readonly (readonly [number, number])[])[]} Strokes */

const SIZES = [
  [360, 740],
  [768, 1024],
  [1440, 900],
];
/** The square that the pen digits are in, their units. */
const PEN_DIGITS_SIZE = 500;
/** What no digit looks like, in the same units. @type {Strokes} */
const LETTER = [
  [120, 400, 250, 90],
  [250, 90, 380, 400],
  [165, 300, 335, 300],
].map(([x0 = 0, y0 = 0, x1 = 0, y1 = 0]) =>
  Array.from({ length: 12 }, (_, i) => /** @type {const} */ ([x0 + ((x1 - x0) * i) / 11, y0 + ((y1 - y0) * i) / 11])),
);

/** A machine that does other work beside this takes its time. */
const PATIENCE_MS = 120_000;

const button = (/** @type {Page} */ page, /** @type {string} */ name) =>
  page.getByRole('button', { name, exact: true });

/** Draws with the mouse, as large on the canvas as it is in the pen digits' square. @param {Page} page @param {Strokes} strokes */
async function draw(page, strokes, liftLast = true) {
  await page.evaluate(() => scrollTo(0, 0));
  const box = await page.getByTestId('canvas').boundingBox();
  if (!box) throw new Error('The page has no canvas.');
  for (const [i, stroke] of strokes.entries()) {
    const points = stroke.map(
      ([x, y]) =>
        /** @type {const} */ ([box.x + (x / PEN_DIGITS_SIZE) * box.width, box.y + (y / PEN_DIGITS_SIZE) * box.height]),
    );
    const [first, ...rest] = points;
    if (!first) continue;
    await page.mouse.move(...first);
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...point);
    if (liftLast || i < strokes.length - 1) await page.mouse.up();
  }
}

/** Several of the pen digits beside each other, black on white. @param {readonly Strokes[]} drawings */
function pictureOf(drawings) {
  const paths = drawings.flatMap((strokes, i) =>
    strokes.map((stroke) => `M${stroke.map(([x, y]) => `${x + 420 * i} ${y}`).join('L')}`),
  );
  const size = `width="${420 * drawings.length + 80}" height="${PEN_DIGITS_SIZE}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect width="100%" height="100%" fill="#f4f1e8"/><path d="${paths.join('')}" fill="none" stroke="#233a6b" stroke-width="22" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

const executablePath = findChromium();
if (!executablePath)
  throw new Error('This needs Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.');
const folder = resolve(process.argv[2] ?? join(root, 'runs', 'screenshots'));
await mkdir(folder, { recursive: true });
prepare({ web: true });
const pens = loadPenDigits();
const penDigit = (/** @type {number} */ digit, skip = 0) => {
  const found = pens.filter(({ label }) => label === digit)[skip];
  if (!found) throw new Error(`There is no pen digit ${digit}.`);
  return /** @type {Strokes} */ (found.strokes);
};
const application = await startApplication();
const browser = await launchChromium(executablePath);

/** @param {number} width @param {number} height @param {'light' | 'dark'} colorScheme */
async function takeAll(width, height, colorScheme) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    deviceScaleFactor: width < 500 ? 2 : 1,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const shoot = async (/** @type {string} */ name, fullPage = true) => {
    await page.mouse.move(0, 0);
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
    await page.waitForTimeout(150);
    await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage });
  };
  const modelIsThere = () =>
    page
      .getByRole('contentinfo')
      .getByText(/^Model /)
      .waitFor();
  const clear = () => button(page, 'Clear').click();
  const submit = async () => {
    await button(page, 'Submit').click();
    await page.getByText('Submitted', { exact: true }).waitFor();
    await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'));
  };

  await page.goto(`${application.url}/history`);
  await page.getByText('Nothing yet').waitFor();
  await shoot('history-empty');
  await page.goto(application.url);
  await modelIsThere();
  await shoot('draw-empty');
  await button(page, 'Submit').click();
  await shoot('draw-nothing-submitted');
  await page.getByTestId('canvas').focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Space');
  for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowDown');
  await shoot('draw-keyboard');
  await page.keyboard.press('Space');
  await clear();

  await draw(page, penDigit(5), false);
  await page.screenshot({ path: join(folder, `draw-pen-down-${width}-${colorScheme}.png`), fullPage: true });
  await page.mouse.up();
  await shoot('draw-live');
  await submit();
  await shoot('draw-logged');
  await page.keyboard.press('5');
  await shoot('draw-labelled');
  await button(page, 'Why this answer?').click();
  await page.getByRole('img', { name: /speaks for a/ }).waitFor();
  await shoot('inside');
  await button(page, 'Why this answer?').click();
  await clear();

  await draw(page, LETTER);
  await shoot('draw-refused');
  await submit();
  await shoot('draw-refused-logged');
  await clear();
  for (let digit = 0; digit < 10; digit++) {
    await draw(page, penDigit(digit, 3 + (width % 7)));
    await submit();
    if (digit % 3 === 0) await page.keyboard.press(String(digit));
    if (digit === 7) await page.keyboard.press('1');
    await clear();
  }
  await shoot('draw-latest');

  for (const [opener, name] of [
    ['Settings', 'settings'],
    ['Keyboard shortcuts', 'shortcuts'],
    ['Picture', 'picture-dialog'],
  ]) {
    await button(page, opener ?? '').click();
    await page.getByRole('dialog').waitFor();
    await shoot(name ?? '', false);
    await button(page, 'Close').click();
  }
  for (const [name, digits] of /** @type {const} */ ([
    ['picture-one', [2]],
    ['picture-several', [3, 1, 4, 1, 5]],
  ])) {
    await button(page, 'Picture').click();
    const buffer = await pictureOf(digits.map((digit, i) => penDigit(digit, i)));
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'picture.png', mimeType: 'image/png', buffer });
    await page.getByText('Submitted', { exact: true }).waitFor();
    await page.waitForTimeout(300);
    await shoot(name);
    await clear();
  }
  await context.setOffline(true);
  await draw(page, penDigit(8));
  await button(page, 'Submit').click();
  await page.getByText('Waiting to be sent').first().waitFor();
  await shoot('draw-waiting');
  await context.setOffline(false);
  await button(page, 'Try again')
    .click()
    .catch(() => {});
  await page.waitForTimeout(600);

  await page.goto(`${application.url}/history`);
  await page.getByRole('main').getByRole('listitem').first().waitFor();
  await shoot('history');
  await page.goto(`${application.url}/history?verdict=wrong&digit=0`);
  await page.getByText('Nothing fits').waitFor();
  await shoot('history-nothing-fits');
  await page.goto(`${application.url}/history?verdict=wrong`);
  await page.getByRole('main').getByRole('listitem').first().getByRole('link').click();
  await page.getByRole('button', { name: 'Delete' }).waitFor();
  await button(page, 'Read it again').click();
  await shoot('prediction');
  await button(page, 'Delete').click();
  await shoot('prediction-delete', false);
  await page.goto(`${application.url}/history?digit=none`);
  await page.getByRole('main').getByRole('listitem').first().getByRole('link').click();
  await page.getByRole('button', { name: 'Delete' }).waitFor();
  await shoot('prediction-refused');
  await page.goto(`${application.url}/history?source=upload`);
  await page.getByRole('main').getByRole('listitem').first().getByRole('link').click();
  await page.getByRole('button', { name: 'Delete' }).waitFor();
  await shoot('prediction-picture');
  await page.goto(`${application.url}/predictions/00000000-0000-4000-8000-000000000000`);
  await page.getByRole('heading', { name: 'Nothing is here' }).waitFor();
  await shoot('prediction-gone');
  await page.goto(`${application.url}/predictions/1/2`);
  await page
    .getByText('leads nowhere')
    .waitFor()
    .catch(() => {});
  await shoot('not-found');
  await context.close();
}

try {
  for (const [width = 0, height = 0] of SIZES) {
    for (const scheme of /** @type {const} */ (['light', 'dark'])) await takeAll(width, height, scheme);
  }
} finally {
  await browser.close();
  await application.stop();
}
process.stdout.write(`The screenshots are in ${folder}.\n`);
