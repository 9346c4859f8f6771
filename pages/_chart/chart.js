// A Plotly chart changed in place. _elements.js, _live.js, theme.js, picture.js, labels.js, legend.js, moving.js and controls.js come before this file in the one
// module the browser loads (see __init__.py), because a component's script cannot import its neighbours.

/**
 * What the server gives.
 * @typedef {Object} Data
 * @property {Figure} figure  A plain Plotly figure. Under any key ending in "color" a text
 *   "light|dark" ("#C7C7C7|#5A5A5A") is resolved by the theme. Fonts, grid, axis, hover and background colours that the
 *   figure leaves open are filled in from Streamlit's theme. customdata[0] of a point is its criterion's id. Zooming is
 *   off unless layout.dragmode says otherwise: on a shared screen a stray drag would lose the axis.
 * @property {string} alt     The chart's message in words.
 * @property {number} height  Of drawing and buttons, in px.
 * @property {?Picture} picture
 * @property {?Choices} controls  What stands above the drawing.
 * @property {string} hint    A word below it, "" for none.
 * @property {?Word} live  Where figure, alt and picture follow a limit: the server's word, see _live.js.
 * @property {string} plotly  Where the chart library is served, relative to the app.
 *
 * @typedef {{data: *[], layout: *}} Figure  Plotly brings no types.
 * @typedef {HTMLDivElement & {on: (event: string, told: (event: *) => void) => void, _fullLayout: *}} Plot  With what Plotly adds to its element.
 *
 * @typedef {Object} Picture  What a downloaded picture says about itself.
 * @property {string} filename @property {string} title @property {string} caption @property {number} [width] @property {number} [height]
 *
 * @typedef {Object} Choices
 * @property {string} name @property {{value: string, label: string}[]} choices @property {string} choice
 * @property {{label: string, on: boolean, disabled: boolean, own?: boolean}} order  `own`: switching it off is to give
 *   back the rows their usual order. @property {string} explanation
 *
 * Of the figure's layout.meta.movable first rows the names can be dragged to another place.
 *
 * What it sends: the states "choice" and "order" with what was picked above the drawing, "sequence" with the ids of the rows
 * as somebody moved them (none: the usual order) and a serial number, and the trigger "clicked" with a criterion's id.
 */

const NARROW = 480; // px: a phone held upright
const BUTTON_ROW = 28; // px, as in chart.css
const LEGEND_ROW = 20; // px, as in chart.css: what a figure's height has room for
const CONFIG = { displayModeBar: false, displaylogo: false, responsive: false, doubleClick: "reset" };

let sequences = 0; // that were sent, of all charts
/** @type {WeakMap<Element, Chart>} */
const charts = new WeakMap(); // one chart per place in the page; Streamlit calls the export again for every update

/**
 * The chart library, once per browser tab, however many charts and pages ask for it.
 * @param {string} path @returns {Promise<*>}
 */
function loadPlotly(path) {
  if (window.Plotly?.react) return Promise.resolve(window.Plotly);
  window.__plotlyLoading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = appUrl(path);
    script.onload = () => (window.Plotly?.react ? resolve(window.Plotly) : reject(new Error("not Plotly")));
    script.onerror = () => reject(new Error(`could not load ${script.src}`));
    document.head.append(script);
  }).catch((problem) => {
    window.__plotlyLoading = undefined; // the next update may try again
    throw problem;
  });
  return window.__plotlyLoading;
}

/**
 * Streamlit's own script tells where the app lives, even under a base path or on a page's own address.
 * @param {string} path
 */
function appUrl(path) {
  /** @type {?HTMLScriptElement} */
  const script = document.querySelector('script[src*="static/js/"]');
  const own = script?.src;
  return new URL(path, own ? own.replace(/static\/js\/.*$/, "") : document.baseURI).href;
}

/**
 * A figure's height in px; in a narrow place its rows may be taller.
 * @param {Figure} shown @param {Data} given
 */
function heightOf({ layout }, { figure, height }) {
  const taller = (layout.meta?.row ?? 0) - (figure.layout.meta?.row ?? 0);
  return height + taller * (layout.yaxis?.ticktext?.length ?? 0);
}

/** @param {{customdata: *}[]} points @returns {string|undefined} */
function idOfAny(points) {
  return points.map(({ customdata }) => idOf(customdata)).find((id) => id !== undefined);
}

