// The bar above every page. Built once, patched afterwards. See __init__.py for the Python side.

/**
 * What the server gives.
 * @typedef {Object} Data
 * @property {string} id @property {string} title  Of the trial.
 * @property {string} table     What the patient table is called.
 * @property {string[]} changes What differs from the protocol, a line each.
 * @property {string} held      What is the visitor's own, in words: "table", "protocol", both, or "".
 * @property {Word} [live]      The server's word, see _live.js.
 */

const PRESENT = "feasibility_present";
const SAID = 6000; // ms that a message stays

/** @type {WeakMap<Element, Heading>} */
const bars = new WeakMap(); // one bar per place in the page; Streamlit calls the export again for every update

/** Whether somebody presents: the browser keeps it, for all its pages. */
function presents() {
  return localStorage.getItem(PRESENT) === "yes";
}

/** @param {boolean} on */
function present(on) {
  localStorage.setItem(PRESENT, on ? "yes" : "no");
  showPresenting();
}

function showPresenting() {
  const on = presents();
  document.documentElement.toggleAttribute("data-present", on);
  for (const button of document.querySelectorAll(".heading-present")) button.setAttribute("aria-pressed", String(on));
  window.dispatchEvent(new Event("resize")); // everything that measures itself does so again
}

class Heading {
  /** @param {Data} data */
  constructor(data) {
    this.given = data;
    /** @type {string|undefined} */
    this.lines = undefined;
    this.id = el("strong", "heading-id");
    this.title = el("span", "heading-title");
    this.table = el("span", "heading-table");
    this.changes = el("ul", "heading-changes", { popover: "auto" });
    this.changed = el("button", "heading-button heading-changed", { type: "button" });
    this.changed.popoverTargetElement = this.changes;
    this.changes.addEventListener("toggle", (event) => event.newState === "open" && placeBeside(this.changes, this.changed));
    this.link = el("button", "heading-button", { type: "button", text: "Copy link", onclick: () => this.copy() });
    this.present = el("button", "heading-button heading-present", { type: "button", text: "Present", title: "Larger type and bars", onclick: () => present(!presents()) });
    this.said = el("span", "heading-said", { role: "status" });
    const trial = el("div", "heading-trial", { role: "heading", "aria-level": "2" }, this.id, this.title);
    const beside = el("div", "heading-beside", {}, this.said, this.changed, this.link, this.present);
    this.printed = el("span", "heading-printed", { "aria-hidden": "true" }); // on paper alone: when, and where it can be opened again
    this.root = el("header", "heading", { "aria-label": "Trial" }, trial, this.table, beside, this.changes, this.printed);
    this.stamp = () => {
      setText(this.printed, `${new Date().toLocaleString()}, ${location.href}`);
      const app = document.querySelector('[data-testid="stApp"]');
      document.documentElement.toggleAttribute("data-dark", app !== null && getComputedStyle(app).colorScheme === "dark");
    };
    window.addEventListener("beforeprint", this.stamp);
    this.redraw = () => this.show(live.over("heading", this.given));
    live.listeners.add(this.redraw);
  }

  /** @param {Data} data */
  update(data) {
    this.given = data;
    this.redraw();
  }

  /** @param {Data} data */
  show({ id, title, table, changes }) {
    setText(this.id, id);
    setText(this.title, title);
    this.title.title = title;
    setText(this.table, table);
    this.table.title = table;
    setText(this.changed, changes.length ? `${changes.length} changed` : "As in the protocol");
    this.changed.disabled = changes.length === 0;
    this.changed.title = changes.join("\n");
    const lines = changes.join("\n");
    if (this.lines === lines) return;
    this.lines = lines;
    this.changes.replaceChildren(...changes.map((text) => el("li", "", { text })));
  }

  async copy() {
    const { held } = this.given;
    const where = held ? ` It opens in this browser only: the ${held} of your own is in your visit.` : "";
    try {
      await navigator.clipboard.writeText(location.href);
      this.say(`Link copied.${where}`);
    } catch {
      this.say(`This browser does not let the page copy; the address above is the link.${where}`);
    }
  }

  /** @param {string} text */
  say(text) {
    clearTimeout(this.silence);
    this.said.textContent = text;
    this.silence = setTimeout(() => setText(this.said, ""), SAID);
  }

  destroy() {
    clearTimeout(this.silence);
    window.removeEventListener("beforeprint", this.stamp);
    live.listeners.delete(this.redraw);
    this.root.remove();
  }
}

/** @param {{data: Data, parentElement: HTMLElement}} component */
export default function headingBar({ data, parentElement }) {
  let bar = bars.get(parentElement);
  if (!bar) {
    bar = new Heading(data);
    bars.set(parentElement, bar);
    parentElement.append(bar.root);
    showPresenting();
  }
  bar.update(data);
  // Streamlit may call this cleanup for an update that a newer one overtook, with the bar still in the page.
  return () =>
    setTimeout(() => {
      if (parentElement.isConnected) return;
      bars.get(parentElement)?.destroy();
      bars.delete(parentElement);
    });
}
