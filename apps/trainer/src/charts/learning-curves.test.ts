import { expect, test } from 'vitest';
import { type EpochFigures, learningCurves } from './learning-curves.js';

const run = (epochs: number): EpochFigures[] =>
  Array.from({ length: epochs }, (_, index) => ({
    epoch: index + 1,
    trainingLoss: 0.3 / (index + 1),
    validationLoss: 0.2 / (index + 1) ** 0.5,
    trainingAccuracy: 1 - 0.1 / (index + 1),
    validationAccuracy: 1 - 0.08 / (index + 1) ** 0.5,
  }));

const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(([, text]) => text ?? '');
/** The curves: paths that join one point at least to another. */
const curves = (svg: string): string[] => svg.match(/d="M[^"Z]*L[^"Z]*"/g)?.filter((path) => path.length > 20) ?? [];
/** What stands under the first chart. */
const epochTicks = (svg: string): string[] => texts(/aria-label="x-axis tick label">(.*?)<\/g>/.exec(svg)?.[1] ?? '');
const dots = (svg: string): number => svg.match(/<circle /g)?.length ?? 0;
const broken = /NaN|Infinity|undefined|null/;

test('Both charts name their axes and their curves, with the last figures', async () => {
  const svg = await learningCurves(run(3));
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/);
  expect(svg).toContain('fill="white"');
  expect(texts(svg)).toEqual(
    expect.arrayContaining(['Loss, on a logarithmic scale', 'Accuracy', 'epoch', '1', '2', '3']),
  );
  expect(texts(svg)).toEqual(expect.arrayContaining(['training 0.1000', 'validation 0.1155']));
  expect(texts(svg)).toEqual(expect.arrayContaining(['training 96.67 %', 'validation 95.38 %']));
  expect(epochTicks(svg)).toEqual(['1', '2', '3']);
  expect(svg).not.toMatch(broken);
});

test('One epoch is four dots with their labels, and one tick an axis', async () => {
  const svg = await learningCurves(run(1));
  expect(dots(svg)).toBeGreaterThanOrEqual(4);
  expect(texts(svg)).toEqual(expect.arrayContaining(['training 0.3000', 'validation 92.00 %']));
  expect(epochTicks(svg)).toEqual(['1']);
  expect(svg).not.toMatch(broken);
});

test('200 epochs are four curves with a dot at the end of each, and few ticks', async () => {
  const svg = await learningCurves(run(200));
  expect(dots(svg)).toBe(4);
  expect(curves(svg)).toHaveLength(4);
  expect(epochTicks(svg).length).toBeLessThan(12);
  expect(epochTicks(svg).at(-1)).toBe('200');
  expect(svg).not.toMatch(broken);
});

test('The first epochs of a long run do not press the others into a line', async () => {
  const poorStart = run(100).map((row, index) => (index < 3 ? { ...row, trainingAccuracy: 0.1 } : row));
  expect(texts(await learningCurves(poorStart))).not.toContain('20 %');
  expect(texts(await learningCurves(poorStart.slice(0, 10)))).toContain('20 %');
});

test('Figures that cannot be drawn leave a gap', async () => {
  const rows = run(5);
  const gap = { trainingLoss: Number.NaN, validationLoss: Number.POSITIVE_INFINITY, validationAccuracy: Number.NaN };
  const svg = await learningCurves(rows.map((row, index) => (index === 2 ? { ...row, ...gap } : row)));
  expect(texts(svg)).toEqual(expect.arrayContaining(['training 0.0600', 'validation 96.42 %']));
  expect(svg).not.toMatch(broken);
});

test('A loss of zero, which a logarithmic scale does not know, is a gap', async () => {
  const svg = await learningCurves(run(3).map((row) => (row.epoch === 3 ? { ...row, trainingLoss: 0 } : row)));
  expect(texts(svg)).toContain('training 0.1500');
  expect(svg).not.toMatch(broken);
});

test.each([
  ['no epoch', []],
  [
    'nothing that can be drawn',
    run(3).map(({ epoch }) => ({
      epoch,
      trainingLoss: Number.NaN,
      validationLoss: Number.NaN,
      trainingAccuracy: Number.NaN,
      validationAccuracy: Number.NaN,
    })),
  ],
])('With %s the charts are empty, and whole', async (_, rows) => {
  const svg = await learningCurves(rows);
  expect(texts(svg)).toContain('epoch');
  expect(dots(svg)).toBe(0);
  expect(svg).not.toMatch(broken);
});

test('Labels of curves that end in the same place stand apart', async () => {
  const svg = await learningCurves(run(3).map((row) => ({ ...row, validationLoss: row.trainingLoss })));
  const heightOf = (name: string): number => {
    const label = new RegExp(`translate\\(0?[\\d.]+,([\\d.-]+)\\)[^<]*><text[^>]*>${name} 0\\.`).exec(svg)?.[1];
    return Number(label);
  };
  expect(Math.abs(heightOf('training') - heightOf('validation'))).toBeGreaterThanOrEqual(14);
});
