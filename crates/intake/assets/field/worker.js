// Keeps the visit form on the device, so that it opens without a network. It answers for the page and its
// files, and for nothing else: what is sent never passes through here, because browsers have been seen to
// lose what a worker sends on (WebKit sends empty bodies).

const NAME = 'manyi-visit-VERSION';
const PAGE = new URL('../visit', location).pathname;
const FOLDER = 'FOLDER_NAME';
const TYPES = { js: 'text/javascript', css: 'text/css', png: 'image/png', svg: 'image/svg+xml' };
const FILES = FILE_LIST.map((file) => new URL(`../${file}`, location).pathname);

addEventListener('install', (event) => {
  skipWaiting();
  event.waitUntil(keepAll());
});

/** All of it or nothing, and only what is ours: a hotel's sign-in kept in place of the form would stay there. */
async function keepAll() {
  const kept = await Promise.all([PAGE, ...FILES].map(async (path) => {
    const response = await fetch(path, { cache: 'reload', redirect: 'error' });
    const type = response.headers.get('Content-Type') ?? '';
    if (response.status !== 200 || !type.startsWith(TYPES[path.split('.').pop()] ?? 'text/html')) throw new Error(`${path} is not there`);
    if (path === PAGE && !(await response.clone().text()).includes(FOLDER)) throw new Error('the page is of another version');
    return [path, response];
  }));
  const cache = await caches.open(NAME);
  await Promise.all(kept.map(([path, response]) => cache.put(path, response)));
}

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
