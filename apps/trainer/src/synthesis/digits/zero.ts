// How people write 0: an oval, begun anywhere near the top, closed or not quite, sometimes with a slash.
import type { Stroke } from '@digits/ink';
import type { Dice } from '../dice.js';
import { arc } from '../spline.js';

/** Draws a 0 in one of these styles: about one unit high, y downwards. */
export function zero(d: Dice): Stroke[] {
  const width = d.between(0.42, 1);
  const start = d.around(-80, 40);
  const closed = d.pick([6, d.between(340, 385)], [1.2, d.between(385, 440)], [0.8, d.between(318, 340)]);
  const turn = d.chance(0.85) ? -closed : closed;
  // An egg: the radius shrinks or grows on the way round, so that the ends do not meet exactly.
  const drift = d.around(0, 0.09);
  const egg = d.around(0, 0.1);
  const ring = arc([0, 0], width, 1, start, start + turn).map(([x, y], i, all) => {
    const share = 1 + drift * (i / all.length - 0.5);
    return [x * share * (1 + egg * y), y * share] as const;
  });
  const slash = [
    [d.around(0.5 * width, 0.12), d.around(-0.45, 0.12)],
    [d.around(-0.5 * width, 0.12), d.around(0.45, 0.12)],
  ] as const;
  return d.chance(0.1) ? [ring, slash] : [ring];
}
