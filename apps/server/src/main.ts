// Starts the web application and closes it with grace. What keeps it from starting is said in one line.
import process from 'node:process';
import { loadRecognizer, loadWeights } from '@digits/recognizer/node';
import { openStore } from '@digits/store';
import { createApp } from './app.js';
import { type Config, readConfig } from './config.js';
import { loadCookieSecret } from './cookie-secret.js';
import { loggerOptions } from './logging.js';
import { loadSecret } from './secret-source.js';

/** Requests that are still running when the server is told to stop get this long, ms. */
const CLOSE_TIMEOUT_MS = 10_000;

/** Ctrl-C can arrive twice: from the terminal and handed on by npm. A signal this soon after the first is the same, ms. */
const SAME_SIGNAL_MS = 1_000;

/** Why the address cannot be listened on, in one line. */
function describeListenError(error: unknown, { host, port }: Config): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return `Port ${port} on ${host} is in use: stop the program that uses it, or set PORT to another.`;
  }
  if (code === 'EACCES') return `Port ${port} may not be used by this user: set PORT to one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `HOST=${host} is not an address of this machine: set HOST to 127.0.0.1, or to 0.0.0.0 for all.`;
  }
  return `Port ${port} on ${host} cannot be listened on: ${message}.`;
}

/** The address to open in a browser. */
function addressOf(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function start(config: Config): Promise<void> {
  const recognizer = await loadRecognizer(config.modelDir);
  const weights = await loadWeights(config.modelDir, recognizer.manifest);
  /** Until the application has its log. */
  let warn = (details: object, message: string): void => {
    process.stderr.write(`${message}${Object.values(details).map((detail) => `: ${detail}`)}\n`);
  };
  const store = await openStore({
    ...config.store,
    onError: (error) => warn({ err: error }, 'a database connection broke'),
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
      weights,
      cookieSecret: await loadCookieSecret(config.cookieSecret),
      operatorToken: await loadSecret('OPERATOR_TOKEN_FILE', config.operatorToken),
      metricsToken: await loadSecret('METRICS_TOKEN_FILE', config.metricsToken),
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
    try {
      await app.listen({ host: config.host, port: config.port });
    } catch (error) {
      throw new Error(describeListenError(error, config), { cause: error });
    }

    let toldAt: number | undefined;
    const close = () => {
      if (toldAt !== undefined) {
        if (performance.now() - toldAt > SAME_SIGNAL_MS) process.exit(1);
        return;
      }
      toldAt = performance.now();
      setTimeout(() => process.exit(1), CLOSE_TIMEOUT_MS).unref();
      app.close().then(
        () => process.exit(0),
        (error: unknown) => {
          app.log.error({ err: error }, 'closing failed');
          process.exit(1);
        },
      );
    };
    process.on('SIGINT', close).on('SIGTERM', close);

    const address = app.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : config.port;
    process.stdout.write(`MNIST Digit Classifier: ${addressOf(config.host, port)}\n`);
  } catch (error) {
    await store.close();
    throw error;
  }
}

try {
  await start(readConfig(process.env, process.stdout.isTTY));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
