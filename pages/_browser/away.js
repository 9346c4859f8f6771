// The server is away: it was stopped, it hangs, or the line is cut. Streamlit tries again by itself; here a person is told, in words,
// and numbers are marked as old meanwhile. Streamlit writes the state of its connection beside the page; as a server that hangs, or
// a line that is cut without a word, leaves the connection open, the server is also asked whether it is there.

const STATE = "data-test-connection-state";
const HEALTH = "_stcore/health"; // beside the page, also behind a proxy with a path of its own
const GRACE = 1200; // ms: a line that blinks says nothing
const ASKED_EVERY = 3000; // ms
const ANSWERED_WITHIN = 8000; // ms: a server that is at work answers too, also while a file is sent over the same line
const SAID = 5000; // ms that a message about the return stays

class Away {
  /** @param {Element} app  Where Streamlit writes the state of its connection. */
  constructor(app) {
    /** @type {(() => void)|undefined} */
    this.askAgain = undefined; // asks for the whole page
    /** @type {number|undefined} */
    this.grace = undefined;
    this.query = ""; // of the address when the server went away: Streamlit empties it before a new one has read it
    this.answers = true;
    this.known = false; // it has answered here before; elsewhere something between may keep the question from it
    this.bar = document.createElement("div");
    this.bar.className = "away-bar";
    this.bar.setAttribute("role", "alert");
    this.bar.hidden = true;
    document.body.append(this.bar);
    this.app = app;
    new MutationObserver(() => this.look()).observe(this.app, { attributes: true, attributeFilter: [STATE] });
    window.addEventListener("offline", () => this.heard(false));
    this.ask();
  }

  async ask() {
    if (!document.hidden) {
      const answered = await answers();
      this.known ||= answered;
      this.heard(answered || !this.known);
    }
    setTimeout(() => this.ask(), ASKED_EVERY);
  }

  /** @param {boolean} answers */
  heard(answers) {
    this.answers = answers;
    this.look();
  }

  look() {
    const connected = this.app.getAttribute(STATE) === "CONNECTED";
    if (connected && this.answers) {
      clearTimeout(this.grace);
      this.grace = undefined;
      if (this.since) this.back(this.since);
    } else this.grace ??= setTimeout(() => this.lost(), connected ? 0 : GRACE);
  }

  lost() {
    this.since = new Date();
    this.query = location.search;
    document.documentElement.toggleAttribute("data-away", true);
    this.say(
      `No connection to the server since ${clock(this.since)}. The numbers are from before, ` +
        "and nothing can be set until it is back. The page tries again by itself.",
    );
    tellOfUploads();
    window.dispatchEvent(new Event("feasibility:away"));
  }

  /** @param {Date} since */
  back(since) {
    const words = `The server is back (it was away from ${clock(since)} to ${clock(new Date())}).`;
    this.since = undefined;
    document.documentElement.toggleAttribute("data-away", false);
    this.say(words);
    tellOfUploads();
    this.silence = setTimeout(() => {
      this.bar.hidden = true;
    }, SAID);
    if (this.query && !location.search) history.replaceState(history.state, "", location.pathname + this.query + location.hash);
    this.askAgain?.();
    window.dispatchEvent(new Event("feasibility:back"));
  }

  /** @param {string} words */
  say(words) {
    clearTimeout(this.silence);
    this.bar.textContent = words;
    this.bar.hidden = false;
  }
}

/** A file that was on its way is lost; Streamlit says so in the words of its network library. */
function tellOfUploads() {
  for (const said of document.querySelectorAll('[data-testid="stFileUploader"] [role="alert"]')) {
    if (said.textContent?.includes("Network Error")) said.textContent = "It was cut off: take it away and choose it again.";
  }
}

async function answers() {
  try {
    return (await fetch(HEALTH, { cache: "no-store", signal: AbortSignal.timeout(ANSWERED_WITHIN) })).ok;
  } catch {
    return false;
  }
}

/** @param {Date} time */
function clock(time) {
  return time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

const app = document.querySelector(`[${STATE}]`);
/** One for the browser's tab. */
window.feasibilityAway ??= app ? new Away(app) : undefined;
