// What is kept on the device: IndexedDB, opened anew whenever the browser has closed it.

const NAME = 'manyi-field';
const VERSION = 1;
/** Store → the key of what is in it. */
const STORES = {
  kept: 'name', // who is signed in, rounds, what the clock was found to be off
  forms: 'name', // published questionnaires, by code and version
  cases: 'name', // households and lines in hand, by round and case
  drafts: 'id', // interviews that have begun
  outbox: 'id', // what the server has not confirmed
  receipts: 'id', // what it has
};

let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(STORES)) {
        if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store, { keyPath });
      }
    };
    request.onsuccess = () => {
      const database = request.result;
      // A tab in the background may lose it, and another tab may need it for a newer version.
      database.onclose = () => { opened = null; };
      database.onversionchange = () => { database.close(); opened = null; };
      resolve(database);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('another tab keeps an older version open'));
  });
  opened.catch(() => { opened = null; });
  return opened;
}

async function transact(stores, mode, work, durability = 'strict') {
  const run = async () => {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(stores, mode, { durability });
      let value;
      transaction.oncomplete = () => resolve(value);
      transaction.onabort = () => reject(transaction.error ?? new Error('the device could not keep it'));
      transaction.onerror = () => {};
      try {
        const result = work((name) => transaction.objectStore(name));
        if (result instanceof IDBRequest) result.onsuccess = () => { value = result.result; };
      } catch (error) {
        // All or nothing, also when the work itself fails half-way.
        transaction.abort();
        reject(error);
      }
    });
  };
  try {
    return await run();
  } catch (error) {
    if (error.name !== 'InvalidStateError') throw error;
    opened = null;
    return run();
  }
}

/**
 * Changes several stores, all or nothing; told to be done only when it is on the disk, which browsers have
 * made an option. `work` gets a function from name to store.
 */
export function change(stores, work) {
  return transact(stores, 'readwrite', (store) => { work(store); });
}

/** As [`change`], for what the server has too. */
export function cache(stores, work) {
  return transact(stores, 'readwrite', (store) => { work(store); }, 'relaxed');
}

/** Everything in a store. */
export function all(store) {
  return transact([store], 'readonly', (pick) => pick(store).getAll());
}

/** What stands under a key, or undefined. */
export function one(store, key) {
  return transact([store], 'readonly', (pick) => pick(store).get(key));
}

/** Keeps one thing. */
export function keep(store, value) {
  return change([store], (pick) => pick(store).put(value));
}

/** Forgets one thing. */
export function forget(store, key) {
  return change([store], (pick) => pick(store).delete(key));
}

/** Asks the browser not to clear this origin when the disk runs full; it may refuse. */
export async function stay() {
  try {
    return (await navigator.storage?.persisted?.()) || (await navigator.storage?.persist?.()) || false;
  } catch {
    return false;
  }
}

/** A new id. Browsers without a safe origin lack the short way. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
