// Starts the page.
import { render } from 'preact';
import { App } from './components/app.js';
import { keepFocus } from './components/focus.js';
import { registerServiceWorker } from './offline/register-service-worker.js';
import { listenForPictures } from './picture/accept-pictures.js';
import { startRecognition } from './recognition/live-recognition.js';
import { applySettings } from './settings/settings.js';
import { listenForShortcuts } from './shortcuts.js';
import { keepDrawingThroughReload } from './state/drawing-state.js';
import { loadPredictions } from './state/logged-predictions.js';
import { startSubmissions } from './state/submissions.js';

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no element with the id "app" to show the page in.');
root.textContent = '';
applySettings();
render(<App />, root);
keepFocus(root);
listenForShortcuts();
listenForPictures();
keepDrawingThroughReload();
startSubmissions();
void startRecognition();
void loadPredictions();
registerServiceWorker();
