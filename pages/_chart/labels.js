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
  const { l, r, b } = layout.margin;
  const beside = end ? { r: r + numbers * LETTER * scale } : {};
  const range = end ? { xaxis: { ...layout.xaxis, range: [0, end] } } : {};
  const margin = { ...layout.margin, l: Math.min(l * scale, WIDEST * width), b: b * scale, t: ABOVE, ...beside };
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
   * `clicked(row)` is told which label was clicked.
   * @param {(row: number) => void} clicked
   */
  constructor(clicked) {
    this.clicked = clicked;
    this.root = el("div", "chart-labels", { "aria-hidden": "true" }); // the drawing's own label says what it shows
    /** @type {{label: HTMLElement, number: HTMLElement}[]} */
    this.rows = [];
  }

  /**
   * The words of a figure beside its drawing of this size (width, height, margin).
   * @param {Figure} figure @param {Size} size
   */
  update({ data, layout }, size) {
    const { ticktext = [], range } = layout.yaxis ?? {};
    const numbers = data.find((trace) => trace.mode === "text")?.text ?? [];
    this.fit(ticktext.length);
    const { l, b } = size.margin ?? {};
    const height = size.height - ABOVE - b;
    this.rows.forEach(({ label, number }, row) => {
      const top = `${ABOVE + ((row - range[1]) / (range[0] - range[1])) * height}px`;
      writeText(label, ticktext[row]);
      writeText(number, numbers[row] ?? "");
      for (const element of [label, number]) if (element.style.top !== top) element.style.top = top;
    });
    this.root.style.setProperty("--labels", `${l}px`);
    if (this.room !== l) this.rows.forEach(({ label }) => shrink(label, l - BESIDE_AXIS));
    this.room = l;
    this.root.style.setProperty("--rest", `${layout.margin?.r ?? 0}px`);
  }

  /** @param {number} rows */
  fit(rows) {
    while (this.rows.length > rows) Object.values(this.rows.pop() ?? {}).forEach((element) => element.remove());
    while (this.rows.length < rows) {
      const row = this.rows.length;
      const label = el("span", "chart-label", { onclick: () => this.clicked(row) });
      const number = el("span", "chart-number");
      this.rows.push({ label, number });
      this.root.append(label, number);
    }
  }
}
