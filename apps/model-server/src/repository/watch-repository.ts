// Looks for new releases every few seconds, and when told to by SIGHUP. Not by the file system's events: they say nothing on many network
// and container volumes.
import type { ModelRepository } from './model-repository.js';

/**
 * Keeps `repository` in step with the releases.
 * @returns ends it
 */
export function watchRepository({ refresh }: Pick<ModelRepository, 'refresh'>, seconds: number): () => void {
  const look = () => void refresh();
  // A look that takes longer than that is followed by the next at once, never joined by it: refresh sees to that.
  const timer = setInterval(look, seconds * 1_000).unref();
  process.on('SIGHUP', look);
  return () => {
    clearInterval(timer);
    process.off('SIGHUP', look);
  };
}
