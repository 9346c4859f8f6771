// The words of a chart's rows: labels on its left, numbers on its right. Plotly would measure and draw each of them again
// at every step of a limit, half of its time; here an unchanged word is left alone.

/**
 * Of a drawing beside its labels.
 * @typedef {{width: number, height: number, margin?: *}} Size
 */

/** @type {Record<string, string>} */
const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

const BESIDE_AXIS = 12; // px between the labels and the axis, and before them
const LETTER = 7.3; // px of a letter of a number, in the usual size
const WIDEST = 0.46; // of the width: labels that need more are written smaller, so that the bars keep theirs
const ABOVE = 6; // px above the first row, where its legend stands outside the drawing

/**
 * Whether a figure has rows with words, which are then written beside the drawing, and its legend above it.
 * @param {{layout: *}} figure
 */
function hasRows({ layout }) {
  return Boolean(layout.yaxis?.ticktext);
}

/**
 * The figure without those words, `scale` times as large, with the column of numbers beside the bars instead of over their
 * ends. The picture to download keeps its words: it is drawn once, and by Plotly alone.
 * @param {Figure} figure @param {number} scale @param {number} width @returns {Figure}
 */
function withoutWords({ data, layout }, scale, width) {
  if (!hasRows({ layout })) return { data, layout };
  const { ticktext, ...yaxis } = layout.yaxis;
  const { end, numbers } = layout.meta ?? {};
  const { l, r, t, b } = layout.margin;
  const headed = !inLegend({ data, layout }).length || layout.annotations?.length > 0; // the room above is for its columns' names
  const beside = numbers ? { r: r + numbers * LETTER * scale } : {};
  const range = end ? { xaxis: { ...layout.xaxis, range: [0, end] } } : {};
  const margin = { ...layout.margin, l: Math.min(l * scale, WIDEST * width), b: b * scale, t: headed ? t * scale : ABOVE, ...beside };
  return {
    data: data.filter((trace) => trace.mode !== "text"),
    layout: { ...layout, ...range, showlegend: false, margin, yaxis: { ...yaxis, showticklabels: false } },
  };
}

/**
 * Plotly's text with its bold parts and lines, as text: entities are read, markup is never made.
 * @param {HTMLElement} element @param {string} text
 */
function writeText(element, text) {
  if (element.dataset.text === text) return;
  element.dataset.text = text;
  /** @param {string} part */
  const plain = (part) => part.replaceAll("<br>", "\n").replace(/&(lt|gt|amp);/g, (sign) => ENTITIES[sign]);
  const parts = text.split(/<\/?b>/).map(plain);
  element.replaceChildren(...parts.map((part, at) => (at % 2 ? el("b", "", { text: part }) : part)));
}

/**
 * What a click on a row opens, if anything.
 * @param {Figure} figure @param {number} row @returns {string|undefined}
 */
function idAt({ data }, row) {
  const trace = data.find(({ y, customdata }) => customdata && y?.[row] === row);
  return trace && idOf(trace.customdata[row]);
}

/** @param {*} customdata  Of one point. @returns {string|undefined} */
function idOf(customdata) {
  const id = Array.isArray(customdata) ? customdata[0] : customdata;
  return typeof id === "string" && id ? id : undefined;
}

/**
 * Writes a label smaller that does not fit into its room.
 * @param {HTMLElement} label @param {number} room
 */
function shrink(label, room) {
  label.style.fontSize = "";
  const wanted = label.offsetWidth;
  if (wanted > room) label.style.fontSize = `${Math.floor((100 * room) / wanted)}%`;
}

class Labels {
  /**
   * `clicked(row)` is told which label was clicked, `moved(from, to)` which was brought to another row.
   * @param {(row: number) => void} clicked @param {(from: number, to: number) => void} moved
   */
  constructor(clicked, moved) {
    this.clicked = clicked;
    this.moved = moved;
    this.movable = 0; // rows
    this.place = el("div", "chart-place", { hidden: true }); // where a label that is dragged would come to stand
    this.root = el("div", "chart-labels", {}, this.place);
    /** @type {{label: HTMLElement, number: HTMLElement}[]} */
    this.rows = [];
  }

