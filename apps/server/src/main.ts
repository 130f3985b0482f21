// Starts the web application and closes it with grace. What keeps it from starting is said in one line.
import process from 'node:process';
import { loadThreadedRecognizer, loadWeights } from '@digits/recognizer/node';
import { closeOnSignals, listen, reasonOf } from '@digits/service';
import { openStore } from '@digits/store';
import { createApp } from './app.js';
import { type Config, readConfig } from './config.js';
import { loadCookieSecret } from './cookie-secret.js';
import { loggerOptions } from './logging.js';
import { loadToken } from './secret-source.js';

async function start(config: Config): Promise<void> {
  const recognizer = await loadThreadedRecognizer(config.modelDir);
  const weights = await loadWeights(config.modelDir, recognizer.manifest);
  /** Until the application has its log. */
  let warn = (details: object, message: string): void => {
    process.stderr.write(`${message}${Object.values(details).map((detail) => `: ${detail}`)}\n`);
  };
  const store = await openStore({
    ...config.store,
    // Not the error itself: pg hangs its client on it, with keys and all.
    onError: (error) => warn({ reason: reasonOf(error) }, 'a database connection broke'),
    onCreate: (folder) => void process.stdout.write(`Making a database in ${folder}…\n`),
    onWait: (message) => void process.stderr.write(`${message}\n`),
    events: {
      onAway: (reason) => warn({ reason }, 'the database is away: predictions go to the spool'),
      onBack: () => warn({}, 'the database is back, and has what was spooled'),
      onReport: (message) => warn({}, message),
    },
  });
  try {
    const app = await createApp({
      store,
      recognizer,
      remoteModel: config.remoteModel,
      weights,
      cookieSecret: await loadCookieSecret(config.cookieSecret),
      operatorToken: loadToken('OPERATOR_TOKEN_FILE', config.operatorToken),
      metricsToken: loadToken('METRICS_TOKEN_FILE', config.metricsToken),
      webRoot: config.webRoot,
      picturePrivateHosts: config.picturePrivateHosts,
      rateLimit: config.rateLimit,
      trustProxy: config.trustProxy,
      logger: loggerOptions(config.logLevel),
    });
    warn = (details, message) => app.log.warn(details, message);
    app.addHook('onClose', async () => {
      await Promise.all([store.close(), recognizer.close()]);
    });
    const address = await listen(app, config);
    closeOnSignals(app);
    process.stdout.write(`MNIST Digit Classifier: ${address}\n`);
  } catch (error) {
    await store.close();
    throw error;
  }
}

try {
  await start(readConfig(process.env, process.stdout.isTTY));
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exit(1);
}
