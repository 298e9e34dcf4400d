// Keeps the log, the channel list and the form in step with the server.

import { act, seat, tell, view } from "./server.js";
import { heard, show } from "./time.js";
import * as composer from "./composer.js";
import * as menu from "./menu.js";

const $ = (selector) => document.querySelector(selector);
const shown = new Map();
let running = false;
let again = false;
let late;

// Asks for the current view; calls that come meanwhile are answered by one more.
export async function refresh() {
  if (running) { again = true; return; }
  running = true;
  do {
    again = false;
    const asked = seat.channel + seat.user;
    const fresh = await view();
    if (fresh.refused) { tell(fresh.refused); break; }
    if (asked === seat.channel + seat.user) place(fresh);
  } while (again);
  running = false;
}

function place(fresh) {
  heard(fresh.now);
  Object.assign(document.body.dataset, { guild: fresh.guild, user: fresh.user, channel: fresh.channel });
  document.body.toggleAttribute("data-offline", !fresh.connected);
  document.title = `${fresh.title} · sandbox`;
  if ($("#heading").innerHTML !== fresh.heading) $("#heading").innerHTML = fresh.heading;
  if ($("#moment").innerHTML !== fresh.moment) placeMoment(fresh.moment);
  placeItems(fresh.items);
  placeChannels(fresh.channels);
  placeForm(fresh.form);
  menu.offer(fresh.message_commands, fresh.user_commands);
  clearTimeout(late);
  if (fresh.waiting) late = setTimeout(refresh, 3200);
}

// The button that was pressed keeps the focus, though it leads further now.
function placeMoment(html) {
  const had = $("#moment").contains(document.activeElement);
  $("#moment").innerHTML = html;
  if (had) $("#moment button")?.focus();
}

function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const node = template.content.firstElementChild;
  show(node);
  // A picture that arrives late must not push the end out of sight.
  for (const image of node.querySelectorAll("img")) image.addEventListener("load", keepEnd);
  for (const colored of node.querySelectorAll("[data-color]")) colored.style.borderInlineStartColor = colored.dataset.color;
  return node;
}

let following = true;

function keepEnd() {
  const log = $("#log");
  if (following) log.scrollTop = log.scrollHeight;
}

// Replaces only what changed, so that focus, open lists and the reading position stay.
function placeItems(items) {
  const log = $("#log");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const first = log.dataset.seat !== `${seat.channel} ${seat.user}`;
  if (first) { log.replaceChildren(); shown.clear(); log.dataset.seat = `${seat.channel} ${seat.user}`; }
  const wanted = new Set(items.map((item) => item.id));
  for (const [id, old] of shown) if (!wanted.has(id)) { old.node.remove(); shown.delete(id); }
  let before = null;
  for (const { id, html } of items) {
    const old = shown.get(id);
    let node = old?.node;
    if (old?.html !== html) {
      const fresh = element(html);
      if (node) { keepFocus(node, fresh, () => node.replaceWith(fresh)); }
      node = fresh;
      shown.set(id, { node, html });
    }
    const place = before ? before.nextSibling : log.firstChild;
    if (place !== node) log.insertBefore(node, place);
    before = node;
  }
  if (items.length === 0) log.dataset.empty = "Nothing here yet. Say something, or type / for a command.";
  else delete log.dataset.empty;
  following = first || atEnd;
  keepEnd();
  showGoal();
}

// The message that a link leads to, until it is on the screen.
let goal = null;

function showGoal() {
  const wanted = goal && shown.get(goal)?.node;
  if (!wanted) return;
  goal = null;
  following = false;
  wanted.scrollIntoView({ block: "center" });
  wanted.querySelector("button, a")?.focus({ preventScroll: true });
}

// What had the focus when the form opened. Its message may be drawn anew while the form is still open.
let opener = null;

function keepFocus(old, fresh, swap) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  if (opener && old.contains(opener)) opener = twin(opener, fresh);
  swap();
  if (focused) twin(focused, fresh)?.focus();
}

// The control of the fresh message that does what `control` did: the same line, or, with a newer version in it, the same label.
function twin(control, fresh) {
  const key = ["press", "menu", "dismiss", "user"].find((name) => control.dataset[name]);
  const all = key ? [...fresh.querySelectorAll(`[data-${key}]`)].filter((node) => !node.disabled) : [];
  const same = all.find((node) => node.dataset[key] === control.dataset[key]);
  return same ?? all.find((node) => node.textContent === control.textContent) ?? fresh.querySelector("[data-menu]");
}

const readKey = () => `read:${seat.user}`;

