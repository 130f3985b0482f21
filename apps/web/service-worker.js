// Keeps the page's files, so that it opens without a connection. The build puts their names, and a hash of them all, in the places
// below (service-worker-plugin.ts). Answers of the API are never kept here; the model is kept by the page itself.
/* global __FILES__, __VERSION__ */
const FILES = __FILES__;
const CACHE = `page-${__VERSION__}`;
/** A server that takes longer than this to send the page is not waited for where the page is kept, ms. */
const PATIENCE_MS = 4_000;

/** The page itself: what every view's address leads to. */
const PAGE = '/';

addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([PAGE, ...FILES]))
      .then(() => self.skipWaiting()),
  );
});

addEventListener('activate', (event) => {
  const isOld = (name) => name.startsWith('page-') && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

/** The page as the server has it now; as it was kept, where the server cannot be reached. */
async function fetchPage(request) {
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    // What stands before the server says that it is away: during a deployment, for example.
    if (response.status < 500) return response;
    return (await caches.match(PAGE, { cacheName: CACHE })) ?? response;
  } catch (error) {
    const kept = await caches.match(PAGE, { cacheName: CACHE });
    if (kept) return kept;
    throw error;
  }
}

addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  const isView = pathname === PAGE || pathname === '/history' || pathname.startsWith('/predictions/');
  if (request.mode === 'navigate' && isView) event.respondWith(fetchPage(request));
  else if (FILES.includes(pathname)) {
    event.respondWith(caches.match(request, { cacheName: CACHE }).then((kept) => kept ?? fetch(request)));
  }
});
