// The page.
import { model } from '../state/predictions-state.js';
import { Answer } from './answer.js';
import { DrawingPad } from './drawing-pad.js';
import { LatestPredictions } from './latest-predictions.js';
import { Probabilities } from './probabilities.js';
import { Toolbar } from './toolbar.js';

function ModelName() {
  if (!model.value) return null;
  const { name, version } = model.value;
  return (
    <span>
      Model {name}, version {version}
    </span>
  );
}

export function App() {
  return (
    <div class="page">
      <header class="header">
        <h1>MNIST Digit Classifier</h1>
        <p>Draw a digit. A neural network reads it.</p>
      </header>
      <main class="main">
        <div class="workbench">
          <div class="workbench-drawing">
            <DrawingPad />
            <Toolbar />
          </div>
          <div class="workbench-answer">
            <Answer />
            <Probabilities />
          </div>
        </div>
        <LatestPredictions />
      </main>
      <footer class="footer">
        <ModelName />
        <a href="/api/docs">API</a>
      </footer>
    </div>
  );
}
