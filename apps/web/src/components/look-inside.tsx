// Why this answer: the 28×28 that the model saw, the ink that decided, and what each layer made of it.
import { useComputed, useSignalEffect } from '@preact/signals';
import { type Drawing, SIDE, strokesOf } from '../drawing/drawing.js';
import { explanation, explanationError, requestExplanation } from '../explain/explain.js';
import type { Explanation, LayerMaps } from '../explain/explanation.js';
import { frameOnDrawing } from '../explain/frame-on-drawing.js';
import { type EvidenceInk, mapsSize, paintEvidence, paintImage, paintMaps } from '../explain/paint-explanation.js';
import { bytesOf } from '../format/base64.js';
import { withArticle } from '../format/digit.js';
import { drawingRecognition, modelState } from '../recognition/live-recognition.js';
import { answer } from '../state/answer-state.js';
import { canClear, finishedDrawing } from '../state/drawing-state.js';
import { picture } from '../state/picture-state.js';
import { usePainted } from './use-painted.js';

/** Device pixels of the side of the evidence's canvas: sharp at its usual size on a telephone too. */
const EVIDENCE_SIDE = 560;
/** A pen that has rested for so long is not about to draw on, ms. */
const REST_MS = 120;

const NO_WEIGHTS = 'This model has no weights for browsers, so it cannot be looked into here.';

function Seen({ image, isDrawn }: { readonly image: Uint8Array; readonly isDrawn: boolean }) {
  const canvas = usePainted((element) => paintImage(element, image), [image]);
  return (
    <figure class="inside-figure">
      <canvas
        ref={canvas}
        class="inside-canvas is-pixels"
        width={28}
        height={28}
        role="img"
        aria-label="The 28 by 28 pixels that the model saw"
      />
      <figcaption>
        What the model sees: 28 × 28 pixels, the ink scaled
        {isDrawn ? ', centred and drawn with a pen of its own' : ' and centred'}.
      </figcaption>
    </figure>
  );
}

function inkOf(image: Uint8Array, drawing: Drawing | null): EvidenceInk {
  const strokes = drawing ? strokesOf(drawing) : [];
  const frame = frameOnDrawing(strokes, image);
  return frame ? { strokes, side: SIDE, frame, penWidth: drawing?.[0]?.width ?? 1 } : { image };
}

interface EvidenceProps {
  readonly image: Uint8Array;
  readonly explanation: Explanation;
  /** The drawing that the image was made of; null for a picture. */
  readonly drawing: Drawing | null;
}

function Evidence({ image, explanation: { evidence, recognition }, drawing }: EvidenceProps) {
  const canvas = usePainted((element) => paintEvidence(element, evidence, inkOf(image, drawing)), [evidence, drawing]);
  const answer = recognition.digit === null ? '“not a digit”' : withArticle(recognition.digit);
  return (
    <figure class="inside-figure">
      <canvas
        ref={canvas}
        class="inside-canvas"
        width={EVIDENCE_SIDE}
        height={EVIDENCE_SIDE}
        role="img"
        aria-label={`The ink that speaks for ${answer}, and against it`}
      />
      <figcaption>
        Which ink decided: <span class="is-for">for {answer}</span>, or <span class="is-against">against it</span>.
        Found by covering one small patch after another.
      </figcaption>
    </figure>
  );
}

function Layer({ layer, number }: { readonly layer: LayerMaps; readonly number: number }) {
  const { channels, width, height } = layer;
  const canvas = usePainted((element) => paintMaps(element, layer), [layer]);
  return (
    <li class="layer">
      <h3>
        Layer {number}: {channels} maps of {width} × {height}
      </h3>
      <canvas
        ref={canvas}
        class="feature-maps"
        {...mapsSize(layer)}
        role="img"
        aria-label={`${channels} feature maps of layer ${number}`}
      />
    </li>
  );
}

const isRow = () => (answer.value?.digits.length ?? 0) > 1;

/** What to do, or what cannot be done, while there is nothing to show. */
function invitation(): string {
  if (isRow()) return 'Each digit of the picture was read for itself. Show one of them alone to look inside.';
  if (picture.value?.error) return 'This picture could not be read.';
  if (modelState.value === 'failed')
    return 'The model could not be loaded, so it cannot be looked into. It is tried again.';
  if (picture.value) return 'Looking into the picture…';
  if (!canClear.value) return 'Draw a digit, and see what becomes of it.';
  return modelState.value === 'loading' ? 'Loading the model…' : 'Looking into the drawing…';
}

/** What the model saw of the picture, where that is one digit. */
function pictureImage(): Uint8Array | null {
  if (isRow()) return null;
  const pixels = picture.value?.pixels;
  return pixels ? bytesOf(pixels) : null;
}

export default function LookInside() {
  const drawing = useComputed(() => (picture.value ? null : finishedDrawing.value));
  const image = useComputed(() => {
    if (picture.value) return pictureImage();
    return finishedDrawing.value && (drawingRecognition.value?.image ?? null);
  });
  useSignalEffect(() => {
    const wanted = image.value;
    if (!wanted) return;
    const of = drawing.value;
    const timer = setTimeout(() => requestExplanation(wanted, of), REST_MS);
    return () => clearTimeout(timer);
  });
  // While the pen moves the last one stays; without ink there is nothing to look into.
  const hasInk = picture.value === null && canClear.value;
  const isOfThis = explanation.value !== null && explanation.value.image === image.value;
  const shown = hasInk || isOfThis ? explanation.value : null;
  const error = modelState.value === 'absent' ? NO_WEIGHTS : explanationError.value;
  return (
    <section class="inside" aria-labelledby="inside-heading" aria-busy={!isOfThis && image.value !== null && !error}>
      <h2 id="inside-heading">Inside the network</h2>
      {error && <p class="notice is-error">{error}</p>}
      {!shown && !error && <p class="empty-state">{invitation()}</p>}
      {shown && (
        <>
          <div class="inside-figures">
            <Seen image={image.value ?? shown.image} isDrawn={picture.value === null} />
            <Evidence {...shown} />
          </div>
          <ol class="layers">
            {shown.explanation.layers.map((layer, i) => (
              <Layer key={layer.place} layer={layer} number={i + 1} />
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
