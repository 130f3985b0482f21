// Figures of lines: triangles, boxes, stars, hearts, arrows.
import type { Stroke } from '@digits/ink';
import { between, oneOf, type Random, type Weighted, wholeBetween } from '../choose.js';
import { closed, curve, onCircle, rectangle, turned } from './path.js';

export const FIGURES: readonly Weighted<(random: Random) => Stroke[]>[] = [
  [3, triangle],
  [3, box],
  [1.5, diamond],
  [3, star],
  [3, heart],
  [3, arrow],
  [1, grid],
];

function triangle(random: Random): Stroke[] {
  const [width, height] = [between(random, 70, 110), between(random, 60, 100)];
  const turn = oneOf(random, [0, 0, Math.PI, between(random, -Math.PI, Math.PI)]);
  const tip = between(random, -0.3, 0.3) * width;
  return turned(
    [
      closed([
        [tip, -height / 2],
        [width / 2, height / 2],
        [-width / 2, height / 2],
      ]),
    ],
    turn,
  );
}

function box(random: Random): Stroke[] {
  return [rectangle(100, between(random, 35, 100))];
}

function diamond(random: Random): Stroke[] {
  const [half, tall] = [50, between(random, 30, 48)];
  return [
    closed([
      [0, -tall],
      [half, 0],
      [0, tall],
      [-half, 0],
    ]),
  ];
}

/** Drawn in one line over its five points, or as an outline. */
function star(random: Random): Stroke[] {
  const turn = between(random, -0.3, 0.3);
  if (random() < 0.6) return turned([curve(6, (share) => onCircle(share * 4 * Math.PI, 50))], turn);
  const points = wholeBetween(random, 5, 8);
  const inner = between(random, 18, 28);
  const outline = curve(2 * points + 1, (share) =>
    onCircle(share * 2 * Math.PI, Math.round(share * 2 * points) % 2 === 0 ? 50 : inner),
  );
  return turned([outline], turn);
}

function heart(random: Random): Stroke[] {
  const width = between(random, 2.6, 3.6);
  const outline = curve(24, (share) => {
    const angle = share * 2 * Math.PI;
    const y = 13 * Math.cos(angle) - 5 * Math.cos(2 * angle) - 2 * Math.cos(3 * angle) - Math.cos(4 * angle);
    return [width * 16 * Math.sin(angle) ** 3, -3 * y];
  });
  return [outline];
}

/** An arrow in any direction: an upright one differs from a 1 by its whole head. */
function arrow(random: Random): Stroke[] {
  const head = between(random, 24, 38);
  const shaft: Stroke = [
    [-50, 0],
    [50, 0],
  ];
  const tip: Stroke = [
    [50 - head, -head],
    [50, 0],
    [50 - head, head],
  ];
  const both: Stroke[] =
    random() < 0.2
      ? [
          [
            [head - 50, -head],
            [-50, 0],
            [head - 50, head],
          ],
        ]
      : [];
  return turned([shaft, tip, ...both], (wholeBetween(random, 0, 7) * Math.PI) / 4);
}

function grid(random: Random): Stroke[] {
  const gap = between(random, 14, 22);
  const across = [-gap, gap].map(
    (y): Stroke => [
      [-50, y],
      [50, y],
    ],
  );
  const down = [-gap, gap].map(
    (x): Stroke => [
      [x, -50],
      [x, 50],
    ],
  );
  return [...across, ...down];
}
