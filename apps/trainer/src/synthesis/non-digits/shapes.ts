// Shapes that people draw in place of a digit: figures with corners, stars, hearts, arrows, faces.
// Left out because they read as digits: circles and ovals, narrow boxes (0), lines that stand (1), hooks and corners (7, L).
import type { Point, Stroke } from '@digits/ink';
import { between, oneOf, type Random, type Weighted, weightedOneOf, wholeBetween } from './choose.js';
import { closed, curve, ellipse, placed } from './path.js';

const KINDS: readonly Weighted<(random: Random) => Stroke[]>[] = [
  [3, triangle],
  [3, box],
  [1.5, diamond],
  [3, star],
  [3, heart],
  [3, arrow],
  [2, house],
  [3, face],
  [1.5, boxWithInside],
  [1.5, sun],
  [1.5, flower],
  [1.5, cloud],
  [1.5, stickFigure],
  [1, grid],
];

/** A shape of some kind, its corners a little off. */
export function randomShape(random: Random): readonly Stroke[] {
  const wobble = between(random, 0.5, 4);
  const off = (): number => between(random, -wobble, wobble);
  return weightedOneOf(random, KINDS)(random).map((stroke) => stroke.map(([x, y]): Point => [x + off(), y + off()]));
}

function triangle(random: Random): Stroke[] {
  const [width, height] = [between(random, 70, 110), between(random, 60, 100)];
  const turn = oneOf(random, [0, 0, Math.PI, between(random, -Math.PI, Math.PI)]);
  const tip = between(random, -0.3, 0.3) * width;
  return placed(
    [
      closed([
        [tip, -height / 2],
        [width / 2, height / 2],
        [-width / 2, height / 2],
      ]),
    ],
    turn,
    1,
    0,
    0,
  );
}

const rectangle = (width: number, height: number): Stroke =>
  closed([
    [-width / 2, -height / 2],
    [width / 2, -height / 2],
    [width / 2, height / 2],
    [-width / 2, height / 2],
  ]);

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
  if (random() < 0.6) return placed([curve(6, (share) => onCircle(share * 4 * Math.PI, 50))], turn, 1, 0, 0);
  const points = wholeBetween(random, 5, 8);
  const inner = between(random, 18, 28);
  const outline = curve(2 * points + 1, (share) =>
    onCircle(share * 2 * Math.PI, Math.round(share * 2 * points) % 2 === 0 ? 50 : inner),
  );
  return placed([outline], turn, 1, 0, 0);
}

const onCircle = (angle: number, radius: number): Point => [radius * Math.sin(angle), -radius * Math.cos(angle)];

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
  const head = between(random, 18, 35);
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
  return placed([shaft, tip, ...both], (wholeBetween(random, 0, 7) * Math.PI) / 4, 1, 0, 0);
}

function house(random: Random): Stroke[] {
  const wall = between(random, 35, 60);
  const roof: Stroke = [
    [-50, -wall / 2],
    [0, -wall / 2 - between(random, 25, 45)],
    [50, -wall / 2],
  ];
  const door: Stroke[] =
    random() < 0.5
      ? [
          [
            [-8, wall / 2],
            [-8, 5],
            [8, 5],
            [8, wall / 2],
          ],
        ]
      : [];
  return [placedRectangle(100, wall), roof, ...door];
}

const placedRectangle = (width: number, height: number): Stroke => rectangle(width, height);

function face(random: Random): Stroke[] {
  const eye = between(random, 12, 20);
  const mood = between(random, -14, 14);
  const mouth = curve(7, (share) => [50 * (share - 0.5), 20 + mood * (1 - (2 * share - 1) ** 2)]);
  const eyes: Stroke[] = [
    [
      [-eye, -18],
      [-eye, -12],
    ],
    [
      [eye, -18],
      [eye, -12],
    ],
  ];
  return random() < 0.8 ? [ellipse(0, 0, 100, between(random, 85, 105)), ...eyes, mouth] : [...eyes, mouth];
}

function boxWithInside(random: Random): Stroke[] {
  const frame = random() < 0.6 ? rectangle(100, 90) : ellipse(0, 0, 100, 96);
  const inside = oneOf<Stroke[]>(random, [
    [
      [
        [-35, -32],
        [35, 32],
      ],
      [
        [35, -32],
        [-35, 32],
      ],
    ],
    [
      [
        [-25, 0],
        [-5, 22],
        [32, -28],
      ],
    ],
    [
      [
        [-42, 0],
        [42, 0],
      ],
      [
        [0, -40],
        [0, 40],
      ],
    ],
    [ellipse(0, 0, 40, 40)],
  ]);
  return [frame, ...inside];
}

function sun(random: Random): Stroke[] {
  const rays = wholeBetween(random, 7, 12);
  const beam = (angle: number): Stroke => [onCircle(angle, 30), onCircle(angle, between(random, 42, 54))];
  return [ellipse(0, 0, 46, 46), ...Array.from({ length: rays }, (_, ray) => beam((ray / rays) * 2 * Math.PI))];
}

function flower(random: Random): Stroke[] {
  const petals = wholeBetween(random, 4, 7);
  const bloom = curve(12 * petals, (share) =>
    onCircle(share * 2 * Math.PI, 28 + 20 * Math.cos(petals * share * 2 * Math.PI)),
  );
  const stem: Stroke[] = random() < 0.4 ? [curve(5, (share) => [6 * Math.sin(3 * share), 48 + 60 * share])] : [];
  return [bloom, ...stem];
}

function cloud(random: Random): Stroke[] {
  const bumps = wholeBetween(random, 5, 8);
  const outline = curve(10 * bumps, (share) => {
    const [x, y] = onCircle(share * 2 * Math.PI, 36 + 14 * Math.abs(Math.sin(bumps * share * Math.PI)));
    return [1.3 * x, 0.8 * y];
  });
  return [outline];
}

function stickFigure(random: Random): Stroke[] {
  const [arm, leg] = [between(random, -18, 18), between(random, 14, 26)];
  return [
    ellipse(0, -38, 26, 26),
    [
      [0, -25],
      [0, 15],
    ],
    [
      [-26, -8 + arm],
      [0, -12],
      [26, -8 - arm],
    ],
    [
      [-leg, 52],
      [0, 15],
      [leg, 52],
    ],
  ];
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
