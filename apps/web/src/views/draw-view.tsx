// The page's heart: draw, see the answer, say what it really was.
import { ErrorBoundary } from 'preact-iso';
import { Answer } from '../components/answer.js';
import { DrawingPad } from '../components/drawing-pad.js';
import { LatestPredictions } from '../components/latest-predictions.js';
import { lazily } from '../components/lazily.js';
import { PicturePad } from '../components/picture-pad.js';
import { Probabilities } from '../components/probabilities.js';
import { Toolbar, Tools } from '../components/toolbar.js';
import { useTitle } from '../components/use-title.js';
import { isLookingInside } from '../state/look-inside-state.js';
import { picture } from '../state/picture-state.js';

const LookInside = lazily(() => import('../components/look-inside.js'));

function InsideToggle() {
  return (
    <button
      type="button"
      class="button"
      aria-expanded={isLookingInside.value}
      aria-keyshortcuts="W"
      onClick={() => {
        isLookingInside.value = !isLookingInside.value;
      }}
    >
      Why this answer?
    </button>
  );
}

export function DrawView() {
  useTitle('');
  return (
    <div id="drawing">
      <h1 class="visually-hidden">Draw a digit</h1>
      <div class="workbench">
        <div class="workbench-drawing">
          <div class="drawing-pad">{picture.value ? <PicturePad picture={picture.value} /> : <DrawingPad />}</div>
          <Toolbar />
          <Tools />
        </div>
        <div class="workbench-answer">
          <Answer />
          <Probabilities />
          <InsideToggle />
        </div>
      </div>
      {isLookingInside.value && (
        <div class="inside-frame">
          <ErrorBoundary>
            <LookInside />
          </ErrorBoundary>
        </div>
      )}
      <LatestPredictions />
    </div>
  );
}
