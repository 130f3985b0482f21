// Photographs of paper with one digit: uneven light, shadows, noise, blur, compression, rulings, colours, a table around the page.

import { seededRandom } from '../../synthesis/seeded-random.js';
import type { Glyph } from './glyph.js';
import { type Light, shadow, slope, vignette } from './light.js';
import { addNoise, blankPage, blurred, type Page, paintOver, type Rgb, rule, toSharp, write } from './page.js';
import type { NextGlyph, TestPicture } from './test-pictures.js';

const PAPER: Rgb = [232, 228, 220];
const PEN: Rgb = [40, 42, 60];

/** One photograph; what is left out is as in a good one. */
interface Shot {
  readonly effect: string;
  readonly name: string;
  readonly width?: number;
  readonly height?: number;
  readonly paper?: Rgb;
  readonly ink?: Rgb;
  readonly light?: readonly Light[];
  /** Deviation, levels. */
  readonly noise?: number;
  /** Pixels. */
  readonly blur?: number;
  readonly quality?: number;
  readonly turned?: number;
  /** The digit's height, as a share of the picture's. */
  readonly size?: number;
  readonly before?: (page: Page) => void;
  /** After the light: what is not on the page. */
  readonly after?: (page: Page) => void;
}

/** Lights a page. */
export function illuminate(page: Page, lights: readonly Light[]): void {
  for (const light of lights) {
    paintOver(page, (value, x, y) => value * light((x + 0.5) / page.width, (y + 0.5) / page.height));
  }
}

async function take(shot: Shot, glyph: Glyph, seed: number): Promise<TestPicture> {
  const { width = 640, height = 480, paper = PAPER, ink = PEN, light = [], noise = 3, blur = 0.8, quality = 85 } = shot;
  let page = blankPage(width, height, paper);
  shot.before?.(page);
  const random = seededRandom(seed);
  const x = width * (0.42 + 0.16 * random());
  const y = height * (0.45 + 0.1 * random());
  write(page, glyph, { x, y, height: height * (shot.size ?? 0.5), turned: shot.turned ?? 0, ink });
  illuminate(page, light);
  shot.after?.(page);
  page = await blurred(page, blur);
  addNoise(page, noise, random);
  const file = await toSharp(page).jpeg({ quality }).toBuffer();
  return { effect: shot.effect, name: shot.name, digits: [glyph.digit], file };
}

/** What lies beside the page: dark left of and above its slanted edges. */
function table(colour: Rgb, left: number, top: number): (page: Page) => void {
  return (page) => {
    for (let y = 0; y < page.height; y++) {
      for (let x = 0; x < page.width; x++) {
        const outside = x < left * page.width + 0.05 * y || y < top * page.height + 0.03 * x;
        if (outside) page.rgb.set(colour, 3 * (y * page.width + x));
      }
    }
  };
}

const BLUE_RULES: Rgb = [160, 185, 220];
const GREY_RULES: Rgb = [185, 185, 185];

