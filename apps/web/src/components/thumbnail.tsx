// A logged drawing, small: its strokes, or for an upload the 28×28 that the model saw.
import { IMAGE_SIDE } from '@digits/ink';
import { THUMBNAIL_PEN_WIDTH, THUMBNAIL_SIDE, thumbnailPath } from '../drawing/stroke-path.js';
import { paintImage } from '../explain/paint-explanation.js';
import { bytesOf } from '../format/base64.js';
import type { LoggedPrediction } from '../state/logged-predictions.js';
import { usePainted } from './use-painted.js';

const VIEW_BOX = `0 0 ${THUMBNAIL_SIDE} ${THUMBNAIL_SIDE}`;

/** 784 bytes of ink, 0–255, in base64, as an image in the colour of ink. */
function Pixels({ base64 }: { readonly base64: string }) {
  const canvas = usePainted((element) => paintImage(element, bytesOf(base64)), [base64]);
  return <canvas ref={canvas} class="thumbnail-ink is-pixels" width={IMAGE_SIDE} height={IMAGE_SIDE} />;
}

interface ThumbnailProps {
  readonly prediction: Pick<LoggedPrediction, 'ink' | 'pixels'>;
}

export function Thumbnail({ prediction: { ink, pixels } }: ThumbnailProps) {
  const path = ink && thumbnailPath(ink.strokes, ink.size);
  return (
    <div class="thumbnail" aria-hidden="true">
      {path && (
        <svg class="thumbnail-ink" viewBox={VIEW_BOX}>
          <title>Drawing</title>
          <path d={path} stroke-width={THUMBNAIL_PEN_WIDTH} />
        </svg>
      )}
      {!path && pixels && <Pixels base64={pixels} />}
    </div>
  );
}
