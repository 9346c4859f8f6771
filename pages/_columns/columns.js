// One row for each column of an opened table. _elements.js comes before this file in the one module the browser loads.

/**
 * What the server gives.
 * @typedef {Object} Word
 * @property {string} word  Empty: all those that are not shown one by one. @property {string} count
 * @property {string} means  Empty: as it stands. @property {boolean} unread
 *
 * @typedef {Object} Question
 * @property {number|string} number @property {string} text @property {string[]} choices @property {?number} answer
 *
 * @typedef {Object} Row
 * @property {string} column @property {string} is  Key of a variable, or one of `special`. @property {string[]} likely
 * @property {string} silent  Why no value is shown. @property {string} because @property {string} missing
 * @property {{label: string, count: string, size: number}[]} values  Size: 0 to 1, of the largest.
 * @property {string} unit @property {{key: string, label: string}[]} units  Empty where it has none.
 * @property {Record<string, string>} details  What more can be said of how it is read, and what is said now.
 * @property {Word[]} words @property {{key: string, label: string}[]} meanings
 * @property {"right"|"look"|"must"} state @property {string[]} why @property {Question[]} questions
 *
 * @typedef {Object} List
 * @property {Row[]} rows @property {Question[]} questions  About the whole table.
 * @property {{key: string, label: string, offered: boolean}[]} special  What a column may be beside a variable. @property {{key: string, label: string}[]} variables
 * @property {boolean} rest  Every column without a meaning is left out. @property {number} open @property {number} serial
 *
 * What it sends: the state "told": {serial, kind: "is"|"unit"|"word"|"detail"|"answer"|"rest", column, value, word, detail, number}.
 */

const STATES = { right: "right", look: "look at it", must: "to answer" };
const RARE = "other words";
/** @type {Record<string, {label: string, options?: string[][], hint?: string}>} */
const DETAILS = {
  decimal: { label: "decimal sign", options: [["", "as its numbers say"], [".", "point"], [",", "comma"]] },
  plausible: { label: "plausible, in the standard unit", hint: "as usual, or 30 to 250" },
  missing: { label: "codes for missing", hint: "such as -9, 999" },
  dated: { label: "counted from this date", options: [["", "not a date"], ["birth", "as age: a date of birth"], ["event", "as days since: an event"]] },
  order: { label: "in dates such as 03/04", options: [["", "as its dates say"], ["day first", "the day comes first"], ["month first", "the month comes first"]] },
};
const SIGNS = { right: "✓", look: "◦", must: "!" };
/** @type {WeakMap<Element, ColumnList>} */
const lists = new WeakMap(); // one list per place in the page; Streamlit calls the export again for every update

/** @param {Row} row */
function picture(row) {
  const words = row.values.map(({ label, count }) => `${label}: ${count}`).join("; ") || row.silent;
  const bars = row.values.map(({ size }) => {
    const bar = el("i", "column-bar");
    bar.style.height = `${Math.max(6, Math.round(size * 100))}%`;
    return bar;
  });
  const shown = row.values.slice(0, 4).map(({ label, count }) => `${label}: ${count}`);
  if (row.values.length > 4) shown.push(`${row.values.length - 4} more`);
  return el(
    "div",
    "column-stands",
    { title: words },
    el("span", "column-picture", { "aria-hidden": "true" }, ...bars),
    el("span", "column-values", { text: shown.join(" · ") || row.silent }),
    el("span", "column-missing", { text: `missing: ${row.missing}` }),
  );
}

class ColumnList {
  /** @param {Element} parent */
  constructor(parent) {
    this.root = el("div", "columns-list");
    this.names = el("datalist", "", { id: "columns-names" });
    parent.append(this.root, this.names);
    /** @type {?List} */
    this.data = null;
    /** @type {Map<string, {text: string, element: HTMLElement}>} */
    this.drawn = new Map();
    this.serial = 0;
    /** @type {(told: Record<string, *>) => void} */
    this.send = () => {}; // set by every update
    this.top = el("div", "columns-top");
    this.about = el("div", "columns-about");
    this.rows = el("div", "columns-rows", { role: "list", "aria-label": "Columns of the table" });
    this.root.append(this.top, this.about, this.rows);
  }

  /** @param {Record<string, *>} what */
  tell(what) {
    this.serial += 1;
    this.send({ serial: this.serial, ...what });
  }

