// The words of a chart's rows: labels on its left, numbers on its right. Plotly would measure and draw each of them again
// at every step of a limit, half of its time; here an unchanged word is left alone.

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** The figure without those words. The picture to download keeps them: it is drawn once, and by Plotly alone. */
function withoutWords({ data, layout }) {
  if (!layout.yaxis?.ticktext) return { data, layout };
  const { ticktext, ...yaxis } = layout.yaxis;
  return {
    data: data.filter((trace) => trace.mode !== "text"),
    layout: { ...layout, yaxis: { ...yaxis, showticklabels: false } },
  };
}

/** Plotly's text with its bold parts, as text: entities are read, markup is never made. */
function writeText(element, text) {
  if (element.dataset.text === text) return;
  element.dataset.text = text;
  const parts = text.split(/<\/?b>/).map((part) => part.replace(/&(lt|gt|amp);/g, (sign) => ENTITIES[sign]));
  element.replaceChildren(...parts.map((part, at) => (at % 2 ? el("b", "", { text: part }) : part)));
}

class Labels {
  /** `clicked(row)` is told which label was clicked. */
  constructor(clicked) {
    this.clicked = clicked;
    this.root = el("div", "chart-labels", { "aria-hidden": "true" }); // the drawing's own label says what it shows
    this.rows = [];
  }

  update({ data, layout }, size) {
    const { ticktext = [], range } = layout.yaxis ?? {};
    const numbers = data.find((trace) => trace.mode === "text")?.text ?? [];
    this.fit(ticktext.length);
    const { l, r, t, b } = layout.margin ?? {};
    const height = size.height - t - b;
    this.rows.forEach(({ label, number }, row) => {
      const top = `${t + ((row - range[1]) / (range[0] - range[1])) * height}px`;
      writeText(label, ticktext[row]);
      writeText(number, numbers[row] ?? "");
      for (const element of [label, number]) if (element.style.top !== top) element.style.top = top;
    });
    this.root.style.setProperty("--labels", `${l}px`);
    this.root.style.setProperty("--rest", `${r}px`);
  }

  fit(rows) {
    while (this.rows.length > rows) Object.values(this.rows.pop()).forEach((element) => element.remove());
    while (this.rows.length < rows) {
      const row = this.rows.length;
      const label = el("span", "chart-label", { onclick: () => this.clicked(row) });
      const number = el("span", "chart-number");
      this.rows.push({ label, number });
      this.root.append(label, number);
    }
  }
}