  /**
   * The words of a figure beside its drawing of this size (width, height, margin).
   * @param {Figure} figure @param {Size} size
   */
  update({ data, layout }, size) {
    const { ticktext = [], range, tickfont } = layout.yaxis ?? {};
    this.root.style.fontSize = tickfont?.size ? `${tickfont.size}px` : "";
    const numbers = data.find((trace) => trace.mode === "text")?.text ?? [];
    this.fit(ticktext.length);
    const { l, t, b } = size.margin ?? {};
    const height = size.height - t - b;
    /** @param {number} row */
    this.topOf = (row) => t + ((row - range[1]) / (range[0] - range[1])) * height;
    this.movable = layout.meta?.movable ?? 0;
    this.root.classList.toggle("chart-movable", this.movable > 0);
    this.rows.forEach(({ label, number }, row) => {
      const top = `${this.topOf?.(row)}px`;
      writeText(label, ticktext[row]);
      writeText(number, numbers[row] ?? "");
      this.offer(label, row);
      label.classList.toggle("chart-opens", idAt({ data, layout }, row) !== undefined);
      for (const element of [label, number]) if (element.style.top !== top) element.style.top = top;
    });
    this.root.style.setProperty("--labels", `${l}px`);
    if (this.room !== l) this.rows.forEach(({ label }) => shrink(label, l - BESIDE_AXIS));
    this.room = l;
    this.root.style.setProperty("--rest", `${layout.margin?.r ?? 0}px`);
  }

  /**
   * A label that can be moved is a button for it; the others are for the eye: the drawing's own label says what it shows.
   * @param {HTMLElement} label @param {number} row
   */
  offer(label, row) {
    const movable = row < this.movable;
    const says = movable ? `${label.textContent?.trim()}, place ${row + 1} of ${this.movable}: arrow keys move it` : "";
    if ((label.getAttribute("aria-label") ?? "") === says) return;
    if (!movable) for (const name of ["role", "tabindex", "aria-label"]) label.removeAttribute(name);
    else for (const [name, value] of Object.entries({ role: "button", tabindex: "0", "aria-label": says })) label.setAttribute(name, value);
    label.toggleAttribute("aria-hidden", false);
    if (!movable) label.setAttribute("aria-hidden", "true");
  }

  /** @param {KeyboardEvent} event @param {number} row */
  pressed(event, row) {
    const to = row + (event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0);
    if (to === row || row >= this.movable) return;
    event.preventDefault();
    if (to < 0 || to >= this.movable) return;
    this.rows[to].label.focus(); // where the criterion will stand
    this.moved(row, to);
  }

  /** @param {PointerEvent} event @param {number} row */
  grab(event, row) {
    if (row >= this.movable || event.button) return;
    const { label } = this.rows[row];
    const { top } = this.root.getBoundingClientRect();
    const start = event.clientY;
    let to = row;
    label.setPointerCapture(event.pointerId);
    label.classList.add("chart-dragged");
    /** @param {PointerEvent} event */
    const follow = ({ clientY }) => {
      const first = this.topOf?.(0) ?? 0;
      const one = (this.topOf?.(1) ?? 0) - first;
      to = Math.min(Math.max(Math.round((clientY - top - first) / one), 0), this.movable - 1);
      label.style.translate = `0 ${clientY - start}px`;
      this.place.style.top = `${first + (to + (to > row ? 0.5 : -0.5)) * one}px`;
      this.place.hidden = to === row;
    };
    /** @param {KeyboardEvent} pressed */
    const abandon = (pressed) => {
      if (pressed.key !== "Escape") return;
      to = row;
      label.releasePointerCapture(event.pointerId);
    };
    const release = () => {
      label.removeEventListener("pointermove", follow);
      document.removeEventListener("keydown", abandon);
      label.style.translate = "";
      label.classList.remove("chart-dragged");
      this.place.hidden = true;
      this.dragged = to !== row; // the click that follows is none
      if (this.dragged) this.moved(row, to);
    };
    label.addEventListener("pointermove", follow);
    document.addEventListener("keydown", abandon);
    label.addEventListener("lostpointercapture", release, { once: true });
  }

  /** @param {number} rows */
  fit(rows) {
    while (this.rows.length > rows) Object.values(this.rows.pop() ?? {}).forEach((element) => element.remove());
    while (this.rows.length < rows) {
      const row = this.rows.length;
      const label = el("span", "chart-label", {
        "aria-hidden": "true",
        onpointerdown: (/** @type {PointerEvent} */ event) => this.grab(event, row),
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.pressed(event, row),
        onclick: () => (this.dragged ? (this.dragged = false) : this.clicked(row)),
      });
      const number = el("span", "chart-number", { "aria-hidden": "true" });
      this.rows.push({ label, number });
      this.root.append(label, number);
    }
  }
}