function placeChannels(html) {
  const list = $("#channels");
  if (list.dataset.html !== html) { list.innerHTML = html; list.dataset.html = html; }
  const read = JSON.parse(localStorage.getItem(readKey()) ?? "{}");
  for (const link of list.querySelectorAll("a[data-channel]")) {
    const { channel, last, ping } = link.dataset;
    if (channel === seat.channel && last && document.visibilityState === "visible") read[channel] = last;
    const seen = BigInt(read[channel] ?? 0);
    link.toggleAttribute("data-unread", Boolean(last) && BigInt(last) > seen);
    const pinged = Boolean(ping) && BigInt(ping) > seen;
    link.toggleAttribute("data-pinged", pinged);
    link.querySelector(".badge").textContent = pinged ? "@" : "";
    link.setAttribute("aria-label", `${link.querySelector(".badge").previousSibling.textContent.trim()}${pinged ? ", you were mentioned" : link.hasAttribute("data-unread") ? ", unread" : ""}`);
  }
  localStorage.setItem(readKey(), JSON.stringify(read));
}

function placeForm(form) {
  const dialog = $("#form");
  if (!form) { if (dialog.open) closeForm(dialog); return; }
  if (dialog.dataset.form === form.id) return;
  dialog.dataset.form = form.id;
  dialog.innerHTML = form.html;
  if (!dialog.open) {
    opener = document.activeElement;
    dialog.showModal();
  }
  dialog.querySelector("input, textarea, select")?.focus();
}

// The browser gives the focus back, but not always the caret: so the field is focused anew.
function closeForm(dialog) {
  dialog.close();
  dialog.replaceChildren();
  delete dialog.dataset.form;
  const back = opener?.isConnected ? opener : document.activeElement;
  opener = null;
  document.activeElement.blur();
  (back === document.body ? $("#line") : back).focus();
}

async function submitForm(event) {
  event.preventDefault();
  const form = event.target;
  const inputs = [...form.querySelectorAll("[name]")].map((input) => [
    input.name, input.multiple ? [...input.selectedOptions].map((option) => option.value).join("\n") : input.value,
  ]);
  const answer = await act("submit", { form: form.dataset.form, inputs });
  form.querySelector("[data-error]").textContent = answer.refused ?? "";
}

const cancelForm = () => act("close-form", { form: $("#form").dataset.form });

export function go(channel, message) {
  goal = message ?? null;
  document.body.dataset.channel = channel;
  history.pushState(null, "", `?user=${seat.user}&channel=${channel}`);
  document.body.removeAttribute("data-drawer");
  refresh();
}

function copy(button) {
  navigator.clipboard?.writeText(button.closest("li").querySelector(".body").innerText);
  tell("The text is copied.");
}

async function press(button) {
  button.setAttribute("aria-busy", "true");
  const answer = await act("press", { message: button.dataset.message, which: button.dataset.press });
  button.removeAttribute("aria-busy");
  if (answer.refused) tell(answer.refused);
}

async function choose(list, values) {
  list.open = false;
  list.querySelector("summary").focus();
  const answer = await act("choose", { message: list.dataset.message, which: list.dataset.choose, values });
  if (answer.refused) tell(answer.refused);
}

function reveal(event) {
  const spoiler = event.target.closest?.(".spoiler[role]");
  if (!spoiler || (event.key && event.key !== "Enter" && event.key !== " ")) return;
  event.preventDefault();
  for (const name of ["role", "tabindex", "aria-label"]) spoiler.removeAttribute(name);
}

function clicked(event) {
  reveal(event);
  const target = event.target.closest("[data-press], [data-value], [data-send], [data-dismiss], [data-reply], [data-copy], a[data-channel], [data-open-dm], [data-speak], [data-delete-event]");
  if (!target) return;
  const { press: button, value, send, dismiss, channel, goto: message, reply, name } = target.dataset;
  if (button !== undefined) press(target);
  else if (value !== undefined) choose(target.closest("details"), [value]);
  else if (send !== undefined) {
    const list = target.closest("details");
    choose(list, [...list.querySelectorAll("input:checked")].map((box) => box.value));
  } else if (dismiss) act("dismiss", { message: dismiss });
  else if (reply) composer.replyTo(reply, name);
  else if (target.dataset.copy !== undefined) copy(target);
  else if (channel) { event.preventDefault(); go(channel, message); }
  else if (target.dataset.speak) act("speak", { channel: target.dataset.speak }).then((answer) => answer.refused && tell(answer.refused));
  else if (target.dataset.deleteEvent) act("delete-event", { event: target.dataset.deleteEvent });
  else act("open-dm").then((answer) => answer.channel && go(answer.channel));
}

// A list near the lower edge opens upwards.
function opened(event) {
  const list = event.target;
  if (!list.open || !list.matches?.("details.select")) return;
  list.classList.remove("up");
  const options = list.querySelector(".options").getBoundingClientRect();
  const log = $("#log").getBoundingClientRect();
  const above = list.getBoundingClientRect().top - log.top;
  list.classList.toggle("up", options.bottom > log.bottom && above > options.height);
}

export function start() {
  document.addEventListener("toggle", opened, true);
  $("#log").addEventListener("wheel", () => { following = false; }, { passive: true });
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", reveal);
  const dialog = $("#form");
  dialog.addEventListener("submit", submitForm);
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); cancelForm(); });
  dialog.addEventListener("click", (event) => event.target.closest("[data-cancel]") && cancelForm());
}
