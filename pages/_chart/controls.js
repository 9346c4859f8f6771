// What stands above a chart: which number the bars show, in which order, and what it means.

/** Radios in a row and a switch. `chosen(name, value)` is told what somebody picked. */
class Controls {
  /** @param {Choices} controls @param {string} id */
  constructor(controls, id) {
    /** @type {(name: string, value: *) => void} */
    this.chosen = () => {}; // set by every update
    /** @type {string|undefined} */
    this.choice = undefined;
    /** @type {boolean|undefined} */
    this.on = undefined;
    this.radios = controls.choices.map(({ value }) =>
      el("input", "", { type: "radio", name: id, value, onchange: () => this.chosen("choice", value) }),
    );
    const labels = controls.choices.map(({ label }, at) => el("label", "", {}, this.radios[at], el("span", "", { text: label })));
    /** @type {HTMLInputElement} */
    this.box = el("input", "", { type: "checkbox", role: "switch", onchange: () => this.chosen("order", this.box.checked) });
    this.explanation = el("p", "chart-quiet");
    this.root = el(
      "div",
      "chart-controls",
      {},
      el("div", "chart-choices", { role: "radiogroup", "aria-label": controls.name }, ...labels),
      el("label", "chart-order", {}, this.box, el("span", "", { text: controls.order.label })),
      this.explanation,
    );
  }

  /**
   * The server's word counts where it is a new one; an answer to an earlier step must not undo a click.
   * @param {Choices} controls @param {(name: string, value: *) => void} chosen
   */
  update(controls, chosen) {
    this.chosen = chosen;
    if (this.choice !== controls.choice) {
      this.choice = controls.choice;
      for (const radio of this.radios) radio.checked = radio.value === controls.choice;
    }
    if (this.on !== controls.order.on) this.box.checked = this.on = controls.order.on;
    this.box.disabled = controls.order.disabled;
    setText(this.explanation, controls.explanation);
  }
}
