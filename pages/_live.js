// What is drawn while a limit moves. Every component that shows numbers puts this file before its own.

/**
 * The server's table of the steps of one limit: see criteria/output/steps.py.
 * @typedef {Object} StepTable
 * @property {string} id  Another one for another limit, scenario, table or measure.
 * @property {string} limit @property {number[]} values  Ascending. @property {boolean} complete
 * @property {Record<string, *>} base  By part of the page, what it is given at the present value.
 * @property {[(string|number)[], number[], *[]][]} varies  Where the values differ: path, positions, contents.
 *
 * What the server says beside everything that it draws.
 * @typedef {Object} Word
 * @property {string} steps  The id of the table that holds at this moment, "" for none.
 * @property {number} serial  The last answer of the limits panel that it took.
 * @property {string} session  Another one after the server was restarted.
 */

/**
 * The page at a step that the server has not been asked for: its own earlier word about that step, laid over what it
 * said last. The server's next word about the limit takes its place.
 */
class Live {
  constructor() {
    /** @type {Set<() => void>} */
    this.listeners = new Set();
    /** @type {?() => void} */
    this.more = null; // asks for the steps that are still to come
    /** @type {?StepTable} */
    this.table = null;
    /** @type {?Record<string, *>} */
    this.parts = null;
    /** @type {?number} */
    this.value = null;
    this.until = Infinity;
    /** @type {number|undefined} */
    this.frame = undefined;
  }

  /**
   * The server's table, or a more complete one of the same limit.
   * @param {?StepTable} table
   */
  take(table) {
    const same = table && this.table?.id === table.id;
    this.table = table;
    this.parts = table && structuredClone(table.base);
    if (!same) this.value = null;
    if (this.value !== null) this.lay();
    if (table && !table.complete) this.more?.();
  }

  /**
   * Shows a step everywhere with the next frame; whether the table has it.
   * @param {string} limit @param {number} value
   */
  show(limit, value) {
    if (this.table?.limit !== limit || this.position(value) < 0) return false;
    this.value = value;
    this.until = Infinity;
    this.lay();
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      for (const draw of this.listeners) draw();
    });
    return true;
  }

  /**
   * The answer with which the server was told the step; its word about that is awaited.
   * @param {number} serial
   */
  settled(serial) {
    this.until = serial;
  }

  lay() {
    if (!this.table || this.value === null) return;
    const at = this.position(this.value);
    for (const [path, starts, contents] of this.table.varies) {
      /** @type {*} */
      let inside = this.parts;
      for (const key of path.slice(0, -1)) inside = inside[key];
      inside[path[path.length - 1]] = contents[starts.findLastIndex((start) => start <= at)];
    }
  }

  /** @param {number} value */
  position(value) {
    return (this.table?.values ?? []).findIndex((each) => Math.abs(each - value) <= 1e-9 * Math.max(1, Math.abs(value)));
  }

  /**
   * What a part of the page shows: what it was given, or the step laid over it. `given.live` is the server's Word.
   * @template {{live?: ?Word}} Given
   * @param {string} part @param {Given} given @returns {Given}
   */
  over(part, given) {
    const awaited = this.value !== null && given.live?.steps === this.table?.id && (given.live?.serial ?? Infinity) < this.until;
    return awaited ? { ...given, ...this.parts?.[part] } : given;
  }
}

/**
 * One for the browser's tab: each component brings this file, and the first one makes it.
 * @type {Live}
 */
const live = (window.feasibilityLive ??= new Live());
