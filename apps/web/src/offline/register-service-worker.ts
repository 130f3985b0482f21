// Has the browser keep the page, so that it opens without a connection. Browsers allow that on https and localhost.

/** Registers the service worker, once the page has nothing more urgent to fetch. */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const register = () => {
    // Without it the page works all the same, only not offline.
    navigator.serviceWorker.register('/sw.js').catch(() => {});
  };
  if (document.readyState === 'complete') register();
  else addEventListener('load', register, { once: true });
}
