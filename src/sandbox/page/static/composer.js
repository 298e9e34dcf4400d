// The typing box: sends lines, completes commands, carries files.

import { complete, seat, type } from "./server.js";

const $ = (selector) => document.querySelector(selector);
let suggestions = [];
let active = -1;
let asked = 0;
let pause;
let files = [];
let reply = null;
const sent = [];
let recall = 0;

const line = () => $("#line");

function grow() {
  line().style.height = "auto";
  line().style.height = `${Math.min(line().scrollHeight, 160)}px`;
}

function put(text) {
  line().value = text;
  line().setSelectionRange(text.length, text.length);
  grow();
}

function show(list) {
  suggestions = list;
  // While a command's name is typed the first one is ready to be taken; later Enter sends the line.
  const naming = line().value.startsWith("/") && !/\s/.test(line().value);
  active = naming && list.length > 0 ? 0 : -1;
  const box = $("#suggestions");
  box.replaceChildren(...list.map(({ label, detail }, at) => {
    const item = document.createElement("li");
    item.id = `suggestion-${at}`;
    item.role = "option";
    const strong = document.createElement("strong");
    strong.textContent = label;
    const small = document.createElement("small");
    small.textContent = detail;
    item.append(strong, small);
    item.addEventListener("mousedown", (event) => { event.preventDefault(); take(at); });
    return item;
  }));
  box.hidden = list.length === 0;
  line().setAttribute("aria-expanded", String(list.length > 0));
  mark();
}

function mark() {
  [...$("#suggestions").children].forEach((item, at) => {
    item.setAttribute("aria-selected", String(at === active));
    if (at === active) item.scrollIntoView({ block: "nearest" });
  });
  if (active >= 0) line().setAttribute("aria-activedescendant", `suggestion-${active}`);
  else line().removeAttribute("aria-activedescendant");
}

function take(at) {
  const taken = suggestions[at].line;
  // The old list goes at once: Enter right after this sends the line, and does not take the same one again.
  show([]);
  put(taken);
  ask(0);
}

// Asks for suggestions once typing rests; an answer to an older line is dropped.
function ask(wait = 90) {
  clearTimeout(pause);
  const text = line().value.slice(0, line().selectionStart);
  const mine = ++asked;
  if (!/^\/|[@#][^@#]{0,30}$/.test(text)) return show([]);
  pause = setTimeout(async () => {
    const list = await complete(text);
    if (mine === asked && Array.isArray(list)) show(list);
  }, wait);
}

async function send() {
  const text = line().value.trim();
  if (text === "" && files.length === 0) return;
  asked += 1;
  clearTimeout(pause);
  show([]);
  const [mine, to] = [files, reply];
  put("");
  setFiles([]);
  setReply(null);
  const answer = await type(text, mine, to?.message);
  $("#refused").textContent = answer.refused ?? "";
  if (answer.refused) {
    // What was typed is never lost.
    if (line().value === "") { put(text); setFiles(mine); setReply(to); }
    return;
  }
  sent.push(text);
  recall = sent.length;
}

function setFiles(list) {
  files = list;
  $("#files").replaceChildren(...list.map((file, at) => {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.textContent = `${file.name} ✕`;
    chip.setAttribute("aria-label", `Remove ${file.name}`);
    chip.addEventListener("click", () => setFiles(files.filter((_, other) => other !== at)));
    return chip;
  }));
}

function setReply(to) {
  reply = to;
  $("#replying").hidden = !to;
  $("#replying-to").textContent = to?.name ?? "";
}

// The next message answers this one.
export function replyTo(message, name) {
  setReply({ message, name });
  line().focus();
}

function keyed(event) {
  if (event.isComposing) return;
  const open = suggestions.length > 0;
  if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    active = (active + step + suggestions.length) % suggestions.length;
    if (step === -1 && active === suggestions.length - 2 && !$("#suggestions [aria-selected=true]")) active += 1;
    mark();
  } else if (open && event.key === "Tab" && !event.shiftKey) {
    event.preventDefault();
    take(Math.max(active, 0));
  } else if (event.key === "Escape" && (open || reply)) {
    event.stopPropagation();
    if (open) show([]);
    else setReply(null);
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    if (open && active >= 0) take(active);
    else send();
  } else if (event.key === "ArrowUp" && (line().value === "" || line().value === sent[recall])) {
    if (recall > 0) { recall -= 1; put(sent[recall]); event.preventDefault(); }
  }
}

export function start() {
  line().addEventListener("input", () => { grow(); $("#refused").textContent = ""; ask(); });
  line().addEventListener("keydown", keyed);
  line().addEventListener("blur", () => setTimeout(() => show([]), 150));
  line().addEventListener("focus", () => line().value.startsWith("/") && ask(0));
  $("#composer").addEventListener("submit", (event) => { event.preventDefault(); send(); line().focus(); });
  $("#file").addEventListener("change", (event) => { setFiles([...files, ...event.target.files]); event.target.value = ""; line().focus(); });
  document.addEventListener("paste", (event) => event.clipboardData?.files.length && setFiles([...files, ...event.clipboardData.files]));
  document.addEventListener("seat", () => { put(""); show([]); setFiles([]); setReply(null); $("#refused").textContent = ""; });
  $("#reply-not").addEventListener("click", () => { setReply(null); line().focus(); });
  if (seat.user && matchMedia("(pointer: fine)").matches) line().focus();
}
