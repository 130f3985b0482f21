// Little pictures: faces, houses, flowers.
import type { Stroke } from '@digits/ink';
import { between, oneOf, type Random, type Weighted, wholeBetween } from '../choose.js';
import { curve, ellipse, onCircle, rectangle } from './path.js';

export const PICTURES: readonly Weighted<(random: Random) => Stroke[]>[] = [
  [2, house],
  [3, face],
  [1.5, boxWithInside],
  [1.5, sun],
  [1.5, flower],
  [1.5, cloud],
  [1.5, stickFigure],
];

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
  return [rectangle(100, wall), roof, ...door];
}

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