class Chart {
  /** @param {Element} parent @param {Data} data */
  constructor(parent, data) {
    this.given = data;
    this.data = data;
    this.width = 0;
    /** @type {Size} */
    this.size = { width: 0, height: 0 };
    this.stands = "";
    this.theme = "";
    this.failed = false;
    /** @type {Controls|undefined} */
    this.controls = undefined;
    /** @type {(id: string) => void} */
    this.clicked = () => {}; // set by every update
    this.plot = /** @type {Plot} */ (el("div", "chart-plot", { role: "img" }));
    this.status = el("span", "", { role: "status" });
    this.buttons = el("div", "chart-buttons", {}, this.status, this.button("PNG", "Picture (PNG)"), this.button("SVG", "SVG"));
    /** @type {(name: string, value: *) => void} */
    this.chosen = () => {}; // set by every update
    this.labels = new Labels(
      (row) => this.clickedLabel(row),
      (from, to) => this.movedLabel(from, to),
    );
    this.legend = new Legend();
    const drawing = el("div", "chart-drawing", {}, this.plot, this.labels.root);
    this.body = el("div", "chart-body", {}, this.legend.root, drawing, this.buttons);
    this.hint = el("p", "chart-quiet");
    this.root = el("div", "chart", {}, this.body, this.hint);
    parent.append(this.root);
    this.redraw = () => this.show(live.over("chart", this.given), true);
    live.listeners.add(this.redraw);
    this.resized = () => this.fit();
    window.addEventListener("resize", this.resized); // also where somebody begins to present
    this.watch = new ResizeObserver(this.resized);
    this.watch.observe(this.plot);
  }

  /** @param {string} format @param {string} text */
  button(format, text) {
    const onclick = () => this.download(format.toLowerCase());
    return el("button", "", { type: "button", text, title: `Download the chart as ${format}`, onclick });
  }

  /** @param {?Choices} controls @param {(name: string, value: *) => void} chosen */
  control(controls, chosen) {
    if (!controls) return;
    if (!this.controls) {
      this.controls = new Controls(controls, `chart-${Math.random().toString(36).slice(2, 8)}`);
      this.root.prepend(this.controls.root);
    }
    this.controls.update(controls, chosen);
  }

  /** @param {Data} data @param {(id: string) => void} clicked @param {(name: string, value: *) => void} chosen */
  update(data, clicked, chosen) {
    this.given = data;
    this.clicked = clicked;
    this.chosen = chosen;
    const own = data.controls?.order.own;
    this.control(data.controls, (name, value) => (own && name === "order" ? this.sequence([]) : chosen(name, value)));
    return this.show(live.over("chart", data));
  }

  /**
   * `ahead` of the server: a step of a limit on its way, one frame after the other.
   * @param {Data} data @param {boolean} ahead
   */
  async show(data, ahead = false) {
    this.data = data;
    this.buttons.hidden = !data.picture;
    setText(this.hint, data.hint);
    this.hint.hidden = !data.hint;
    if (this.plot.getAttribute("aria-label") !== data.alt) this.plot.setAttribute("aria-label", data.alt);
    if (!ahead) this.width = this.plot.clientWidth; // to ask for it costs a layout, which a drag has no time for
    this.body.style.height ||= `${data.height}px`; // until it is drawn
    if (window.Plotly?.react) return this.draw(ahead); // without a pause: the next frame shows it
    try {
      await loadPlotly(data.plotly);
    } catch {
      return this.say(
        "The chart cannot be drawn: its drawing library did not load. The numbers beside it are complete; reloading the page may help.",
      );
    }
    if (this.data === data) this.draw(); // a newer update draws itself
  }

  /** @param {string} text */
  say(text) {
    this.plot.replaceChildren(el("p", "chart-message", { text }));
    this.labels.root.hidden = true;
    this.plot.removeAttribute("role"); // words are read as words
    this.plot.removeAttribute("aria-label");
    this.failed = true;
  }

  draw(ahead = false) {
    if (this.failed) {
      this.plot.replaceChildren();
      this.plot.setAttribute("role", "img");
      this.plot.setAttribute("aria-label", this.data.alt);
      this.labels.root.hidden = false;
      this.failed = false;
    }
    const figure = this.width < NARROW ? narrowed(this.data.figure) : this.data.figure;
    const theme = ahead ? lastTheme : screenTheme(this.root); // nobody changes the theme in the middle of a drag
    const bare = withoutWords(figure, theme.size / USUAL_FONT, this.width);
    const stands = standing(bare);
    if (ahead && stands === this.stands && moveDrawing(this.plot, bare)) return this.labels.update(figure, this.size);
    this.stands = stands;
    this.theme = theme.is;
    const { data, layout = {} } = resolved(bare, theme.dark);
    const size = this.sized(figure, theme);
    this.size = { ...size, margin: layout.margin };
    this.labels.update(figure, this.size);
    const first = !this.plot.classList.contains("js-plotly-plot");
    window.Plotly.react(this.plot, data, { ...themed(layout, theme, theme.size), ...size }, CONFIG);
    if (first) this.listen();
  }

