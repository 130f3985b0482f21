import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { confusionMatrix } from './confusion-matrix.js';
import { learningCurves } from './learning-curves.js';
import { writeChart } from './write-chart.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digits-charts-'));
});
afterAll(() => rm(folder, { recursive: true }));

const charts = {
  curves: () =>
    learningCurves([
      { epoch: 1, trainingLoss: 0.2, validationLoss: 0.1, trainingAccuracy: 0.95, validationAccuracy: 0.97 },
      { epoch: 2, trainingLoss: 0.1, validationLoss: 0.07, trainingAccuracy: 0.97, validationAccuracy: 0.98 },
    ]),
  confusion: () =>
    confusionMatrix(Array.from({ length: 10 }, (_, digit) => new Array<number>(10).fill(1).with(digit, 90))),
};

test.each(Object.entries(charts))('%s: the SVG as it is, and a PNG of twice its pixels', async (name, draw) => {
  const svg = await draw();
  await writeChart(folder, name, svg);
  expect(await readFile(join(folder, `${name}.svg`), 'utf8')).toBe(svg);

  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  const png = sharp(join(folder, `${name}.png`));
  const metadata = await png.metadata();
  expect(metadata).toMatchObject({ format: 'png', width: 2 * Number(width), height: 2 * Number(height) });

  // White paper with colours on it: something was drawn.
  const { data, info } = await png.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  expect([...data.subarray(0, 3)]).toEqual([255, 255, 255]);
  const blue = data.some((red, index) => index % info.channels === 0 && red < 60 && (data[index + 2] ?? 0) > 150);
  expect(blue).toBe(true);
  expect((await readdir(folder)).filter((file) => file.endsWith('.part'))).toEqual([]);
});

test('A folder that is not there is told in a line', async () => {
  await expect(writeChart(join(folder, 'missing'), 'chart', await charts.confusion())).rejects.toThrow(
    /chart\.svg: cannot be written/,
  );
});
