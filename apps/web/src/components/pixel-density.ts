// Windows that are moved to another screen: its pixels may be finer.

/** Calls `listener` whenever the window comes to a screen of another density; the returned function ends that. */
export function onPixelDensity(listener: () => void): () => void {
  const end = new AbortController();
  const watch = () => {
    const change = () => {
      listener();
      watch();
    };
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener('change', change, {
      once: true,
      signal: end.signal,
    });
  };
  watch();
  return () => end.abort();
}
