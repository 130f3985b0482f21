// Pictures in place of drawings: from a file, dropped, pasted, from the camera, from an address.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, watchWindow } from './support/browser.js';
import { hasPostgres } from './support/database.js';
import { canvasOf, drawWithMouse, inkOn, SEVEN } from './support/drawing.js';
import { setUpPage } from './support/fixture.js';
import { button, cards, labelButton, predictionOf } from './support/page.js';
import { pictureOfSevens } from './support/pictures.js';

describe.runIf(hasBrowser && hasPostgres)('pictures', () => {
  let server: Server;
  let address = '';
  let one: Buffer;
  let three: Buffer;

  beforeAll(async () => {
    [one, three] = await Promise.all([pictureOfSevens(1), pictureOfSevens(3)]);
    server = createServer((request, response) => {
      if (request.url === '/seven.png') response.writeHead(200, { 'content-type': 'image/png' }).end(one);
      else response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>No picture</h1>');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const bound = server.address();
    address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`;
  });
  afterAll(() => server?.close());

  const fixture = setUpPage({ PICTURE_PRIVATE_HOSTS: '127.0.0.1' });

  const openDialog = async () => {
    await button(fixture.page(), 'Picture').click();
    await fixture.page().getByRole('dialog').waitFor();
  };
  const rows = async () => (await fixture.rows()).map(({ digit, source }) => [digit, source]);

  /** Gives a file to the page as a drop or a paste does. */
  const give = (type: 'drop' | 'paste', bytes: Buffer, mime = 'image/png') =>
    canvasOf(fixture.page()).evaluate(
      (canvas, { type, base64, mime }) => {
        const data = new DataTransfer();
        const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        data.items.add(new File([content], 'given.png', { type: mime }));
        const event =
          type === 'drop'
            ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
            : new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
        canvas.dispatchEvent(event);
      },
      { type, base64: bytes.toString('base64'), mime },
    );

  it('reads a file, shows it, and goes back to the drawing', async () => {
    const page = fixture.page();
    await drawWithMouse(page, SEVEN);
    const ink = await inkOn(page);
    await openDialog();
    await page.getByTestId('picture-file').setInputFiles({ name: 'seven.png', mimeType: 'image/png', buffer: one });
    await page.getByRole('img', { name: 'seven.png' }).waitFor();
    await expect.poll(() => predictionOf(page).textContent()).toBe('7');
    expect(await rows()).toEqual([[7, 'upload']]);
    await labelButton(page, 7).click();
    await expect.poll(async () => (await fixture.rows()).map(({ label }) => label)).toEqual([7]);
    await expect.poll(() => cards(page).first().locator('canvas').count()).toBe(1);
    await button(page, 'Back to drawing').click();
    expect(await inkOn(page)).toBe(ink);
  });

  it.each(['drop', 'paste'] as const)('reads what is given by %s', async (type) => {
    await give(type, one);
    await expect.poll(() => predictionOf(fixture.page()).textContent()).toBe('7');
    await expect.poll(rows).toEqual([[7, 'upload']]);
    await button(fixture.page(), 'Clear').click();
    expect(await canvasOf(fixture.page()).isVisible()).toBe(true);
  });

  it('shows several digits as several, each in its frame', async () => {
    const page = fixture.page();
    await give('drop', three);
    const row = page.getByTestId('digits');
    await row.waitFor();
    expect((await row.getByRole('listitem').allInnerTexts()).map((text) => text[0])).toEqual(['7', '7', '7']);
    expect(await page.locator('.picture-boxes rect').count()).toBe(3);
    expect(await page.getByText('3 digits, read from left to right.').first().isVisible()).toBe(true);
    expect(await labelButton(page, 7).isDisabled()).toBe(true);

    // As found, in the list, and on its own page for as long as it is logged.
    await page.reload();
    await expect.poll(() => cards(page).first().innerText()).toMatch(/^777\s*3 digits/);
    await cards(page).first().getByRole('link').click();
    await page.getByRole('heading', { name: '3 digits: 777' }).waitFor();
    expect(await page.getByTestId('digits').getByRole('listitem').count()).toBe(3);
    expect(await button(page, 'Read it again').count()).toBe(0);
  });

  it('shrinks a picture that is larger than the server takes', async () => {
    const page = fixture.page();
    // Nothing that a PNG could make smaller.
    const noise = randomBytes(4200 * 3000).map((byte) => 190 + (byte & 63));
    const large = await sharp(noise, { raw: { width: 4200, height: 3000, channels: 1 } })
      .composite([{ input: await sharp(one).resize(1400).toBuffer(), left: 1200, top: 500 }])
      .png({ compressionLevel: 1 })
      .toBuffer();
    expect(large.length).toBeGreaterThan(9_000_000);
    await give('drop', large);
    await expect.poll(() => predictionOf(page).textContent(), { timeout: 20_000 }).toBe('7');
  });

  it('reads the picture at an address, and says what is wrong with another', async () => {
    const page = fixture.page();
    await openDialog();
    const field = page.getByLabel('Or its address on the web');
    // Said by the page, where the browser would say it on the console as well.
    await field.fill(`${address}/seven.png`);
    await button(page, 'Fetch').click();
    await expect.poll(() => predictionOf(page).textContent()).toBe('7');
    expect(await rows()).toEqual([[7, 'upload']]);
  });

  it('says what is wrong with another address', async () => {
    const { url, browser } = fixture;
    // In a window of its own: the browser notes every refusal on the console.
    const context = await browser().newContext();
    const watch = await watchWindow(context);
    const page = await context.newPage();
    await page.goto(url());
    await button(page, 'Picture').click();
    for (const [wrong, sentence] of [
      [`${address}/page`, /not an image/],
      ['http://127.0.0.2/seven.png', 'Pictures are fetched only from the public internet'],
    ] as const) {
      await page.getByLabel('Or its address on the web').fill(wrong);
      await button(page, 'Fetch').click();
      await page.getByRole('alert').filter({ hasText: sentence }).waitFor();
    }
    await watch.close(
      /^console: Failed to load resource: the server responded with a status of 4\d\d|^4\d\d: \S+\/api\/v1\/pictures$/,
    );
    expect(await rows()).toEqual([]);
  });

  it('is gone from the page when it is deleted, and its error with it', async () => {
    const page = fixture.page();
    await give('drop', Buffer.from('a text'), 'text/plain');
    await page.getByText('That is not a picture.').waitFor();
    await give('drop', one);
    await expect.poll(() => predictionOf(page).textContent()).toBe('7');
    expect(await page.getByText('That is not a picture.').count()).toBe(0);
    await cards(page).first().getByRole('link').click();
    await button(page, 'Delete').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('Nothing yet.').waitFor();
    await page.getByRole('link', { name: 'Draw', exact: true }).click();
    expect(await canvasOf(page).isVisible()).toBe(true);
    expect(await rows()).toEqual([]);
  });

  it('says what is not a picture, and logs nothing', async () => {
    const page = fixture.page();
    await give('drop', Buffer.from('a text'), 'text/plain');
    await page.getByText('That is not a picture. Try a PNG or a JPEG.').waitFor();
    await give('drop', Buffer.alloc(0));
    await page.getByText('That file is empty.').waitFor();
    expect(await rows()).toEqual([]);
  });
});
