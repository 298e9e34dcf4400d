// Shows instants in the reader's zone, relative to the sandbox's clock.

let ahead = 0;

// The sandbox's clock, as far ahead of this machine's as it was when last heard of.
export const now = () => Date.now() + ahead;

export function heard(millis) {
  ahead = millis - Date.now();
  show(document);
}

const format = (options) => new Intl.DateTimeFormat(undefined, options);
// Date and time without the "at" that some languages put between.
const both = (dateStyle) => {
  const [date, time] = [format({ dateStyle }), format({ timeStyle: "short" })];
  return { format: (at) => `${date.format(at)} ${time.format(at)}` };
};
const styles = {
  t: format({ timeStyle: "short" }),
  T: format({ timeStyle: "medium" }),
  d: format({ dateStyle: "short" }),
  D: format({ dateStyle: "long" }),
  f: both("long"),
  F: both("full"),
  s: format({ dateStyle: "short", timeStyle: "short" }),
  S: format({ dateStyle: "short", timeStyle: "medium" }),
};
// The bar has one row: a narrow one leaves out what its title says as well.
const narrow = matchMedia("(max-width: 44rem)").matches;
const wide = matchMedia("(min-width: 80rem)").matches;
const bar = format({
  day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
  ...(narrow ? {} : { weekday: "short" }),
  ...(wide ? { year: "numeric", timeZoneName: "short" } : {}),
});
const words = new Intl.RelativeTimeFormat(undefined);
const units = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

function relative(at) {
  const seconds = Math.round((at - now()) / 1000);
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return words.format(Math.round(seconds / size), unit);
}

const day = (millis) => new Date(millis).toDateString();

function brief(at) {
  if (day(at) === day(now())) return styles.t.format(at);
  if (day(at) === day(now() - 86400000)) return `Yesterday ${styles.t.format(at)}`;
  return styles.s.format(at);
}

export function show(root) {
  for (const time of root.querySelectorAll("time[data-style]")) {
    const at = new Date(time.dateTime);
    const style = time.dataset.style;
    const text = style === "at" ? brief(at) : style === "R" ? relative(at) : styles[style].format(at);
    if (time.textContent !== text) time.textContent = text;
    time.title = styles.F.format(at);
  }
}

function tick() {
  const clock = document.querySelector("#now");
  const at = new Date(now());
  clock.dateTime = at.toISOString();
  const text = bar.format(at);
  if (clock.textContent === text) return;
  clock.textContent = text;
  clock.title = styles.F.format(at);
}

export function start() {
  ahead = Number(document.body.dataset.now) - Date.now();
  tick();
  setInterval(tick, 1000);
  setInterval(() => show(document), 15000);
}
