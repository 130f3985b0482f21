import { expect, test } from 'vitest';
import { confusionMatrix } from './confusion-matrix.js';

/** Every count differs from all others, and from what else stands on the chart. */
const distinct = Array.from({ length: 10 }, (_, truth) =>
  Array.from({ length: 10 }, (_, answer) => (truth === answer ? 800 : 100) + 10 * truth + answer),
);
const diagonal = Array.from({ length: 10 }, (_, truth) =>
  Array.from({ length: 10 }, (_, answer) => (truth === answer ? 50 : 0)),
);

const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(([, text]) => text ?? '');
const fills = (svg: string): string[] => [...svg.matchAll(/<rect[^>]* fill="(#\w+)"/g)].map(([, fill]) => fill ?? '');

test('Every count stands in its cell, and both axes are named', async () => {
  const svg = await confusionMatrix(distinct);
  expect(texts(svg)).toEqual(expect.arrayContaining(distinct.flat().map(String)));
  expect(texts(svg)).toEqual(expect.arrayContaining(['true digit', 'answer']));
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/);
});

test('Each row ends in the share that was right', async () => {
  const confusion = diagonal.map((row, truth) => (truth === 3 ? row.map((count) => (count === 0 ? 0 : 49)) : row));
  const svg = await confusionMatrix(confusion.map((row, truth) => (truth === 3 ? [1, ...row.slice(1)] : row)));
  expect(texts(svg).filter((text) => text.endsWith('%'))).toEqual([
    ...new Array(3).fill('100.00 %'),
    '98.00 %',
    ...new Array(6).fill('100.00 %'),
  ]);
});

test('Zeros are blank, and a digit of which there is none has no share', async () => {
  const svg = await confusionMatrix(diagonal.map((row, truth) => (truth === 8 ? row.map(() => 0) : row)));
  // The axes' two, and nothing in the cells.
  expect(texts(svg).filter((text) => text === '0')).toHaveLength(2);
  expect(texts(svg)).toContain('–');
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});

test('Right answers and errors have colours of their own, and a rare error is seen', async () => {
  const svg = await confusionMatrix([[999, 1, 0, 0, 0, 0, 0, 0, 0, 0], ...diagonal.slice(1)]);
  const colours = new Map<string, number>();
  for (const fill of fills(svg)) colours.set(fill, (colours.get(fill) ?? 0) + 1);
  expect([...colours.values()].sort((a, b) => a - b)).toEqual([1, 10]);
  const opacities = [...svg.matchAll(/fill-opacity="([\d.]+)"/g)].map(([, opacity]) => Number(opacity));
  expect(Math.min(...opacities)).toBeGreaterThan(0.1);
});

test('The refused have a column where there are any', async () => {
  const refusing = diagonal.map((row, truth) => [...row, truth === 2 ? 7 : 0]);
  expect(texts(await confusionMatrix(refusing))).toEqual(expect.arrayContaining(['none', '7', '87.72 %']));
  expect(texts(await confusionMatrix(diagonal.map((row) => [...row, 0])))).not.toContain('none');
});
