// The panel itself: what it knows, what it shows, what it sends. _elements.js, _live.js, elements.js, rows.js and readings.js come before this
// file in the one module the browser loads (see __init__.py), because a component's script cannot import its neighbours.

/**
 * What the server gives.
 * @typedef {Object} Limit
 * @property {string} name @property {string} label @property {string} unit
 * @property {number} value @property {number} protocol @property {number} min @property {number} max @property {number} step
 *
 * @typedef {Object} Row       One criterion. `fails` and `unknown` are text as shown ("25", "≤10", "~13").
 * @property {string} id @property {string} number @property {string} label @property {?string} group
 * @property {boolean} on @property {boolean} screening  True where no data can answer.
 * @property {string} fails @property {string} unknown @property {string} text @property {string} sentence
 * @property {Limit[]} limits
 *
 * @typedef {Object} Group     A heading; the rows naming its id follow each other.
 * @property {string} id @property {string} number @property {string} label @property {string} text
 * @property {string} fails @property {string} unknown @property {string} sentence
 *
 * @typedef {Object} Setting   A reading. kind "choice": one of options; "choices": a list of them; "number": number or null.
 * @property {string} name @property {string} label @property {"choice"|"choices"|"number"} kind @property {string} [help]
 * @property {{value: string, label: string}[]} [options]
 * @property {number} [min] @property {number} [max] @property {number} [step] @property {string} [unit] @property {number} [start]
 * @property {*} value @property {*} protocol
 *
 * @typedef {Object} Data
 * @property {number} revision     Raised by the server when it changed the scenario; only then are its values adopted.
 * @property {Row[]} rows @property {Group[]} groups @property {Setting[]} settings
 * @property {?string} selected    The criterion whose detail is open.
 * @property {boolean} free_entry  False: typed values move to the nearest step.
 * @property {Word} live           The server's word, see _live.js.
 *
 * What the panel sends: the state "touched" with the limit that is about to move, whose steps the server then gives, and
 * the state "panel".
 * @typedef {Object} Answer
 * @property {Object<string, number>} limits @property {Object<string, *>} settings  Those that differ from the protocol.
 * @property {string[]} off @property {?string} selected
 * @property {boolean} settled   False while a slider is on its way.
 * @property {?number} revision  The server's revision this answer builds on.
 * @property {number} serial     Rises with every answer.
 *
 * @typedef {{min: number, max: number, step: number, unit?: string, protocol?: *}} Scale  Of a limit or of a reading.
 * @typedef {Setting & {options: {value: string, label: string}[]}} ChoiceSetting
 * @typedef {{element: HTMLElement, patch: (value: *) => void}} Control
 * @typedef {{id: string, element: HTMLElement, refresh: () => number, patch: (newest: *) => void}} Part  Of the list.
 */

const GAP = 45; // ms between two answers of one drag: about the time the server needs for one
const AHEAD = 2; // answers of a drag that may be on their way; more would only queue up in a slow browser
const PATIENCE = 250; // ms after which a reply is no longer waited for: one that changes nothing never comes
const AHEAD_OF_ANSWERS = [160, 320, 480]; // ms: over a slow line many steps are asked for again before the first have come
const LEAST = 420; // px of the list's height
const MARGIN = 14; // px below it
const DWELL = 50; // ms over a limit before its steps are asked for: a pointer on its way elsewhere asks for nothing
const PAUSE = 300; // ms without a key after which a keyboard change is settled
const NOTED = 100; // ms without a key after which it stands in the address

/** @type {WeakMap<Element, Panel>} */
const panels = new WeakMap(); // one panel per place in the page; Streamlit calls the export again for every update
let serial = 0;
let asked = 0;
/** @type {?Answer & {session: string}} */
let told = null; // the last answer, until the server has heard it
let returned = false; // the server was away, and has not spoken since
window.addEventListener("feasibility:back", () => {
  returned = true;
});

/** Sends the first change at once, the next ones as fast as they are answered but GAP ms apart, the last one always. */
class Sender {
  /** @param {(settled: boolean) => void} deliver */
  constructor(deliver) {
    this.deliver = deliver;
    this.last = -Infinity;
    this.ahead = 0;
    this.held = false;
    this.unsettled = false;
    this.release = () => {
      this.held = false;
      if (this.unsettled) this.settled();
    };
    window.addEventListener("pointerup", this.release);
    window.addEventListener("pointercancel", this.release);
  }

