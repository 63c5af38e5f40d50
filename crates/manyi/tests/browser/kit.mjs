// What scenarios share: the service as a process that can be killed, a Chromium that is watched, and
// a frame that ends both and shows what went wrong. Started by the tests in it/browser.rs.
//
//     await scenario(async () => {
//       const service = await serve();
//       const page = await phone();
//       await signIn(page, service.at(given.link));
//       expectErrors(page, GONE);
//       await service.kill();
//       …
//       await service.start();
//     });

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** What the test tells: `manyi`, `folder`, `limit_seconds`, and what this scenario is about. */
export const given = JSON.parse(process.env.MANYI_SCENARIO);

/** Loads what .ci/browser-tools fetched: it lies outside the clone, where `import` doesn't look. */
export const tool = createRequire(path.join(process.env.MANYI_BROWSER_TOOLS, 'package.json'));
const { chromium } = tool('playwright-core');

/** How long a page may take to do what it shall. */
const PATIENCE = 15_000;

// ---- The frame

const troubles = [];
const contexts = new Set();

/** Notes down what is wrong and goes on: the scenario fails at its end, with all that was found. */
export function found(trouble) {
  troubles.push(trouble);
}

/** Plays a scenario within its time limit, and ends the process with 0 only if nothing was wrong. */
export async function scenario(play) {
  // Whoever wanted it is gone.
  process.stdin.on('end', () => process.exit(1)).resume();
  const late = pause(given.limit_seconds * 1000, undefined, { ref: false }).then(() => {
    throw new Error(`not done after ${given.limit_seconds} s`);
  });
  try {
    await Promise.race([play(), late]);
  } catch (error) {
    found(error.stack ?? String(error));
  }
  if (troubles.length > 0) await showFailure();
  await launched?.then((started) => started.close(), () => {});
  process.exit(troubles.length > 0 ? 1 : 0);
}

async function showFailure() {
  for (const trouble of troubles) console.error(`* ${trouble}`);
  const pages = [...contexts].flatMap((context) => context.pages());
  for (const [place, page] of pages.entries()) {
    const picture = path.join(given.folder, `page-${place + 1}.png`);
    const taken = page.screenshot({ path: picture, fullPage: true, timeout: 5_000 });
    await taken.then(
      () => console.error(`  ${page.url()}\n    looked like ${picture}`),
      (error) => console.error(`  ${page.url()}\n    no picture: ${error.message.split('\n')[0]}`),
    );
  }
  for (const service of services) console.error(`what ${service.origin} said:\n${service.said()}`);
}

// ---- The service

const services = [];
process.on('exit', () => services.forEach((service) => service.child?.kill('SIGKILL')));

/** The environment without our variables, which would be settings. */
function plainEnvironment() {
  const named = Object.entries(process.env).filter(([name]) => !name.startsWith('MANYI_'));
  return Object.fromEntries(named);
}

/** Runs a command on the database that the test gave, and gives what it printed. */
export function manyi(...args) {
  const options = { env: plainEnvironment(), cwd: given.folder, encoding: 'utf8' };
  return execFileSync(given.manyi, ['--database', given.database, ...args], options).trim();
}

/** Starts `manyi serve` on a free port and waits until it answers. */
export async function serve({ database = given.database, flags = [] } = {}) {
  const service = new Service(database, flags);
  services.push(service);
  await service.start();
  return service;
}

/** A running `manyi serve`, which stays on its port from start to start. */
class Service {
  #database;
  #flags;
  #log = '';
  #port = 0;

  constructor(database, flags) {
    this.#database = database;
    this.#flags = flags;
  }

