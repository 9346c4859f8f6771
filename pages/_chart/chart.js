// A Plotly chart changed in place. See __init__.py for the Python side.

/**
 * What the server gives.
 * @typedef {Object} Data
 * @property {{data: Object[], layout: Object}} figure  A plain Plotly figure. Under any key ending in "color" a text
 *   "light|dark" ("#C7C7C7|#5A5A5A") is resolved by the theme. Fonts, grid, axis, hover and background colours that the
 *   figure leaves open are filled in from Streamlit's theme. customdata[0] of a point is its criterion's id. Zooming is
 *   off unless layout.dragmode says otherwise: on a shared screen a stray drag would lose the axis.
 * @property {string} alt     The chart's message in words.
 * @property {number} height  Of everything, buttons included, in px.
 * @property {?Picture} picture
 * @property {string} plotly  Where plotly.min.js is served, relative to the app.
 *
 * @typedef {Object} Picture  What a downloaded picture says about itself.
 * @property {string} filename @property {string} title @property {string} caption @property {number} [width] @property {number} [height]
 */

const NARROW = 480; // px: a phone held upright
const BUTTON_ROW = 28; // px, as in chart.css
const SMALLEST_FONT = 13; // px: a chart is read from the back of a meeting room
const CONFIG = { displayModeBar: false, displaylogo: false, responsive: false, doubleClick: "reset" };
const PAPER = {
  text: "#1F2328",
  quiet: "#4A4F57",
  grid: "#E4E6EA",
  background: "#FFFFFF",
  font: "Helvetica, Arial, sans-serif",
  dark: false,
};
const SHARPNESS = 2; // pixels of a picture per unit of its width: sharp on a projector

const charts = new WeakMap(); // one chart per place in the page; Streamlit calls the export again for every update

/** plotly.min.js, once per browser tab, however many charts and pages ask for it. */
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

/** Streamlit's own script tells where the app lives, even under a base path or on a page's own address. */
function appUrl(path) {
  const own = document.querySelector('script[src*="static/js/"]')?.src;
  return new URL(path, own ? own.replace(/static\/js\/.*$/, "") : document.baseURI).href;
}

let lastTheme = { is: "" }; // the theme changes rarely, the chart ten times a second

function screenTheme(element) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(name).trim();
  const is = ["--st-text-color", "--st-background-color", "--st-font", "--st-base-font-size"].map(read).join();
  if (lastTheme.is !== is) lastTheme = { is, ...plain(themeFrom(read, element), element) };
  return lastTheme;
}

function themeFrom(read, element) {
  const text = read("--st-text-color");
  const background = read("--st-background-color");
  const [r, g, b] = rgb(background, element);
  return {
    text,
    background,
    font: read("--st-font"),
    quiet: `color-mix(in srgb, ${text} 78%, ${background})`,
    grid: `color-mix(in srgb, ${text} 13%, ${background})`,
    size: Math.max(SMALLEST_FONT, parseFloat(read("--st-base-font-size")) || 0),
    dark: 0.299 * r + 0.587 * g + 0.114 * b < 128,
  };
}

/** Any CSS colour as numbers: Plotly and the luminance test know fewer notations than a browser. */
function rgb(color, element) {
  const probe = document.createElement("span");
  probe.style.color = color;
  element.append(probe);
  const computed = getComputedStyle(probe).color;
  probe.remove();
  const parts = computed.match(/[\d.]+/g).map(Number);
  return computed.startsWith("color(") ? parts.slice(0, 3).map((part) => part * 255) : parts.slice(0, 3);
}

function plain(theme, element) {
  const hex = (color) => `rgb(${rgb(color, element).map(Math.round).join(",")})`;
  return { ...theme, text: hex(theme.text), quiet: hex(theme.quiet), grid: hex(theme.grid), background: hex(theme.background) };
}

/** A copy of the figure with every "light|dark" colour resolved. Plotly writes into what it draws, so it gets a copy. */
function resolved(value, dark, isColor = false) {
  if (Array.isArray(value)) return value.map((item) => resolved(item, dark, isColor));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, dark, /color$/i.test(key))]));
  }
  if (isColor && typeof value === "string" && value.includes("|")) return value.split("|")[dark ? 1 : 0];
  return value;
}

