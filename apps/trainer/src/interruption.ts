// Ctrl-C and its like: the first one asks a run to end well, a later one ends it at once.

/** One Ctrl-C may arrive twice, from the terminal and forwarded by npm: what follows this soon is the same one, ms. */
const ECHO_MS = 1_000;
/** What a shell expects of a program that Ctrl-C ended. */
export const INTERRUPTED = 130;

/**
 * Aborts `controller` at the first SIGINT or SIGTERM; one that comes a second later or more ends the process.
 * @param onFirst Tells the person that it was heard. @param onLast Puts the terminal in order.
 */
export function abortOnInterrupt(controller: AbortController, onFirst: () => void, onLast: () => void): void {
  let first: number | undefined;
  const interrupt = (signal: NodeJS.Signals): void => {
    if (first === undefined) onFirst();
    first ??= performance.now();
    if (performance.now() - first > ECHO_MS) {
      onLast();
      // By the signal itself: process.exit() takes down threads that ONNX Runtime is still at work in, which aborts.
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
    controller.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
}

/** What to do when nobody reads on: a run that is under way ends well, anything else at once. */
export function endForLackOfReaders(): void {
  if (process.listenerCount('SIGINT') > 0) process.emit('SIGINT', 'SIGINT');
  else process.exit(0);
}
