// What the page does in real Chromium: the bytes of its first load, and how long the answer takes while a pen moves.

/** Strokes to draw, a digit each time and then a clear canvas. */
const STROKES = 200;
/** Points of a stroke. */
const POINTS = 24;

/** Waits until the model can answer. @param {import('playwright-core').Page} page */
const modelIsThere = (page) =>
  page
    .getByRole('contentinfo')
    .getByText(/^Model /)
    .waitFor();

/**
 * Loads the page for the first time.
 * @param {import('playwright-core').Browser} browser @param {string} url
 * @returns {Promise<{path: string, bytes: number}[]>} what came over the wire until the model could answer, with headers
 */
export async function measureFirstLoad(browser, url) {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  /** @type {Map<string, string>} */
  const paths = new Map();
  /** @type {{path: string, bytes: number}[]} */
  const loaded = [];
  session.on('Network.responseReceived', ({ requestId, response }) => {
    paths.set(requestId, new URL(response.url).pathname);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    loaded.push({ path: paths.get(requestId) ?? '?', bytes: encodedDataLength });
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  await modelIsThere(page);
  await context.close();
  return loaded;
}

/** Runs in the page: notes when pointer events came, when the answer's part of the page changed, and what went on too long. */
function watch() {
  /** @type {{ latencies: number[], painted: number[], longTasks: number[], shift: number }} */
  const measured = { latencies: [], painted: [], longTasks: [], shift: 0 };
  Object.assign(globalThis, { measured });
  let latest = 0;
  /** When the first event came whose answer is in none of the frames yet; 0 where there is none. */
  let unpainted = 0;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => measured.painted.push(performance.now() - data);
  for (const type of ['pointerdown', 'pointerrawupdate', 'pointermove', 'pointerup']) {
    addEventListener(type, (event) => (latest = event.timeStamp), { capture: true });
  }
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) measured.longTasks.push(duration);
  }).observe({ type: 'longtask' });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      // What follows a click or a key is no unexpected shift (web.dev/cls).
      if ('value' in entry && !Reflect.get(entry, 'hadRecentInput')) measured.shift += Number(entry.value);
    }
  }).observe({ type: 'layout-shift', buffered: true });
  const answer = document.querySelector('.workbench-answer');
  if (!answer) throw new Error('The page has no answer to watch.');
  new MutationObserver(() => {
    if (latest === 0) return;
    measured.latencies.push(performance.now() - latest);
    if (unpainted === 0) {
      // A message that is sent as a frame begins arrives once it is painted.
      requestAnimationFrame(() => {
        port2.postMessage(unpainted);
        unpainted = 0;
      });
      unpainted = latest;
    }
    latest = 0;
  }).observe(answer, { subtree: true, childList: true, characterData: true, attributes: true });
}

/** Points of a stroke somewhere between a 0, a 1 and a 7. @param {number} i @returns {[number, number][]} */
function strokeNumber(i) {
  const [from, to] = [(i * 0.37) % 1, 0.3 + ((i * 0.61) % 0.7)];
  const tall = 0.2 + ((i * 0.23) % 0.1);
  return Array.from({ length: POINTS }, (_, k) => {
    const angle = 2 * Math.PI * (from + (to * k) / POINTS);
    return [0.5 + 0.2 * Math.sin(angle), 0.5 - tall * Math.cos(angle)];
  });
}

/**
 * Draws with the mouse, two strokes a drawing.
 * @param {import('playwright-core').Browser} browser @param {string} url @param {number} slowdown of the processor
 * @returns {Promise<{latencies: number[], painted: number[], longTasks: number[], shift: number}>} from pointer event to changed
 *   answer, and to the frame that shows it, ms; tasks above 50 ms; cumulative layout shift
 */
export async function measureDrawing(browser, url, slowdown = 1) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) throw new Error(`The page says: ${message.text()}`);
  });
  await page.goto(url);
  await modelIsThere(page);
  await page.waitForLoadState('networkidle');
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.evaluate(watch);
  const box = await page.getByTestId('canvas').boundingBox();
  if (!box) throw new Error('The page has no canvas.');
  for (let i = 0; i < STROKES; i++) {
    const points = strokeNumber(i).map(
      ([x, y]) => /** @type {const} */ ([box.x + x * box.width, box.y + y * box.height]),
    );
    const [[x, y] = [0, 0], ...rest] = points;
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (const [nextX, nextY] of rest) await page.mouse.move(nextX, nextY);
    await page.mouse.up();
    if (i % 2 === 1) await page.keyboard.press('Escape');
  }
  const measured = await page.evaluate(() => Reflect.get(globalThis, 'measured'));
  await page.close();
  return measured;
}