  /** @param {boolean} settled */
  send(settled) {
    this.forgetTrailing();
    if (settled) clearTimeout(this.pause);
    this.last = performance.now();
    this.ahead += 1;
    this.unsettled = !settled;
    this.deliver(settled);
  }

  /**
   * A step of a limit; one that is shown already is told to the server when it is settled.
   * @param {boolean} shown
   */
  moving(shown) {
    clearTimeout(this.pause);
    this.unsettled = true;
    if (shown) this.forgetTrailing();
    else if (!this.trailing) this.sendOrWait();
  }

  sendOrWait() {
    this.trailing = undefined;
    const wait = this.last + (this.ahead < AHEAD ? GAP : PATIENCE) - performance.now();
    if (wait <= 0) this.send(false);
    else this.trailing = setTimeout(() => this.sendOrWait(), wait);
  }

  /** The server's reply has been shown. */
  answered() {
    this.ahead = 0;
    if (!this.trailing) return;
    this.forgetTrailing();
    this.sendOrWait();
  }

  settled() {
    this.send(true);
  }

  grab() {
    this.held = true;
  }

  /** A key press is "changed" at once in the browser's eyes; wait for the next one before calling it settled. */
  settleSoon() {
    if (this.held || !this.unsettled) return; // the release follows, or came first
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.settled(), PAUSE);
  }

  forgetTrailing() {
    clearTimeout(this.trailing);
    this.trailing = undefined;
  }

  forget() {
    this.forgetTrailing();
    clearTimeout(this.pause);
    this.unsettled = false;
  }

  destroy() {
    this.forget();
    window.removeEventListener("pointerup", this.release);
    window.removeEventListener("pointercancel", this.release);
  }
}

class Panel {
  /** @param {Data} data */
  constructor(data) {
    this.id = `limits-${Math.random().toString(36).slice(2, 8)}`;
    this.rows = data.rows;
    this.limits = data.rows.flatMap((row) => row.limits);
    this.settingList = data.settings || [];
    this.given = data;
    this.freeEntry = true;
    this.shape = ""; // what it was built from
    /** @type {{get(name: string): number} & Map<string, number>} */
    this.values = new Map(); // every limit has one
    /** @type {Map<string, *>} */
    this.settings = new Map();
    /** @type {Set<string>} */
    this.off = new Set();
    /** @type {?number} */
    this.revision = null;
    /** @type {?string} */
    this.selected = null;
    /** @type {?string|undefined} */
    this.touched = undefined;
    /** @type {(name: string, value: *) => void} */
    this.setStateValue = () => {}; // set by every update
    this.message = messageBubble();
    this.sender = new Sender((settled) => this.deliver(settled));
    this.redraw = () => this.count(live.over("limits", this.given));
    live.listeners.add(this.redraw);
    live.more = () => this.ask();
    this.resized = () => this.fit();
    window.addEventListener("resize", this.resized);
    window.addEventListener("feasibility:away", (this.leave = () => this.root.toggleAttribute("inert", true)));
    window.addEventListener("feasibility:back", (this.return = () => this.root.toggleAttribute("inert", false)));
    this.readings = readings(this.settingList, this);
    this.parts = this.rowsAndGroups(data);
    this.changed = el("span", "limits-count", { role: "status" });
    this.back = el("button", "limits-button", { type: "button", text: "Back to protocol", onclick: () => this.backToProtocol() });
    this.list = el("div", "limits-list");
    this.root = el("section", "limits", { "aria-label": "Limits" });
    this.build();
  }

  build() {
    const bar = el(
      "div",
      "limits-bar",
      {},
      el("strong", "limits-title", { text: "Limits" }),
      this.changed,
      this.readings.details,
      this.back,
      this.readings.chips,
    );
    const heads = [
      ["limits-head-criterion", "criterion"],
      ["limits-head-limit", "limit"],
      ["limits-fails", "fails"],
      ["limits-unknown", "unknown"],
    ];
    const head = el("div", "limits-row limits-head", {}, ...heads.map(([name, text]) => el("span", name, { text })));
    this.list.append(head, ...this.parts.map((part) => part.element));
    this.root.append(el("div", "limits-frame", {}, bar, this.list), this.message.bubble);
    this.list.addEventListener("scroll", this.message.hide, { passive: true });
    this.list.addEventListener("pointerover", (event) => {
      clearTimeout(this.dwell);
      this.dwell = setTimeout(() => this.touch(event.target), DWELL);
    });
    for (const on of /** @type {const} */ (["pointerdown", "pointermove"])) {
      this.list.addEventListener(on, (event) => (this.fine = event.shiftKey), { capture: true, passive: true });
    }
    for (const soon of ["pointerdown", "focusin"]) {
      this.list.addEventListener(soon, (event) => this.touch(event.target), { capture: true }); // before it is held
    }
  }

