// The ink of a whole picture, pixel by pixel: even pictures by the grey of their border, unevenly lit ones by the paper around each pixel.
import type { GrayImage } from './gray-image.js';
import { inkLevels } from './ink-levels.js';
import { boxBlur, type Plane } from './plane.js';
import { findPolarity } from './polarity.js';
import { flattenLight } from './uneven-light.js';

/** Where a picture's ink is, and how much. */
export interface InkMap {
  readonly width: number;
  readonly height: number;
  /** width × height levels, 0 paper … 255 ink. */
  readonly levels: Uint8Array;
  /** From this level on a pixel is surely ink; weaker ones are where they are a stroke's edge. */
  readonly strong: number;
  /** True where the picture's light was uneven and has been taken out. */
  readonly flattened: boolean;
}

/** Surely ink: this share of the picture's contrast. Pale rulings are fainter. */
const STRONG = 0.4;

/** In a picture whose shorter side has fewer pixels, strokes are so thin that they are faint where they run between two pixels. */
const TINY = 40;
const STRONG_IN_TINY = 0.15;

/** In a flattened picture a stroke's edge goes from no ink to full ink between these shares of the contrast. */
const EDGE_START = 0.25;
const EDGE_END = 0.65;

/** In a flattened picture, less contrast than this or than so many standard deviations is no ink. */
const LEAST_CONTRAST = 28;
const LEAST_SIGMAS = 5;

/** Less ink than this share of a flattened picture is some of its noise. */
const LEAST_INK = 0.0003;

/** The standard deviation of a normal distribution, in median absolute deviations. */
const SIGMAS_PER_MAD = 1.4826;

/** A flattened picture is smoothed until its contrast is this many standard deviations of its noise … */
const CLEAR_SIGMAS = 9;

/** … but over no wider a square than this share of its shorter side, half of it: strokes would melt. */
const MOST_SMOOTHING = 1 / 60;

/** Half the ink's energy lies above its contrast's median; the contrast is where three quarters of it lie below. */
const CONTRAST_QUANTILE = 0.75;

/** Finds a picture's ink; null when nothing stands out from the background. */
export function findInk(image: GrayImage): InkMap | null {
  const polarity = findPolarity(image);
  if (polarity?.leastInk === 1) return evenInk(image, inkLevels(polarity));
  const flat = flattenLight(image);
  if (flat) return flattenedInk(flat);
  return polarity ? evenInk(image, inkLevels(polarity)) : null;
}

function evenInk({ width, height, data }: GrayImage, table: Uint8Array): InkMap {
  const levels = new Uint8Array(data.length);
  let contrast = 0;
  for (let i = 0; i < data.length; i++) {
    const level = table[data[i] ?? 0] ?? 0;
    levels[i] = level;
    contrast = Math.max(contrast, level);
  }
  const share = Math.min(width, height) < TINY ? STRONG_IN_TINY : STRONG;
  return { width, height, levels, strong: Math.max(1, share * contrast), flattened: false };
}

function flattenedInk(deviations: Plane): InkMap | null {
  const { width, height } = deviations;
  const most = Math.max(1, Math.round(MOST_SMOOTHING * Math.min(width, height)));
  // A small picture's strokes are a pixel or two wide as it is.
  for (let radius = Math.max(width, height) < 200 ? 0 : 1; radius <= most; radius++) {
    const { values } = boxBlur(deviations, radius);
    const [paper, sigma] = centerAndSigma(values);
    // The closing is drawn to the brightest of the noise: the median is the paper's own.
    for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) - paper;
    const least = Math.max(LEAST_CONTRAST, LEAST_SIGMAS * sigma);
    const contrast = contrastOf(values, least);
    if (contrast < CLEAR_SIGMAS * sigma && radius < most) continue;
    if (contrast < least) return null;
    const start = EDGE_START * contrast;
    const scale = 255 / ((EDGE_END - EDGE_START) * contrast);
    const levels = Uint8Array.from(values, (value) => Math.max(0, Math.min(255, (value - start) * scale)));
    return { width, height, levels, strong: Math.max(1, (STRONG * contrast - start) * scale), flattened: true };
  }
  return null;
}

/** The median, and the median distance from it as a standard deviation, of a sample of the values. */
function centerAndSigma(values: Float32Array): [number, number] {
  const step = Math.max(1, Math.floor(values.length / 20_000));
  const sample = Float32Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step] ?? 0).sort();
  const center = sample[sample.length >> 1] ?? 0;
  const distances = sample.map((value) => Math.abs(value - center)).sort();
  return [center, SIGMAS_PER_MAD * (distances[distances.length >> 1] ?? 0)];
}

/** How far ink is from paper: a high quantile of the deviations above noise, each counted by its square, so that ink outweighs rulings. */
function contrastOf(deviations: Float32Array, least: number): number {
  const energies = new Float64Array(256);
  let total = 0;
  let count = 0;
  for (let i = 0; i < deviations.length; i++) {
    const deviation = Math.min(255, Math.floor(deviations[i] ?? 0));
    if (deviation < least) continue;
    energies[deviation] = (energies[deviation] ?? 0) + deviation ** 2;
    total += deviation ** 2;
    count++;
  }
  if (count < LEAST_INK * deviations.length) return 0;
  let below = 0;
  for (let deviation = 0; deviation < 256; deviation++) {
    below += energies[deviation] ?? 0;
    if (below >= CONTRAST_QUANTILE * total) return deviation;
  }
  return 255;
}
