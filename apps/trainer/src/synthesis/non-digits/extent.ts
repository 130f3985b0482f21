// How far strokes reach.
import { pathBox, type Stroke } from '@digits/ink';

/** The rectangle around strokes. */
export interface Extent {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The rectangle around the strokes' points; zeros when there are none. */
export function extent(strokes: readonly Stroke[]): Extent {
  const { left, top, right, bottom } = pathBox(strokes) ?? { left: 0, top: 0, right: 0, bottom: 0 };
  return { left, top, width: right - left, height: bottom - top };
}