  /**
   * Asks for the steps of the limit that an element belongs to: whoever is there is about to move it.
   * @param {?EventTarget} element
   */
  touch(element) {
    /** @type {?HTMLElement} */
    const line = element instanceof Element ? element.closest(".limits-line") : null;
    const limit = line?.dataset.limit;
    if (!limit || limit === this.touched || this.sender.held) return;
    this.touched = limit;
    this.ask();
    for (const later of AHEAD_OF_ANSWERS) setTimeout(() => this.touched === limit && !live.table?.complete && this.ask(), later);
  }

  ask() {
    asked += 1;
    this.setStateValue("touched", { limit: this.touched, asked });
  }

  /** @param {Data} data */
  rowsAndGroups(data) {
    const groups = new Map((data.groups || []).map((group) => [group.id, group]));
    /** @type {Part[]} */
    const parts = [];
    for (const row of data.rows) {
      const group = row.group ? groups.get(row.group) : undefined;
      if (group && !parts.some((part) => part.id === group.id)) {
        const members = data.rows.filter((other) => other.group === group.id);
        parts.push({ id: group.id, ...groupRow(group, members, this) });
      }
      parts.push({ id: row.id, ...criterionRow(row, this) });
    }
    return parts;
  }

  /**
   * The server's newest word: counts and sentences always, its values only with a new revision.
   * @param {Data} data @param {(name: string, value: *) => void} setStateValue
   */
  update(data, setStateValue) {
    this.setStateValue = setStateValue;
    this.freeEntry = data.free_entry !== false;
    this.given = data;
    if (told && data.live.session === told.session && data.live.serial >= told.serial) told = null;
    const missed = returned && told;
    returned = false;
    if (missed || data.revision !== this.revision) this.adopt(data);
    this.redraw();
    if (missed) this.tellAgain(missed);
    this.fit();
    this.sender.answered();
    if (!data.live.steps) this.touched = null; // something else was changed: its steps are others now
  }

  /**
   * What the server missed in its last moments, as this panel may be another one than that which told it.
   * @param {Answer} answer
   */
  tellAgain(answer) {
    for (const limit of this.limits) this.values.set(limit.name, answer.limits[limit.name] ?? limit.protocol);
    for (const setting of this.settingList) this.settings.set(setting.name, answer.settings[setting.name] ?? setting.protocol);
    this.off = new Set(answer.off);
    this.refresh();
    this.sender.settled();
  }

  /** Ends the list at the window's edge, so that it scrolls beside a chart that stays where it is. */
  fit() {
    const page = this.root.closest("[data-testid=stMain]") ?? document.documentElement;
    const top = this.root.getBoundingClientRect().top + page.scrollTop;
    const height = `${Math.round(Math.max(LEAST, page.clientHeight - top - MARGIN))}px`;
    if (this.root.style.getPropertyValue("--limits-height") !== height) this.root.style.setProperty("--limits-height", height);
  }

  /**
   * Shows the counts and sentences of the server, or of a step ahead of it.
   * @param {Data} data
   */
  count({ rows, groups }) {
    const newest = new Map([...rows, ...(groups || [])].map((item) => [item.id, item]));
    for (const part of this.parts) part.patch(newest.get(part.id));
  }

  /**
   * A step of a limit on its way: everything follows, at once where its steps are here.
   * @param {string} limit
   */
  moving(limit) {
    const shown = live.show(limit, this.values.get(limit));
    this.sender.moving(shown && !this.selected); // the detail of a criterion is the server's to draw
    clearTimeout(this.noting);
    if (!this.sender.held) this.noting = setTimeout(() => this.noteInAddress(), NOTED);
  }

  noteInAddress() {
    /** @param {Limit} limit */
    const text = ({ name, protocol }) => (same(this.values.get(name), protocol) ? "" : String(this.values.get(name)));
    window.feasibilityAddress?.(Object.fromEntries(this.limits.map((limit) => [limit.name, text(limit)])));
  }

  /**
   * A limit has come to a value in one go.
   * @param {string} limit
   */
  settled(limit) {
    live.show(limit, this.values.get(limit));
    this.sender.settled();
  }