  /** @param {List} data @param {(told: Record<string, *>) => void} send */
  update(data, send) {
    this.send = send;
    this.serial = Math.max(this.serial, data.serial);
    this.data = data;
    this.drawTop(data);
    this.about.replaceChildren(...data.questions.map((each) => this.question(each, "")));
    const gone = new Set(this.drawn.keys());
    for (const row of data.rows) {
      gone.delete(row.column);
      const text = JSON.stringify(row);
      const before = this.drawn.get(row.column);
      if (before && before.text === text) continue; // what did not change keeps its focus
      const element = this.row(row);
      if (before) this.exchange(before.element, element);
      else this.rows.append(element);
      this.drawn.set(row.column, { text, element });
    }
    for (const column of gone) {
      this.drawn.get(column)?.element.remove();
      this.drawn.delete(column);
    }
  }

  /**
   * Puts a row in the place of its former self; the focus stays on the same control.
   * @param {HTMLElement} before @param {HTMLElement} now
   */
  exchange(before, now) {
    const focused = before.contains(document.activeElement) ? document.activeElement?.getAttribute("data-control") : null;
    before.replaceWith(now);
    for (const each of before.querySelectorAll("details[open]")) now.querySelector(`details.${each.className}`)?.setAttribute("open", "");
    if (focused) /** @type {?HTMLElement} */ (now.querySelector(`[data-control="${CSS.escape(focused)}"]`))?.focus();
  }

  /** @param {List} data */
  drawTop(data) {
    const must = data.rows.filter(({ state }) => state === "must");
    const next = el("button", "columns-button columns-next", {
      type: "button",
      text: must.length ? `Next of ${must.length} to answer` : "Nothing left to answer",
      onclick: () => this.goTo(must[0]),
    });
    next.disabled = !must.length;
    const rest = el("button", "columns-button", {
      type: "button",
      "aria-pressed": String(data.rest),
      text: data.rest ? "Everything else is left out: take it back" : `Leave out everything else (${data.open})`,
      onclick: () => this.tell({ kind: "rest", value: !data.rest }),
    });
    rest.disabled = !data.rest && !data.open;
    this.top.replaceChildren(next, rest);
  }

  /** @param {Row} [row] */
  goTo(row) {
    const element = row && this.drawn.get(row.column)?.element;
    if (!element) return;
    element.scrollIntoView({ block: "center" });
    /** @type {?HTMLElement} */ (element.querySelector(".column-asked select, .column-words select, input"))?.focus();
  }

  /** @param {Row} row */
  row(row) {
    const state = el("span", `column-state column-${row.state}`, { title: row.why.join("\n") || null }, el("b", "", { text: SIGNS[row.state], "aria-hidden": "true" }), el("span", "", { text: STATES[row.state] }));
    const heading = el("div", "column-name", {}, el("strong", "", { text: row.column }), el("span", "column-because", { text: row.because }));
    const read = el("div", "column-read", {}, this.is(row), ...(row.units.length ? [this.unit(row)] : []));
    const parts = [state, heading, picture(row), read];
    const asked = [...row.why.map((text) => el("p", "column-why", { text })), ...row.questions.map((each) => this.question(each, row.column))];
    if (asked.length) parts.push(el("div", "column-asked", {}, ...asked));
    if (row.words.length) parts.push(this.words(row));
    if (Object.keys(row.details).length) parts.push(this.details(row));
    return el("div", `column column-is-${row.state}`, { role: "listitem" }, ...parts);
  }

  /**
   * A field that finds a variable by any part of its name; the likely ones stand first.
   * @param {Row} row
   */
  is(row) {
    const known = /** @type {List} */ (this.data);
    const every = [...known.special, ...known.variables];
    const offered = [...known.special.filter((each) => each.offered), ...known.variables];
    /** @param {string} key */
    const label = (key) => every.find((each) => each.key === key)?.label ?? key;
    const field = el("input", "column-is", {
      list: "columns-names",
      value: label(row.is),
      "aria-label": `${row.column} is`,
      "data-control": "is",
      autocomplete: "off",
    });
    field.addEventListener("focus", () => {
      const first = row.likely.map((key) => ({ key, label: label(key) }));
      const names = [...first, ...offered.filter(({ key }) => !row.likely.includes(key))];
      this.names.replaceChildren(...names.map((each) => el("option", "", { value: each.label })));
      field.placeholder = field.value;
      field.value = ""; // a browser offers only the names that hold what stands in the field
    });
    field.addEventListener("blur", () => {
      if (!field.value) field.value = field.placeholder;
    });
    field.addEventListener("change", () => {
      const wanted = field.value.trim().toLowerCase();
      const found = offered.find((each) => each.label.toLowerCase() === wanted || each.key === wanted);
      field.setCustomValidity(found || !wanted ? "" : "No variable is called so: choose one of the list");
      if (found) this.tell({ kind: "is", column: row.column, value: found.key });
      else if (wanted) field.reportValidity();
    });
    return field;
  }

