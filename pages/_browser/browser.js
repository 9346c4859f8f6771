/**
 * @typedef {Object} Visit  The cookie of the visit: its name, its value, and the value that the server was sent by this tab.
 * @property {string} name @property {string} token @property {string} sent
 */

/**
 * @param {{data: {address?: string, visit?: Visit, cookies?: Record<string, string>, seconds?: number}, setTriggerValue: function}} component
 *   address: the query of the address, without the question mark; cookies: texts to keep, by name; seconds: how long.
 *   What stands outside every fragment, as the cookies do, asks for the whole page once a server is back: one that was
 *   restarted knows neither this page nor its fragments, and would not answer them.
 */
export default function ({ data, setTriggerValue }) {
  if (data.visit && window.feasibilityAway) window.feasibilityAway.askAgain = () => setTriggerValue("back", true);
  if (data.address !== undefined) showAddress(data.address);
  const other = data.visit && another(data.visit);
  if (other) return setTriggerValue("other", other);
  const visit = data.visit ? { [data.visit.name]: data.visit.token } : {};
  for (const [name, text] of Object.entries({ ...visit, ...data.cookies })) keep(name, text, data.seconds ?? 0);
}

/**
 * The token of another visit that a tab opened in the same moment has left meanwhile: one browser has one visit.
 * @param {Visit} visit
 */
function another({ name, token, sent }) {
  const cookies = document.cookie.split("; ").map((each) => each.split("="));
  const there = decodeURIComponent(cookies.find(([called]) => called === name)?.[1] ?? "");
  return there === token || there === sent ? "" : there;
}

/**
 * What was just set stands in the address before the server has heard it, so that a reload finds it.
 * @param {Record<string, string>} set  By parameter; "" for one that is as in the protocol.
 */
window.feasibilityAddress ??= (set) => {
  const query = new URLSearchParams(location.search);
  for (const [name, text] of Object.entries(set)) text ? query.set(name, text) : query.delete(name);
  showAddress(query.toString().replaceAll(/%2C|%3A|%40/g, decodeURIComponent));
};

/** @param {string} query */
function showAddress(query) {
  const wanted = location.pathname + (query ? `?${query}` : "") + location.hash;
  if (wanted !== location.pathname + location.search + location.hash) history.replaceState(history.state, "", wanted);
}

/** @param {string} name @param {string} text @param {number} seconds */
function keep(name, text, seconds) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${encodeURIComponent(text)}; Path=/; Max-Age=${seconds}; SameSite=Strict${secure}`;
}
