// A logged drawing, small: its strokes, or for an upload the 28×28 that the model saw.
import { useEffect, useRef } from 'preact/hooks';
import { THUMBNAIL_PEN_WIDTH, THUMBNAIL_SIDE, thumbnailPath } from '../drawing/stroke-path.js';
import type { LoggedPrediction } from '../state/predictions-state.js';

const IMAGE_SIDE = 28;
const VIEW_BOX = `0 0 ${THUMBNAIL_SIDE} ${THUMBNAIL_SIDE}`;

/** 784 bytes of ink, 0–255, in base64, as an image: black ink on nothing, which the styles turn light on dark paper. */
function Pixels({ base64 }: { readonly base64: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(IMAGE_SIDE, IMAGE_SIDE);
    Array.from(atob(base64), (character, index) => image.data.set([0, 0, 0, character.charCodeAt(0)], index * 4));
    context.putImageData(image, 0, 0);
  }, [base64]);
  return <canvas ref={canvas} class="thumbnail-ink" width={IMAGE_SIDE} height={IMAGE_SIDE} />;
}

export function Thumbnail({ prediction: { ink, pixels } }: { readonly prediction: LoggedPrediction }) {
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
