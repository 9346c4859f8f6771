// The three statuses and what they were counted on. Built once, patched afterwards. See __init__.py for the Python side.

/**
 * What the server gives.
 * @typedef {Object} Status  `number`, `share`, `change` and `before`, the protocol's own number, are text as shown;
 *   `change` is empty while nothing differs.
 * @property {string} before @property {string} name @property {string} share @property {string} number @property {string} change
 * @property {""|"up"|"down"} direction @property {"better"|"worse"|"neutral"} tone @property {string} meaning
 *
 * @typedef {Object} Data
 * @property {Status[]} statuses
 * @property {{text: string, strong: boolean}[]} basis  One sentence in pieces.
 * @property {{key: string, name: string}[]} populations @property {string} population  The key of the one shown.
 * @property {Word} live  The server's word, see _live.js.
 *
 * What it sends: the state "population", the key somebody chose.
 */

const ARROW = { up: "↑", down: "↓", "": "" };
const CALM = 800; // ms without a change before the numbers are read out: a drag would talk without end

/** @type {WeakMap<Element, Board>} */
const boards = new WeakMap(); // one board per place in the page; Streamlit calls the export again for every update

/**
 * One status: name with share and help, number, change against the protocol.
 * @param {Status} status
 */
function statusCell(status) {
  const name = el("span", "status-name");
  const meaning = el("div", "status-meaning", { popover: "auto", text: status.meaning });
  const help = el("button", "status-help", {
    type: "button",
    text: "?",
    title: status.meaning,
    "aria-label": `What ${status.name.toLowerCase()} means`,
  });
  help.popoverTargetElement = meaning;
  meaning.addEventListener("toggle", (event) => event.newState === "open" && placeBeside(meaning, help));
  const number = el("span", "status-number");
  const change = el("span", "status-change");
  const against = el("span", "status-against");
  const element = el(
    "div",
    "status",
    { role: "group", "aria-label": status.name },
    el("div", "status-head", {}, name, help, meaning),
    number,
    el("div", "status-foot", {}, change, against),
  );
  /** @param {Status} newest */
  const patch = (newest) => {
    setText(name, `${newest.name} (${newest.share})`);
    setText(number, newest.number);
    setText(change, newest.change ? `${ARROW[newest.direction]} ${newest.change}`.trim() : "as in the protocol");
    setText(against, newest.change ? `from ${newest.before}` : "");
    against.title = "The protocol’s own number";
    change.dataset.tone = newest.tone;
  };
  return { element, patch };
}

class Board {
  /** @param {Data} data */
  constructor(data) {
    this.given = data;
    this.shape = ""; // what it was built from
    /** @type {(key: string) => void} */
    this.choose = () => {}; // set by every update
    /** @type {string|undefined} */
    this.population = undefined;
    /** @type {string|undefined} */
    this.words = undefined; // as last read out
    /** @type {string|undefined} */
    this.signs = undefined; // of the longest number
    this.cells = data.statuses.map(statusCell);
    this.spoken = el("p", "status-spoken", { role: "status" });
    this.basis = el("p", "status-basis");
    /** @type {HTMLSelectElement} */
    this.choice = el(
      "select",
      "status-population",
      { "aria-label": "Population", onchange: () => this.choose(this.choice.value) },
      ...data.populations.map(({ key, name }) => el("option", "", { value: key, text: name })),
    );
    this.choice.hidden = data.populations.length < 2;
    this.root = el(
      "section",
      "statuses",
      { "aria-label": "Statuses" },
      el("div", "status-cells", {}, ...this.cells.map((cell) => cell.element)),
      el("div", "status-beside", {}, this.choice, this.basis),
      this.spoken,
    );
    this.measured = new ResizeObserver(() => {
      document.documentElement.style.setProperty("--statuses-height", `${this.root.offsetHeight}px`); // what is held below begins there
    });
    this.measured.observe(this.root);
    this.redraw = () => this.show(live.over("statuses", this.given));
    live.listeners.add(this.redraw);
  }

  /** @param {Data} data @param {(name: string, value: *) => void} setStateValue */
  update(data, setStateValue) {
    this.choose = (key) => setStateValue("population", key);
    this.given = data;
    this.redraw();
  }

  /** @param {Data} data */
  show(data) {
    this.cells.forEach((cell, at) => cell.patch(data.statuses[at]));
    const signs = String(Math.max(3, ...data.statuses.map(({ number }) => number.length)));
    if (this.signs !== signs) this.root.style.setProperty("--status-signs", (this.signs = signs));
    this.patchBasis(data.basis);
    if (this.population !== data.population) this.choice.value = this.population = data.population;
    this.speakSoon(data.statuses);
  }

  /** @param {Data["basis"]} pieces */
  patchBasis(pieces) {
    const known = [...this.basis.children];
    if (known.length === pieces.length) return pieces.forEach(({ text }, at) => setText(known[at], text));
    this.basis.replaceChildren(...pieces.map(({ text, strong }) => el(strong ? "strong" : "span", "", { text })));
  }

  /**
   * Reads the numbers out once they stand still; what the page opened with is read as part of the page.
   * @param {Status[]} statuses
   */
  speakSoon(statuses) {
    const words = statuses.map(({ name, number }) => `${name} ${number}`).join(", ");
    const first = this.words === undefined;
    if (words === this.words) return;
    this.words = words;
    clearTimeout(this.calm);
    if (!first) this.calm = setTimeout(() => setText(this.spoken, words), CALM);
  }

  destroy() {
    live.listeners.delete(this.redraw);
    this.measured.disconnect();
    clearTimeout(this.calm);
    this.root.remove();
  }
}

/** @param {{data: Data, parentElement: HTMLElement, setStateValue: (name: string, value: *) => void}} component */
export default function statusBoard({ data, parentElement, setStateValue }) {
  const shape = JSON.stringify(data.populations);
  let board = boards.get(parentElement);
  if (!board || board.shape !== shape) {
    board?.destroy();
    board = new Board(data);
    board.shape = shape;
    boards.set(parentElement, board);
    parentElement.append(board.root);
  }
  board.update(data, setStateValue);
  // Streamlit may call this cleanup for an update that a newer one overtook, with the board still in the page.
  return () =>
    setTimeout(() => {
      if (parentElement.isConnected) return;
      boards.get(parentElement)?.destroy();
      boards.delete(parentElement);
    });
}
