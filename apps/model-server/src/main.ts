// Starts the model server and closes it with grace. What keeps it from starting is said in one line.
import process from 'node:process';
import { closeOnSignals, listen, reasonOf } from '@digits/service';
import { createApp } from './app.js';
import { type Config, readConfig } from './config.js';
import { watchRepository } from './repository/watch-repository.js';

async function start(config: Config): Promise<void> {
  const { app, repository } = await createApp({ ...config, logger: { level: config.logLevel } });
  const stopWatching = watchRepository(repository, config.pollSeconds);
  app.addHook('preClose', async () => stopWatching());
  // It lives, and says so, while its models are loaded.
  const address = await listen(app, config);
  closeOnSignals(app);
  await repository.refresh();
  if (repository.currentVersion === null) throw new Error(repository.faults()[0]);
  process.stdout.write(`Model server: ${address}\n`);
}

try {
  await start(readConfig(process.env, process.stdout.isTTY));
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exit(1);
}
