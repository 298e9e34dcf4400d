// The menus of messages and of people: by button, by right click, by Shift+F10.

import { act, tell } from "./server.js";

let messageCommands = [];
let userCommands = [];
let opener = null;

const menu = () => document.querySelector("#menu");

export function offer(forMessages, forUsers) {
  messageCommands = forMessages;
  userCommands = forUsers;
}

const run = async (what, more) => {
  const answer = await act(what, more);
  if (answer.refused) tell(answer.refused);
};

function open(items, label, from, x, y) {
  opener = from;
  const list = menu();
  list.setAttribute("aria-label", label);
  list.replaceChildren(...items.map(([text, action]) => {
    const item = document.createElement("button");
    item.type = "button";
    item.role = "menuitem";
    item.tabIndex = -1;
    item.textContent = text;
    item.addEventListener("click", () => { close(); action(); });
    return item;
  }));
  list.hidden = false;
  const box = list.getBoundingClientRect();
  list.style.left = `${Math.max(8, Math.min(x, innerWidth - box.width - 8))}px`;
  list.style.top = `${Math.max(8, Math.min(y, innerHeight - box.height - 8))}px`;
  list.firstElementChild?.focus();
}

function close() {
  if (menu().hidden) return;
  menu().hidden = true;
  if (opener?.isConnected) opener.focus();
}

function openForMessage(node, x, y) {
  const message = node.dataset.message;
  const from = node.querySelector("[data-menu]");
  const box = from.getBoundingClientRect();
  const items = messageCommands.map((name) => [name, () => run("menu", { message, name })]);
  const reply = node.querySelector("[data-reply]");
  if (reply) items.push(["Reply", () => reply.click()]);
  items.push(["Copy text", () => navigator.clipboard?.writeText(node.querySelector(".body").innerText)]);
  open(items, "Actions for this message", from, x ?? box.left, y ?? box.bottom);
}

function openForUser(button) {
  const target = button.dataset.user;
  const { name } = button.dataset;
  const items = userCommands.map((command) => [command, () => run("user-menu", { target, name: command })]);
  items.push(["Mention", () => {
    const line = document.querySelector("#line");
    line.value = `${line.value}@${name} `;
    line.focus();
  }]);
  const box = button.getBoundingClientRect();
  open(items, `Actions for ${name}`, button, box.left, box.bottom);
}

const messageOf = (node) => node.closest?.("li[data-message]");

function keyed(event) {
  if (!menu().hidden) return walk(event);
  const message = messageOf(event.target);
  if (message && (event.key === "ContextMenu" || (event.shiftKey && event.key === "F10"))) {
    event.preventDefault();
    openForMessage(message);
  }
}

function walk(event) {
  const items = [...menu().children];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) { event.preventDefault(); items[to % items.length].focus(); }
  else if (event.key === "Escape" || event.key === "Tab") { event.preventDefault(); close(); }
}

export function start() {
  document.addEventListener("click", (event) => {
    const more = event.target.closest("[data-menu]");
    const user = event.target.closest("button[data-user]");
    if (more) openForMessage(messageOf(more));
    else if (user) openForUser(user);
    else if (!menu().contains(event.target)) close();
  });
  document.addEventListener("contextmenu", (event) => {
    const message = messageOf(event.target);
    if (!message || event.target.closest("a")) return;
    event.preventDefault();
    // The keyboard's context-menu key reports no position worth using.
    openForMessage(message, event.clientX || undefined, event.clientY || undefined);
  });
  document.addEventListener("keydown", keyed);
  addEventListener("resize", close);
}
