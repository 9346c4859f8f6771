// What every component of the page is built with. Each puts this file before its own in the one module the browser loads.

/**
 * One element. Text always arrives through textContent, so a label can never become markup.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {string} className @param {Record<string, *>} properties  Attributes, `text`, and what is told of events: `onclick`.
 * @param {...(Node|string)} children @returns {HTMLElementTagNameMap[Tag]}
 */
function el(tag, className, properties = {}, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/**
 * Writes only what changed: an untouched text node keeps selections and screen readers quiet.
 * @param {Element} element @param {string} text
 */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Puts an open popover beside its button, inside the window.
 * @param {HTMLElement} popover @param {Element} anchor
 */
function placeBeside(popover, anchor) {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const below = box.bottom + 4 + height <= window.innerHeight;
  popover.style.top = `${Math.max(8, below ? box.bottom + 4 : box.top - height - 4)}px`;
  popover.style.left = `${Math.max(8, Math.min(box.left - width, window.innerWidth - width - 8))}px`; // the column of buttons stays free
}