/** The figure's own layout, with whatever it leaves open taken from the theme. */
function themed(layout, theme, size) {
  const font = { color: theme.text, family: theme.font, size };
  const axis = (own = {}) => ({
    gridcolor: theme.grid,
    zerolinecolor: theme.quiet,
    linecolor: theme.quiet,
    tickcolor: theme.quiet,
    automargin: true,
    ...own,
    tickfont: { ...font, ...own.tickfont },
    title: own.title && { font, ...(typeof own.title === "string" ? { text: own.title } : own.title) },
  });
  const axes = Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key));
  const hover = layout.hoverlabel || {};
  return {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    dragmode: false,
    uirevision: "keep",
    ...layout,
    ...Object.fromEntries([...new Set(["xaxis", "yaxis", ...axes])].map((key) => [key, axis(layout[key])])),
    font: { ...font, ...layout.font },
    hoverlabel: {
      bgcolor: theme.background,
      bordercolor: theme.quiet,
      align: "left",
      ...hover,
      font: { ...font, ...hover.font },
    },
  };
}

/** The figure for a narrow place: what its layout and traces keep for one under meta.narrow, laid over the rest. */
function narrowed({ data, layout }) {
  const over = (part) => ({ ...part, ...part.meta?.narrow });
  const axes = layout.meta?.narrow?.yaxis ? { yaxis: { ...layout.yaxis, ...layout.meta.narrow.yaxis } } : {};
  return { data: data.map(over), layout: { ...over(layout), ...axes } };
}

class Chart {
  constructor(parent) {
    this.parent = parent;
    this.root = document.createElement("div");
    this.root.className = "chart";
    this.plot = document.createElement("div");
    this.plot.className = "chart-plot";
    this.plot.setAttribute("role", "img");
    this.buttons = document.createElement("div");
    this.buttons.className = "chart-buttons";
    this.buttons.append(this.note(), this.button("PNG", "Picture (PNG)"), this.button("SVG", "SVG"));
    this.root.append(this.plot, this.buttons);
    parent.append(this.root);
    this.plot.addEventListener("click", (event) => this.clickedLabel(event));
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this.plot);
  }

  note() {
    this.status = document.createElement("span");
    this.status.setAttribute("role", "status");
    return this.status;
  }

  button(format, label) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.title = `Download the chart as ${format}`;
    button.addEventListener("click", () => this.download(format.toLowerCase()));
    return button;
  }

  async update(data, clicked) {
    this.data = data;
    this.clicked = clicked;
    this.root.style.height = `${data.height}px`;
    this.buttons.hidden = !data.picture;
    this.buttons.style.display = data.picture ? "" : "none";
    this.root.classList.toggle(
      "chart-clickable",
      data.figure.data.some((trace) => trace.customdata),
    );
    if (this.plot.getAttribute("aria-label") !== data.alt) this.plot.setAttribute("aria-label", data.alt);
    if (window.Plotly?.react) return this.draw(); // without a pause: the next frame shows it
    try {
      await loadPlotly(data.plotly);
    } catch (problem) {
      return this.say(
        "The chart cannot be drawn: its drawing library did not load. The numbers beside it are complete; reloading the page may help.",
      );
    }
    if (this.data === data) this.draw(); // a newer update draws itself
  }

  say(text) {
    const message = document.createElement("p");
    message.className = "chart-message";
    message.textContent = text;
    this.plot.replaceChildren(message);
    this.plot.removeAttribute("role"); // words are read as words
    this.plot.removeAttribute("aria-label");
    this.failed = true;
  }

  draw() {
    if (this.failed) {
      this.plot.replaceChildren();
      this.plot.setAttribute("role", "img");
      this.plot.setAttribute("aria-label", this.data.alt);
      this.failed = false;
    }
    const theme = screenTheme(this.root);
    this.width = this.plot.clientWidth;
    const figure = this.width < NARROW ? narrowed(this.data.figure) : this.data.figure;
    const { data, layout = {} } = resolved(figure, theme.dark);
    const size = { width: this.width, height: this.data.height - (this.data.picture ? BUTTON_ROW : 0) };
    const first = !this.plot.classList.contains("js-plotly-plot");
    window.Plotly.react(this.plot, data, { ...themed(layout, theme, theme.size), ...size }, CONFIG);
    if (first) this.plot.on("plotly_click", (event) => this.clickedPoint(event.points));
  }

  fit() {
    const moved = this.plot.clientWidth !== this.width;
    if (moved && this.plot.clientWidth > 0 && this.plot.classList.contains("js-plotly-plot")) this.draw();
  }

  clickedPoint(points) {
    const ids = points.map((point) => (Array.isArray(point.customdata) ? point.customdata[0] : point.customdata));
    const id = ids.find((one) => typeof one === "string");
    if (id) this.clicked(id);
  }

  /** The label of a row is part of the row: clicking it counts as clicking the bar. */
  clickedLabel(event) {
    const tick = event.target.closest?.(".ytick text")?.__data__;
    if (!tick) return;
    const axis = this.plot._fullLayout.yaxis;
    const y = axis.type === "category" ? axis._categories[tick.x] : tick.x;
    for (const trace of this.data.figure.data) {
      const point = (trace.y || []).indexOf(y);
      if (point >= 0 && trace.customdata?.[point]) return this.clickedPoint([{ customdata: trace.customdata[point] }]);
    }
  }

  async download(format) {
    const { picture } = this.data;
    try {
      const plotly = await loadPlotly(this.data.plotly); // whoever is quicker than the library waits for it
      const url = await plotly.toImage(pictureOf(this.data.figure, picture), {
        format,
        width: picture.width ?? 1400,
        height: picture.height ?? 900,
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
      this.status.textContent = `The picture could not be made: ${problem.message ?? problem}`;
    }
    setTimeout(() => {
      this.status.textContent = "";
    }, 4000);
  }

  destroy() {
    this.watch.disconnect();
    window.Plotly?.purge(this.plot);
    this.root.remove();
  }
}

/** Plotly reads a little markup in its texts; ours are plain. */
function asText(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function wrapped(text, columns) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    if (lines.at(-1) && lines.at(-1).length + word.length >= columns) lines.push("");
    lines[lines.length - 1] += (lines.at(-1) ? " " : "") + word;
  }
  return lines.map(asText);
}

