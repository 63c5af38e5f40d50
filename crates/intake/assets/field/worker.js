// Keeps the visit form on the device, so that it opens without a network. It answers for the page and its
// files, and for nothing else: what is sent never passes through here, because browsers have been seen to
// lose what a worker sends on (WebKit sends empty bodies).

const NAME = 'manyi-visit-VERSION';
const PAGE = new URL('../visit', location).pathname;
const FILES = FILE_LIST.map((file) => new URL(`../${file}`, location).pathname);

addEventListener('install', (event) => {
  skipWaiting();
  const fresh = [PAGE, ...FILES].map((path) => new Request(path, { cache: 'reload' }));
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(fresh)));
});

addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('manyi-visit-') && name !== NAME;
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
    .then(() => clients.claim()));
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  const kept = request.mode === 'navigate' ? pathname === PAGE : FILES.includes(pathname);
  if (kept) event.respondWith(fromCache(pathname, request));
});

/** What is kept, else what the server has: the browser may have cleared some of it. */
async function fromCache(pathname, request) {
  const cache = await caches.open(NAME);
  return (await cache.match(pathname)) ?? fetch(request);
}
