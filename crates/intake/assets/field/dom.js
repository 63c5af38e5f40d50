// Making elements. Text goes in as text and never as markup, whatever it holds.

/** An element with attributes, properties and listeners (`onclick`, …), and what is in it. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A button that sends no form. */
export function button(text, onclick, attributes = {}) {
  return h('button', { type: 'button', ...attributes, onclick }, text);
}

/** Puts other content into an element. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
}

/** Says something at the foot of the page for a while, with something to do about it if need be. Gives the line. */
export function toast(text, action) {
  const area = document.getElementById('toasts');
  const line = h('p', { class: 'toast' }, h('span', {}, text));
  if (action) line.append(button(action.text, () => { line.remove(); action.run(); }, { class: 'quiet' }));
  area.append(line);
  setTimeout(() => line.remove(), action?.milliseconds ?? 3500);
  return line;
}

/** Gives a file to whoever holds the device. */
export function offerFile(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = h('a', { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