  /** @param {boolean} settled */
  deliver(settled) {
    const answer = this.answer(settled);
    told = { ...answer, session: this.given.live.session };
    if (settled) {
      live.settled(answer.serial);
      this.noteInAddress();
    }
    this.setStateValue("panel", answer);
  }

  /** @param {Data} data */
  adopt(data) {
    this.sender.forget();
    this.revision = data.revision;
    this.selected = data.selected ?? null;
    this.off = new Set(data.rows.filter((row) => !row.on).map((row) => row.id));
    for (const limit of data.rows.flatMap((row) => row.limits)) this.values.set(limit.name, limit.value);
    for (const setting of data.settings || []) this.settings.set(setting.name, setting.value);
    this.refresh();
  }

  /** Shows what the panel knows. */
  refresh() {
    const changed = [...this.parts, this.readings].reduce((sum, part) => sum + part.refresh(), 0);
    setText(this.changed, changed ? `${changed} changed` : "as in the protocol");
    this.changed.classList.toggle("limits-count-changed", changed > 0);
    this.back.disabled = changed === 0;
  }

  /** @param {boolean} settled @returns {Answer} */
  answer(settled) {
    /** @param {{name: string, protocol: *}[]} list @param {Map<string, *>} values */
    const differing = (list, values) =>
      Object.fromEntries(
        list.filter((item) => !same(values.get(item.name), item.protocol)).map((item) => [item.name, values.get(item.name)]),
      );
    serial += 1;
    return {
      limits: differing(this.limits, this.values),
      settings: differing(this.settingList, this.settings),
      off: this.rows.map((row) => row.id).filter((id) => this.off.has(id)),
      selected: this.selected,
      settled,
      revision: this.revision,
      serial,
    };
  }

  /** @param {string} id */
  select(id) {
    this.selected = this.selected === id ? null : id;
    this.refresh();
    this.sender.settled();
  }

  /** @param {string[]} ids @param {boolean} on */
  switchCriteria(ids, on) {
    for (const id of ids) on ? this.off.delete(id) : this.off.add(id);
    this.refresh();
    this.sender.settled();
  }

  /** @param {string} name @param {*} value */
  setSetting(name, value) {
    this.settings.set(name, value);
    this.refresh();
    this.sender.settled();
  }

  backToProtocol() {
    for (const limit of this.limits) this.values.set(limit.name, limit.protocol);
    for (const setting of this.settingList) this.settings.set(setting.name, setting.protocol);
    this.off.clear();
    this.refresh();
    this.sender.settled();
  }

  destroy() {
    clearTimeout(this.dwell);
    clearTimeout(this.noting);
    window.removeEventListener("resize", this.resized);
    window.removeEventListener("feasibility:away", this.leave);
    window.removeEventListener("feasibility:back", this.return);
    live.listeners.delete(this.redraw);
    this.sender.destroy();
    this.readings.destroy();
    this.message.hide();
    this.root.remove();
  }
}

/**
 * What the panel is built from. While it stays the same the panel is patched, never rebuilt.
 * @param {Data} data
 */
function shapeOf(data) {
  /** @param {{limits: Limit[]}} row */
  const limits = (row) => row.limits.map(({ value, ...fixed }) => fixed);
  const rows = data.rows.map(({ on, fails, unknown, sentence, ...fixed }) => ({ ...fixed, limits: limits(fixed) }));
  const groups = (data.groups || []).map(({ fails, unknown, sentence, ...fixed }) => fixed);
  const settings = (data.settings || []).map(({ value, ...fixed }) => fixed);
  return JSON.stringify([rows, groups, settings]);
}

/** @param {{data: Data, parentElement: HTMLElement, setStateValue: (name: string, value: *) => void}} component */
export default function limitsPanel({ data, parentElement, setStateValue }) {
  const shape = shapeOf(data);
  let panel = panels.get(parentElement);
  if (!panel || panel.shape !== shape) {
    panel?.destroy();
    panel = new Panel(data);
    panel.shape = shape;
    panels.set(parentElement, panel);
    parentElement.append(panel.root);
  }
  panel.update(data, setStateValue);
  // Streamlit may call this cleanup for an update that a newer one overtook, with the panel still in the page.
  return () =>
    setTimeout(() => {
      if (parentElement.isConnected) return;
      panels.get(parentElement)?.destroy();
      panels.delete(parentElement);
    });
}