function shots(): Shot[] {
  const list: Shot[] = [];
  for (const [i, towards] of [0, 60, 135, 180, 225, 270, 300, 340].entries()) {
    list.push({ effect: 'slope of light', name: `towards ${towards}°`, light: [slope(0.3 + 0.05 * i, towards)] });
  }
  for (const least of [0.25, 0.35, 0.45, 0.5, 0.6, 0.7]) {
    list.push({ effect: 'vignette', name: `to ${least}`, light: [vignette(least)] });
  }
  for (const [i, towards] of [10, 55, 100, 145, 190, 235, 280, 325].entries()) {
    const light = [shadow(0.45 + 0.04 * i, 0.5, 0.55, towards, 0.02 + 0.03 * i), slope(0.8, 90)];
    list.push({ effect: "shadow's edge across", name: `towards ${towards}°`, light });
  }
  for (const [u, v, towards] of [
    [0.2, 0.2, 225],
    [0.8, 0.2, 315],
    [0.85, 0.8, 45],
    [0.15, 0.8, 135],
  ] as const) {
    list.push({ effect: 'shadow in a corner', name: `towards ${towards}°`, light: [shadow(0.5, u, v, towards, 0.06)] });
  }
  for (const noise of [8, 10, 12, 14, 16, 18]) {
    list.push({ effect: 'noise', name: `deviation ${noise}`, noise, light: noise % 4 === 0 ? [slope(0.5, 20)] : [] });
  }
  for (const blur of [2, 3, 4, 5, 6, 7])
    list.push({ effect: 'blur', name: `${blur} px`, blur, light: [slope(0.6, 200)] });
  for (const quality of [10, 15, 20, 30, 40, 50]) {
    list.push({
      effect: 'JPEG',
      name: `quality ${quality}`,
      quality,
      light: quality % 20 === 0 ? [slope(0.6, 100)] : [],
    });
  }
  for (const turned of [-10, -7, -4, 4, 7, 10])
    list.push({ effect: 'turned', name: `by ${turned}°`, turned, light: [slope(0.6, 45)] });
  const colours: readonly (readonly [string, Rgb, Rgb])[] = [
    ['blue on white', PAPER, [40, 60, 170]],
    ['red on white', PAPER, [200, 40, 40]],
    ['green on white', PAPER, [30, 120, 60]],
    ['pencil on white', PAPER, [120, 120, 120]],
    ['orange on white', PAPER, [225, 130, 40]],
    ['black on yellow', [240, 225, 110], [30, 30, 30]],
    ['blue on pink', [240, 180, 190], [30, 40, 140]],
    ['black on brown', [170, 130, 90], [25, 20, 20]],
    ['red on blue', [150, 190, 230], [180, 20, 30]],
    ['white on red', [160, 40, 40], [240, 235, 230]],
  ];
  for (const [name, paper, ink] of colours)
    list.push({ effect: 'colours', name, paper, ink, light: [slope(0.6, 250)] });
  for (const [i, turned] of [0, 1, -1.5, 2].entries()) {
    const before = (page: Page) => rule(page, i % 2 ? GREY_RULES : BLUE_RULES, 48, 2, false, turned);
    list.push({ effect: 'ruled paper', name: `turned ${turned}°`, before, light: i > 1 ? [slope(0.5, 30)] : [] });
  }
  for (const [i, turned] of [0, 1.5, -2, 3].entries()) {
    const before = (page: Page) => rule(page, i % 2 ? GREY_RULES : BLUE_RULES, 36, 1.6, true, turned);
    list.push({ effect: 'squared paper', name: `turned ${turned}°`, before, light: i > 1 ? [slope(0.5, 30)] : [] });
  }
  for (const [i, light] of [
    slope(0.4, 10),
    vignette(0.4),
    slope(0.5, 200),
    shadow(0.6, 0.5, 0.5, 120, 0.2),
  ].entries()) {
    const paper: Rgb = i % 2 ? [60, 62, 64] : [40, 78, 60];
    list.push({ effect: 'chalk on a board', name: `light ${i + 1}`, paper, ink: [225, 225, 215], light: [light] });
  }
  for (const [i, colour] of (
    [
      [60, 40, 25],
      [30, 30, 32],
      [110, 80, 55],
      [20, 25, 40],
    ] as const
  ).entries()) {
    const after = table(colour, 0.04 + 0.04 * i, 0.1 - 0.02 * i);
    list.push({ effect: 'table around the page', name: `table ${i + 1}`, after, light: [slope(0.65, 70 * i)] });
  }
  for (const size of [0.12, 0.18, 0.85]) {
    list.push({ effect: 'small or large on the page', name: `${size} of the height`, size, light: [vignette(0.5)] });
  }
  return list;
}

/** All photographs of one digit. */
export async function photographs(next: NextGlyph): Promise<TestPicture[]> {
  const pictures: TestPicture[] = [];
  for (const [i, shot] of shots().entries()) pictures.push(await take(shot, next(), 1000 + i));
  return pictures;
}
