// The camera, with a film of a digit in place of the world.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, startApplication } from './support/application.js';
import { hasBrowser, launchBrowser, watchWindow } from './support/browser.js';
import { button, openPage, predictionOf } from './support/page.js';

const [WIDTH, HEIGHT] = [640, 480];

/** A film of one frame in Chromium's format for false cameras (YUV4MPEG2): a 7 on grey paper. */
async function filmOfSeven(): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="100%" height="100%" fill="#ccc" /><path d="M220 110H420L300 380" fill="none" stroke="#222" stroke-width="26" stroke-linecap="round" /></svg>`;
  const luma = await sharp(Buffer.from(svg)).greyscale().raw().toBuffer();
  const chroma = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420mpeg2\nFRAME\n`), luma, chroma]);
}

describe.runIf(hasBrowser)('the camera', () => {
  let folder: string;
  let application: Application;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'digits-'));
    const film = join(folder, 'seven.y4m');
    await writeFile(film, await filmOfSeven());
    [application, browser] = await Promise.all([
      startApplication({ DATA_DIR: join(folder, 'data') }),
      launchBrowser(['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`]),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await application?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('takes a picture, which is read', async () => {
    const context = await browser.newContext({ permissions: ['camera'] });
    const watch = await watchWindow(context);
    const page = await context.newPage();
    await openPage(page, application.url);
    await button(page, 'Picture').click();
    await button(page, 'Use the camera').click();
    await button(page, 'Take the picture').click();
    await page.getByRole('img', { name: 'The photograph' }).waitFor();
    await expect.poll(() => predictionOf(page).textContent()).toBe('7');
    await watch.close();
  });

  it('says what to do where it may not be used', async () => {
    const context = await browser.newContext({ permissions: [] });
    const watch = await watchWindow(context);
    const page = await context.newPage();
    await openPage(page, application.url);
    await button(page, 'Picture').click();
    await button(page, 'Use the camera').click();
    await page
      .getByText('The camera may not be used by this page. Allow it in the browser, or choose a file.')
      .waitFor();
    await button(page, 'Back').click();
    expect(await button(page, 'Choose a file').isVisible()).toBe(true);
    await watch.close();
  });
});
