// Scribbles: what a pen does when it writes nothing. Simple curves look like digits, so each kind has turns enough to be none.
import type { Point, Stroke } from '@digits/ink';
import { between, type Random, type Weighted, weightedOneOf, wholeBetween } from '../choose.js';
import { spline } from '../spline.js';
import { curve, turned, windingness } from './path.js';

/** A stroke more winding than this is no digit: an 8 or a curly 3 stays below 4. */
const WINDING_ENOUGH = 4.6;

const KINDS: readonly Weighted<(random: Random) => Stroke[]>[] = [
  [14, tangle],
  [12, corners],
  [14, wander],
  [12, roundTangle],
  [14, zigzag],
  [10, filledPatch],
  [10, spiral],
  [12, loops],
  [10, wave],
  [12, hatching],
  [10, severalCurves],
];

/** A scribble of some kind. */
export function randomScribble(random: Random): readonly Stroke[] {
  return weightedOneOf(random, KINDS)(random);
}

const aroundMiddle = (random: Random, spread: number): Point => [
  between(random, -spread, spread),
  between(random, -spread, spread),
];

/** A smooth curve through places at random, longer until it winds enough. */
function tangle(random: Random): Stroke[] {
  const points = Array.from({ length: wholeBetween(random, 6, 11) }, () => aroundMiddle(random, 50));
  let stroke = spline(...points);
  while (windingness(stroke) < WINDING_ENOUGH) {
    points.push(aroundMiddle(random, 50));
    stroke = spline(...points);
  }
  return [stroke];
}

/** Straight to places at random: so many corners that none of the digits has. */
function corners(random: Random): Stroke[] {
  return [Array.from({ length: wholeBetween(random, 9, 24) }, () => aroundMiddle(random, 50))];
}

/** A pen that goes on at random, now to the left, now to the right, and never far away. */
function wander(random: Random): Stroke[] {
  const bend = between(random, 0.15, 0.4);
  let [x, y, heading, turn] = [0, 0, 2 * Math.PI * random(), 0];
  const stroke = Array.from({ length: wholeBetween(random, 70, 160) }, (): Point => {
    turn = 0.8 * turn + between(random, -bend, bend);
    heading += 2 * turn;
    x = 0.96 * x + 8 * Math.cos(heading);
    y = 0.96 * y + 8 * Math.sin(heading);
    return [x, y];
  });
  return windingness(stroke) < WINDING_ENOUGH ? wander(random) : [stroke];
}

/** Loops upon loops: two circular motions of different speeds, one over the other. */
function roundTangle(random: Random): Stroke[] {
  const turns = between(random, 2.5, 4.5);
  const [slow, fast] = [between(random, 0.2, 0.75), between(random, 1, 1.6)];
  const [turnX, turnY, turnFast] = [random() * 7, random() * 7, random() * 7];
  const size = between(random, 0.4, 0.9);
  const stroke = curve(Math.ceil(11 * turns), (share) => {
    const angle = share * 2 * Math.PI * turns;
    return [
      40 * Math.sin(slow * angle + turnX) + 40 * size * Math.cos(fast * angle + turnFast),
      40 * Math.sin(slow * 1.4 * angle + turnY) + 40 * size * Math.sin(fast * angle + turnFast),
    ];
  });
  return windingness(stroke) < WINDING_ENOUGH ? roundTangle(random) : [stroke];
}

/** To and fro while moving on; seven turns at least, for a Z, an N and an angular 3 have fewer. */
function zigzag(random: Random): Stroke[] {
  const turns = wholeBetween(random, 7, 14);
  const reach = between(random, 15, 50);
  const corners = Array.from({ length: turns }, (_, index): Point => {
    const side = index % 2 === 0 ? -1 : 1;
    return [index * between(random, 6, 11), side * reach * between(random, 0.6, 1)];
  });
  return turned([random() < 0.5 ? corners : spline(...corners)], between(random, -Math.PI, Math.PI));
}

