// The readings: how doubtful wording is read. A disclosure over the panel, and a chip for each that was changed.

/**
 * One setting as a native control. `patch` shows the panel's present value and says whether it was changed.
 * @param {Setting} setting @param {Panel} panel
 */
function settingControl(setting, panel) {
  /** @type {Record<Setting["kind"], (setting: *, set: (value: *) => void, panel: Panel) => Control>} */
  const kinds = { choice: choiceControl, choices: choicesControl, number: numberControl };
  const build = kinds[setting.kind];
  /** @param {*} value */
  const set = (value) => panel.setSetting(setting.name, value);
  const control = build(setting, set, panel);
  const help = setting.help ? [el("p", "limits-help", { text: setting.help })] : [];
  const element = el("div", "limits-setting", {}, control.element, ...help);
  const refresh = () => {
    const value = panel.settings.get(setting.name);
    control.patch(value);
    const changed = !same(value, setting.protocol);
    element.classList.toggle("limits-setting-changed", changed);
    return changed ? 1 : 0;
  };
  return { element, refresh };
}

/** @param {ChoiceSetting} setting @param {(value: *) => void} set @returns {Control} */
function choiceControl(setting, set) {
  /** @type {HTMLSelectElement} */
  const select = el(
    "select",
    "limits-select",
    { onchange: () => set(setting.options[select.selectedIndex].value) },
    ...setting.options.map((option) => el("option", "", { text: option.label })),
  );
  const element = el("label", "limits-setting-line", {}, el("span", "", { text: setting.label }), select);
  /** @param {*} value */
  const patch = (value) => {
    select.selectedIndex = setting.options.findIndex((option) => same(option.value, value));
  };
  return { element, patch };
}

/** @param {ChoiceSetting} setting @param {(value: *) => void} set @returns {Control} */
function choicesControl(setting, set) {
  const boxes = setting.options.map(() => el("input", "", { type: "checkbox" }));
  const read = () => setting.options.filter((option, i) => boxes[i].checked).map((option) => option.value);
  boxes.forEach((box) => box.addEventListener("change", () => set(read())));
  const element = el(
    "fieldset",
    "limits-choices",
    {},
    el("legend", "", { text: setting.label }),
    ...setting.options.map((option, i) => el("label", "", {}, boxes[i], el("span", "", { text: option.label }))),
  );
  /** @param {*} value */
  const patch = (value) =>
    setting.options.forEach((option, i) => {
      boxes[i].checked = (value || []).includes(option.value);
    });
  return { element, patch };
}

/**
 * A number that may also be absent: a checkbox says whether it counts, the box beside it how much.
 * @param {Setting & Scale} setting @param {(value: ?number) => void} set @param {Panel} panel @returns {Control}
 */
function numberControl(setting, set, panel) {
  const first = setting.start ?? Math.min(setting.max, Math.max(setting.min, 28));
  const box = el("input", "", { type: "checkbox" });
  const typed = el("input", "limits-typed", {
    type: "number",
    min: setting.min,
    max: setting.max,
    step: setting.step,
    inputmode: "decimal",
    "aria-label": withUnit(`${setting.label}, typed value in`, setting.unit || "figures"),
  });
  takeCommas(typed);
  let last = first;
  box.addEventListener("change", () => set(box.checked ? last : null));
  typed.addEventListener("change", () => {
    last = readTyped(typed, setting, last, panel);
    typed.value = limitText(setting, last);
    set(last);
  });
  const element = el(
    "div",
    "limits-setting-line",
    {},
    el("label", "", {}, box, el("span", "", { text: setting.label })),
    el("span", "limits-setting-number", {}, typed, el("span", "limits-unit", { text: setting.unit })),
  );
  /** @param {*} value */
  const patch = (value) => {
    last = value ?? last;
    box.checked = value !== null && value !== undefined;
    typed.disabled = !box.checked;
    if (document.activeElement !== typed) typed.value = limitText(setting, last);
  };
  return { element, patch };
}

/**
 * A changed setting in words: "Blank means no for Gilbert syndrome".
 * @param {Setting} setting @param {*} value
 */
function settingWords(setting, value) {
  /** @param {*} one */
  const nameOf = (one) => setting.options?.find((option) => same(option.value, one))?.label ?? String(one);
  if (setting.kind === "choices") return `${setting.label} ${value.length ? value.map(nameOf).join(", ") : "none"}`;
  if (setting.kind === "choice") return `${setting.label}: ${nameOf(value)}`;
  if (value === null) return `${setting.label}: any`;
  return setting.label.includes("…")
    ? setting.label.replace("…", value)
    : `${setting.label}: ${withUnit(String(value), setting.unit)}`;
}

/**
 * The "Readings" disclosure: native details, laid over the panel so that nothing jumps.
 * @param {Setting[]} settings @param {Panel} panel
 */
function readings(settings, panel) {
  const controls = settings.map((setting) => settingControl(setting, panel));
  const sheet = el(
    "div",
    "limits-sheet",
    { role: "group", "aria-label": "Readings" },
    el("p", "limits-help", { text: "How the protocol's open wording is read." }),
    ...controls.map((control) => control.element),
  );
  const summary = el("summary", "limits-button", { text: "Readings" });
  const details = el("details", "limits-readings", {}, summary, sheet);
  /** @param {Event} event */
  const close = (event) => {
    if (details.open && !details.contains(/** @type {Node} */ (event.target))) details.open = false;
  };
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    summary.focus();
  });
  details.addEventListener("toggle", () => details.open && sheet.scrollIntoView({ block: "nearest" }));
  document.addEventListener("pointerdown", close);
  details.hidden = settings.length === 0;

  const chips = el("div", "limits-chips");
  const chipOf = new Map(settings.map((setting) => [setting.name, chip(setting, panel, summary)]));
  chips.append(...[...chipOf.values()].map((one) => one.element));
  const refresh = () => {
    let changed = 0;
    controls.forEach((control) => {
      changed += control.refresh();
    });
    chipOf.forEach((one) => one.refresh());
    chips.hidden = changed === 0;
    return changed;
  };
  return { details, chips, refresh, destroy: () => document.removeEventListener("pointerdown", close) };
}

/** @param {Setting} setting @param {Panel} panel @param {HTMLElement} focusAfter */
function chip(setting, panel, focusAfter) {
  const words = el("span", "limits-chip-words");
  const back = el("button", "limits-icon", { type: "button", text: "↺" });
  const element = el("span", "limits-chip", {}, words, back);
  back.addEventListener("click", () => {
    panel.setSetting(setting.name, setting.protocol);
    focusAfter.focus();
  });
  const refresh = () => {
    const value = panel.settings.get(setting.name);
    element.hidden = same(value, setting.protocol);
    if (element.hidden) return;
    setText(words, settingWords(setting, value));
    element.title = words.textContent;
    back.setAttribute("aria-label", `${words.textContent}: back to the protocol's reading`);
  };
  return { element, refresh };
}
