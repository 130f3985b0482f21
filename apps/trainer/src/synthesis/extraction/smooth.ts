// The pixel stairs of a traced line, smoothed.
import type { Point, Stroke } from '@digits/ink';

/** Px to either side that a point is averaged over. */
const REACH = 5;

/** Each point moved to the mean of those around it along the stroke; near an end over fewer, so that the ends stay. */
export function smooth(stroke: Stroke): Stroke {
  return stroke.map((_, at): Point => {
    const reach = Math.min(REACH, at, stroke.length - 1 - at);
    const around = stroke.slice(at - reach, at + reach + 1);
    const sum = around.reduce(([x, y], [addX, addY]) => [x + addX, y + addY] as const, [0, 0] as Point);
    return [sum[0] / around.length, sum[1] / around.length];
  });
}