/** A patch filled by the pen going to and fro. */
function filledPatch(random: Random): Stroke[] {
  const rows = wholeBetween(random, 9, 18);
  const [width, height] = [between(random, 60, 100), between(random, 55, 100)];
  const round = random() < 0.6;
  const corners = Array.from({ length: rows }, (_, row): Point => {
    const share = (row + 0.5) / rows;
    const half = (width / 2) * (round ? Math.sqrt(1 - (2 * share - 1) ** 2) : 1) * between(random, 0.75, 1.1);
    return [row % 2 === 0 ? -half : half, (share - 0.5) * height];
  });
  return turned([corners], between(random, -Math.PI, Math.PI));
}

/** Round and round, outwards or inwards: with fewer turns it would be a 6, a 9 or an @. */
function spiral(random: Random): Stroke[] {
  const turns = between(random, 2.6, 4.5);
  const start = random() * 2 * Math.PI;
  const direction = random() < 0.5 ? 1 : -1;
  const flatness = between(random, 0.75, 1.3);
  const stroke = curve(Math.ceil(14 * turns), (share) => {
    const angle = start + direction * 2 * Math.PI * turns * share;
    const radius = 4 + 46 * share;
    return [radius * Math.cos(angle), flatness * radius * Math.sin(angle)];
  });
  return [stroke];
}

/** Loops in a row, such as people draw to try a pen. */
function loops(random: Random): Stroke[] {
  const turns = wholeBetween(random, 3, 6);
  const radius = between(random, 16, 40);
  const advance = between(random, 14, 30);
  const direction = random() < 0.5 ? 1 : -1;
  const stroke = curve(12 * turns + 6, (share) => {
    const angle = share * (turns + 0.5) * 2 * Math.PI;
    return [(angle / (2 * Math.PI)) * advance + 0.6 * radius * Math.sin(angle), direction * radius * Math.cos(angle)];
  });
  return turned([stroke], between(random, -0.5, 0.5));
}

/** A wave that runs across, three crests at least. */
function wave(random: Random): Stroke[] {
  const crests = between(random, 2.8, 6);
  const height = between(random, 5, 25);
  const start = random() * 2 * Math.PI;
  const swell = between(random, -0.6, 0.6);
  const stroke = curve(Math.ceil(9 * crests), (share) => [
    100 * share,
    height * (1 + swell * (2 * share - 1)) * Math.sin(start + 2 * Math.PI * crests * share),
  ]);
  return turned([stroke], between(random, -0.45, 0.45));
}

/** Lines side by side, perhaps crossed by others. */
function hatching(random: Random): Stroke[] {
  const angle = between(random, -Math.PI, Math.PI);
  const strokes = lines(random, wholeBetween(random, 3, 7), angle);
  if (random() < 0.35) strokes.push(...lines(random, wholeBetween(random, 2, 6), angle + between(random, 0.9, 2.2)));
  return strokes;
}

function lines(random: Random, count: number, angle: number): Stroke[] {
  const gap = between(random, 50, 100) / count;
  const parallel = Array.from({ length: count }, (_, index): Stroke => {
    const away = (index - (count - 1) / 2) * gap;
    const slip = between(random, -8, 8);
    const bow = between(random, -4, 4);
    const half = between(random, 32, 50);
    return [
      [slip - half, away + between(random, -4, 4)],
      [slip, away + bow],
      [slip + half, away + between(random, -4, 4)],
    ];
  });
  return turned(parallel, angle);
}

/** Three or more short curves strewn about. */
function severalCurves(random: Random): Stroke[] {
  return Array.from({ length: wholeBetween(random, 3, 6) }, () => {
    const [x, y] = aroundMiddle(random, 40);
    const points = Array.from({ length: wholeBetween(random, 3, 4) }, () => aroundMiddle(random, 26));
    return spline(...points.map(([px, py]) => [x + px, y + py] as const));
  });
}