  get origin() {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port() {
    return this.#port;
  }

  /** The whole address of a page, for instance of `ranking` or `/sign-in?link=…`. */
  at(page = '') {
    return `${this.origin}/${page.replace(/^\//, '')}`;
  }

  /** The end of what it said. */
  said() {
    return this.#log.split('\n').slice(-20).join('\n');
  }

  async start() {
    const place = ['--listen', `127.0.0.1:${this.#port}`];
    const args = ['--database', this.#database, '--lang', 'en', 'serve', ...place, ...this.#flags];
    const options = { env: plainEnvironment(), cwd: given.folder, stdio: ['ignore', 'ignore', 'pipe'] };
    const child = spawn(given.manyi, args, options);
    this.child = child;
    const before = this.#log.length;
    child.stderr.setEncoding('utf8').on('data', (text) => (this.#log += text));
    child.on('exit', (code) => {
      if (this.child !== child) return; // it was told to
      this.child = null;
      found(`the service ended by itself, with ${code}`);
    });
    await until('the service answers', async () => {
      assert.ok(this.child, `the service does not start: ${this.said()}`);
      this.#port ||= Number(this.#log.slice(before).match(/http:\/\/127\.0\.0\.1:(\d+)/)?.[1] ?? 0);
      const answer = this.#port && (await fetch(this.at('api/v1/health')).catch(() => null));
      return answer && answer.ok;
    });
  }

  /** Ends it at once, as a power failure would. */
  async kill() {
    const child = this.child;
    this.child = null;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}

/** Waits until something holds; `what` says what was waited for in vain. */
export async function until(what, holds, limit = PATIENCE) {
  const end = Date.now() + limit;
  while (Date.now() < end) {
    const result = await holds();
    if (result) return result;
    await pause(50);
  }
  throw new Error(`waited in vain: ${what}`);
}

/**
 * A reverse proxy that shows a service below a prefix only, and takes that away on the way in. Where
 * `loses` says so of a request, the service gets it and its answer is lost. `instead` may answer one in
 * place of the service, with a status, headers and a body. `changed` gives the headers that an answer has
 * on its way out.
 */
export async function proxy(service, prefix, loses = () => false, instead = () => null, changed = (headers) => headers) {
  const server = http.createServer((request, response) => {
    if (!request.url.startsWith(prefix)) {
      found(`${request.method} ${request.url} is not below ${prefix}`);
      return response.writeHead(404).end();
    }
    const said = instead(request);
    if (said) return response.writeHead(said.status, said.headers).end(said.body);
    const { method, headers } = request;
    const inside = { port: service.port, method, headers, path: request.url.slice(prefix.length - 1) };
    const onward = http.request({ host: '127.0.0.1', ...inside }, (answer) => {
      if (loses(request)) return answer.on('end', () => response.destroy()).resume();
      response.writeHead(answer.statusCode, changed(answer.headers));
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  ownOrigins.add(origin);
  return { origin, at: (page = '') => origin + prefix + page.replace(/^\//, '') };
}

// ---- The browser

const ownOrigins = new Set();
let launched;

/** The one Chromium of the scenario. */
export function browser() {
  launched ??= chromium.launch({
    executablePath: onPath('chromium', 'chromium-browser', 'google-chrome'),
    chromiumSandbox: process.getuid?.() !== 0, // which root can't have
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return launched;
}

function onPath(...names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const isProgram = (file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  const files = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return files.find(isProgram) ?? assert.fail(`none of ${names} is on the path`);
}

/** A page on a phone of somebody's own: its cookies and stores are shared with no other. */
export function phone(options = {}) {
  const screen = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  return watchedPage({ ...screen, deviceScaleFactor: 2, ...options });
}

/** A page on a desk, likewise. */
export function desk(options = {}) {
  return watchedPage({ viewport: { width: 1280, height: 800 }, ...options });
}

async function watchedPage(options) {
  const here = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...options };
  const context = await (await browser()).newContext(here);
  context.setDefaultTimeout(PATIENCE);
  contexts.add(context);
  await watch(context);
  return context.newPage();
}

/** Whatever a page complains of, or asks of others, is a failure. */
async function watch(context) {
  const complain = (where, what) => {
    if (!expectedIn(context).some((pattern) => pattern.test(what))) found(`${where}: ${what}`);
  };
  const listen = (message) => {
    if (message.type() === 'error') complain(message.location().url || 'a page', message.text());
  };
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) =>
      console.error(`against the policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  context.on('console', listen);
  context.on('serviceworker', (worker) => worker.on('console', listen));
  context.on('weberror', (error) => complain(error.page()?.url(), error.error().stack));
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    const isOwn = ownOrigins.has(origin) || services.some((service) => service.origin === origin);
    if (protocol.startsWith('http') && !isOwn) found(`asks somebody else: ${request.url()}`);
  });
}

const expected = new WeakMap();

function expectedIn(context) {
  if (!expected.has(context)) expected.set(context, []);
  return expected.get(context);
}

/** What a page says of a service that was killed, also in the midst of an answer. */
export const GONE = /net::ERR_(CONNECTION_\w+|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)/;

/** Asks for a page of a service that is away, and waits for what the browser shows in its place. */
export async function openInVain(page, address) {
  await assert.rejects(page.goto(address), GONE);
  await page.waitForURL('chrome-error://**');
}

/** From now on, errors of this kind are no failure in the page's context. */
export function expectErrors(page, pattern) {
  expectedIn(page.context()).push(pattern);
}

/** Makes a page as slow as a cheap phone at the edge of the net; what it gives makes it fast again. */
export async function slow(page) {
  const session = await page.context().newCDPSession(page);
  const conditions = async (rate, network) => {
    await session.send('Emulation.setCPUThrottlingRate', { rate });
    await session.send('Network.emulateNetworkConditions', { offline: false, ...network });
  };
  const speed = 400_000 / 8; // bytes a second
  await conditions(6, { latency: 400, downloadThroughput: speed, uploadThroughput: speed });
  return () => conditions(1, { latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
}

/** Opens a link that signs in, of a person or of a phone, and presses its button. */
export async function signIn(page, link) {
  await page.goto(link);
  await press(page, 'form:has([name=link]) button');
}

/** Presses a button that leads to another page, and waits for that. */
export async function press(page, selector) {
  await Promise.all([page.waitForEvent('load'), page.locator(selector).click()]);
}