/** The figure for a slide: light, on white, with a title above and a caption below that say what is shown. */
function pictureOf(figure, picture) {
  const width = picture.width ?? 1400;
  const { data, layout = {} } = resolved(figure, false);
  const title = wrapped(picture.title ?? "", width / 13);
  const caption = wrapped(picture.caption ?? "", width / 8.6);
  const margin = layout.margin || {};
  const own = themed(layout, PAPER, 18);
  const words = (text, size, place) => ({
    text: text.join("<br>"),
    showarrow: false,
    align: "left",
    font: { size, color: PAPER.text, family: PAPER.font },
    xref: "paper",
    x: 0,
    xanchor: "left",
    yref: "paper",
    ...place,
  });
  return {
    data,
    layout: {
      ...own,
      width,
      height: picture.height ?? 900,
      paper_bgcolor: PAPER.background,
      plot_bgcolor: PAPER.background,
      title: undefined,
      margin: {
        ...margin,
        l: Math.max(24, margin.l ?? 0),
        r: Math.max(32, margin.r ?? 0),
        t: (margin.t ?? 20) + 40 + 30 * title.length,
        b: (margin.b ?? 40) + 50 + 22 * caption.length,
      },
      annotations: [
        ...(own.annotations || []),
        words(title, 24, { y: 1, yanchor: "bottom", yshift: 40 }),
        words(caption, 15, { y: 0, yanchor: "top", yshift: -70 }),
      ],
    },
    config: CONFIG,
  };
}

export default function plotlyChart({ data, parentElement, setTriggerValue }) {
  let chart = charts.get(parentElement);
  if (!chart) {
    chart = new Chart(parentElement);
    charts.set(parentElement, chart);
  }
  chart.update(data, (id) => setTriggerValue("clicked", id));
  // Streamlit may call this cleanup for an update that a newer one overtook, with the chart still in the page.
  return () =>
    setTimeout(() => {
      if (parentElement.isConnected) return;
      charts.get(parentElement)?.destroy();
      charts.delete(parentElement);
    });
}
