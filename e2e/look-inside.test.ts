// Why an answer: what the model saw, which ink decided, and what its layers made of it; computed beside the page.
import { describe, expect, it } from 'vitest';
import { hasBrowser } from './support/browser.js';
import { hasPostgres } from './support/database.js';
import { drawWithMouse, ONE, SEVEN } from './support/drawing.js';
import { setUpPage } from './support/fixture.js';
import { button, submit, waitForModel } from './support/page.js';

describe.runIf(hasBrowser && hasPostgres)('a look inside', () => {
  const fixture = setUpPage();

  /** Pixels of a canvas that are inked, and their colours' number. */
  const paintedOn = (name: RegExp | string) =>
    fixture
      .page()
      .getByRole('img', { name })
      .evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
        copy?.drawImage(canvas, 0, 0);
        const data = copy?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
        const colors = new Set<string>();
        let inked = 0;
        for (let i = 0; i < data.length; i += 4) {
          if ((data[i + 3] ?? 0) < 128) continue;
          inked += 1;
          colors.add(`${data[i]} ${data[i + 1]} ${data[i + 2]}`);
        }
        return { inked: inked / (data.length / 4), colors: colors.size };
      });

  it('shows the pixels, the evidence and the maps, of this drawing and then of the next', async () => {
    const page = fixture.page();
    await waitForModel(page);
    await drawWithMouse(page, SEVEN);
    await button(page, 'Why this answer?').click();
    await page.getByRole('img', { name: 'The ink that speaks for a 7, and against it' }).waitFor();
    const pixels = await paintedOn('The 28 by 28 pixels that the model saw');
    expect(pixels.inked).toBeGreaterThan(0.03);
    expect(pixels.inked).toBeLessThan(0.3);
    const evidence = await paintedOn(/speaks for a 7/);
    expect(evidence.inked).toBeGreaterThan(0.03);
    expect(evidence.colors).toBeGreaterThan(50);
    const maps = page.getByRole('img', { name: /feature maps of layer/ });
    expect(await maps.count()).toBeGreaterThanOrEqual(3);
    expect((await paintedOn(/feature maps of layer 1$/)).colors).toBeGreaterThan(20);

    await button(page, 'Clear').click();
    await drawWithMouse(page, ONE);
    await page.getByRole('img', { name: 'The ink that speaks for a 1, and against it' }).waitFor();
    await page.keyboard.press('w');
    expect(await page.getByRole('heading', { name: 'Inside the network' }).count()).toBe(0);
  });

  it('looks into a picture too', async () => {
    const page = fixture.page();
    await waitForModel(page);
    await drawWithMouse(page, SEVEN);
    await submit(page);
    await page.getByTestId('canvas').evaluate(async (element) => {
      const blob = await new Promise<Blob | null>((resolve) => (element as HTMLCanvasElement).toBlob(resolve));
      const data = new DataTransfer();
      data.items.add(new File([blob ?? ''], 'drawing.png', { type: 'image/png' }));
      element.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await page.getByRole('img', { name: 'drawing.png' }).waitFor();
    await button(page, 'Why this answer?').click();
    await page.getByRole('img', { name: 'The ink that speaks for a 7, and against it' }).waitFor();
    expect((await paintedOn(/speaks for a 7/)).inked).toBeGreaterThan(0.03);
  });
});