  /** @param {Row} row */
  unit(row) {
    const options = [["", "unit: as its values say"], ...row.units.map(({ key, label }) => [key, label])];
    return this.select(options, row.unit, `Unit of ${row.column}`, "unit", (value) => this.tell({ kind: "unit", column: row.column, value }));
  }

  /** @param {Row} row */
  words(row) {
    const unread = row.words.filter((each) => each.unread).length;
    const options = [["", "as it stands"], ...row.meanings.map(({ key, label }) => [key, label])];
    const lines = row.words.map((each) =>
      el(
        "li",
        each.unread ? "column-unread" : "",
        {},
        el("span", "column-word", { text: each.word || RARE }),
        el("span", "column-count", { text: each.count }),
        this.select(options, each.means, `${each.word || RARE} in ${row.column} means`, `word ${each.word}`, (value) =>
          this.tell({ kind: "word", column: row.column, word: each.word, value }),
        ),
      ),
    );
    const summary = unread ? `${row.words.length} words, ${unread} not read` : `${row.words.length} words`;
    return el("details", "column-words", { open: unread ? "" : null }, el("summary", "", { text: summary }), el("ul", "", {}, ...lines));
  }

  /**
   * What is seldom said of a column: its decimal sign, what is plausible, codes for missing, how its dates are read.
   * @param {Row} row
   */
  details(row) {
    const said = Object.values(row.details).filter(Boolean).length;
    const lines = Object.entries(row.details).map(([detail, value]) => {
      const { label, options, hint } = DETAILS[detail];
      /** @param {string} now */
      const told = (now) => this.tell({ kind: "detail", column: row.column, detail, value: now });
      const field = options
        ? this.select(options, value, `${row.column}: ${label}`, `detail ${detail}`, told)
        : this.typed(value, hint ?? "", `${row.column}: ${label}`, `detail ${detail}`, told);
      return el("label", "column-detail", {}, el("span", "", { text: label }), field);
    });
    const summary = el("summary", "", { text: said ? `more: ${said} said` : "more" });
    return el("details", "column-details", {}, summary, el("div", "", {}, ...lines));
  }

  /** @param {string} value @param {string} hint @param {string} name @param {string} control @param {(value: string) => void} told */
  typed(value, hint, name, control, told) {
    const field = el("input", "column-select", { value, placeholder: hint, "aria-label": name, "data-control": control, autocomplete: "off" });
    field.addEventListener("change", () => told(field.value.trim()));
    return field;
  }

  /** @param {Question} question @param {string} column */
  question({ number, text, choices, answer }, column) {
    const options = [["", "not answered yet"], ...choices.map((label, at) => [String(at), label])];
    const picked = answer === null ? "" : String(answer);
    const field = this.select(options, picked, text, `question ${number}`, (value) =>
      this.tell({ kind: "answer", column, number, value: value === "" ? null : Number(value) }),
    );
    return el("label", answer === null ? "column-question column-open" : "column-question", {}, el("span", "", { text }), field);
  }

  /** @param {string[][]} options @param {string} picked @param {string} name @param {string} control @param {(value: string) => void} told */
  select(options, picked, name, control, told) {
    const field = el("select", "column-select", { "aria-label": name, "data-control": control });
    field.append(...options.map(([value, label]) => el("option", "", { value, text: label })));
    if (!options.some(([value]) => value === picked)) field.append(el("option", "", { value: picked, text: "each as it was said", disabled: true }));
    field.value = picked;
    field.addEventListener("change", () => told(field.value));
    return field;
  }
}

/** @param {{data: List, parentElement: HTMLElement, setStateValue: (name: string, value: *) => void}} component */
export default function columnList({ data, parentElement, setStateValue }) {
  let list = lists.get(parentElement);
  if (!list) {
    list = new ColumnList(parentElement);
    lists.set(parentElement, list);
  }
  list.update(data, (told) => setStateValue("told", told));
}
