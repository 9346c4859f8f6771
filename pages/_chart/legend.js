// What the colours of a chart mean, in a line above its drawing. Plotly's own legend lies in the drawing, and over its rows
// where there is no room beside them; the picture to download keeps it, where there is.

/**
 * The traces that a legend names.
 * @param {Figure} figure
 */
function inLegend({ data, layout }) {
  return layout.showlegend === false ? [] : data.filter(({ name, showlegend }) => name && showlegend !== false);
}

class Legend {
  constructor() {
    this.is = ""; // what it shows
    this.root = el("div", "chart-legend", { "aria-hidden": "true" }); // the drawing's own label says what it shows
  }

  /**
   * The named traces of a figure whose colours are resolved; a mark is a stroke, a dot or a diamond, as it is drawn, and a
   * hatched bar a hatched sample.
   * @param {Figure} figure
   */
  update(figure) {
    const named = inLegend(figure);
    const is = JSON.stringify(named.map(({ name, marker }) => [name, marker?.color, marker?.symbol]));
    if (this.is === is) return;
    this.is = is;
    this.root.hidden = named.length === 0;
    this.root.replaceChildren(...named.map((trace) => el("span", "", {}, sample(trace), el("span", "", { text: trace.name }))));
  }
}

/** @param {*} trace */
function sample({ mode, marker }) {
  const kind = mode === "markers" ? mark(marker.symbol) : marker.pattern ? "chart-hatched" : "chart-filled";
  const element = el("span", `chart-sample ${kind}`);
  element.style.setProperty("--sample", marker.color);
  return element;
}

/** @param {string|undefined} symbol  Plotly's name: `circle`, `diamond-open`, `line-ns-open`, ... */
function mark(symbol = "") {
  const open = symbol.endsWith("-open") ? " chart-open" : "";
  if (symbol.startsWith("circle")) return `chart-dot${open}`;
  return symbol.startsWith("diamond") ? `chart-diamond${open}` : "chart-stroke";
}