  listen() {
    this.plot.on("plotly_click", ({ points }) => this.clickedPoint(points));
    this.plot.on("plotly_hover", ({ points }) => this.plot.classList.toggle("chart-over", idOfAny(points) !== undefined));
    this.plot.on("plotly_unhover", () => this.plot.classList.remove("chart-over"));
  }

  /**
   * The drawing's size: what legend and buttons leave of the height, which grows with a legend of several lines.
   * @param {Figure} figure @param {Theme} theme
   */
  sized(figure, { dark, size }) {
    const rows = hasRows(figure);
    this.legend.root.hidden = !rows;
    if (rows) this.legend.update(resolved(figure, dark));
    const legend = this.legend.root.offsetHeight;
    const height = heightOf(figure, this.data) * (rows ? size / USUAL_FONT : 1) + Math.max(0, legend - LEGEND_ROW);
    this.body.style.height = `${height}px`;
    return { width: this.width, height: height - legend - (this.data.picture ? BUTTON_ROW : 0) };
  }

  fit() {
    const moved = this.plot.clientWidth !== this.width || screenTheme(this.root).is !== this.theme;
    if (moved) this.width = this.plot.clientWidth;
    if (moved && this.width > 0 && this.plot.classList.contains("js-plotly-plot")) this.draw();
  }

  /** @param {{customdata: *}[]} points */
  clickedPoint(points) {
    const id = idOfAny(points);
    if (id !== undefined) this.clicked(id);
  }

  /**
   * The label of a row is part of the row: clicking it counts as clicking the bar.
   * @param {number} row
   */
  clickedLabel(row) {
    const id = idAt(this.data.figure, row);
    if (id !== undefined) this.clicked(id);
  }

  /** @param {number} from @param {number} to */
  movedLabel(from, to) {
    const names = this.data.figure.data.find(({ mode }) => mode === "text");
    const ids = names?.customdata.map((/** @type {*} */ [id]) => id).slice(0, this.data.figure.layout.meta.movable);
    ids.splice(to, 0, ...ids.splice(from, 1));
    this.sequence(ids);
  }

  /** @param {string[]} ids */
  sequence(ids) {
    sequences += 1;
    this.chosen("sequence", { ids, serial: sequences });
  }

  /** @param {string} format */
  async download(format) {
    const { picture } = this.data;
    if (!picture) return;
    try {
      const plotly = await loadPlotly(this.data.plotly); // whoever is quicker than the library waits for it
      const url = await plotly.toImage(pictureOf(this.data.figure, picture), {
        format,
        width: picture.width ?? 1400,
        height: heightOfPicture(this.data.figure, picture),
        scale: format === "png" ? SHARPNESS : 1,
      });
      const link = document.createElement("a");
      link.href = url;
      link.download = `${picture.filename}.${format}`;
      document.body.append(link);
      link.click();
      link.remove();
      this.status.textContent = `${link.download} downloaded`;
    } catch (problem) {
      this.status.textContent = `The picture could not be made: ${problem instanceof Error ? problem.message : problem}`;
    }
    setTimeout(() => {
      this.status.textContent = "";
    }, 4000);
  }

  destroy() {
    live.listeners.delete(this.redraw);
    this.watch.disconnect();
    window.removeEventListener("resize", this.resized);
    window.Plotly?.purge(this.plot);
    this.root.remove();
  }
}

/**
 * @param {{data: Data, parentElement: HTMLElement, setStateValue: (name: string, value: *) => void,
 *   setTriggerValue: (name: string, value: *) => void}} component
 */
export default function plotlyChart({ data, parentElement, setStateValue, setTriggerValue }) {
  let chart = charts.get(parentElement);
  if (!chart) {
    chart = new Chart(parentElement, data);
    charts.set(parentElement, chart);
  }
  chart.update(data, (id) => setTriggerValue("clicked", id), setStateValue);
  // Streamlit may call this cleanup for an update that a newer one overtook, with the chart still in the page.
  return () =>
    setTimeout(() => {
      if (parentElement.isConnected) return;
      charts.get(parentElement)?.destroy();
      charts.delete(parentElement);
    });
}
