// Starts the page and wires what stands around the chat.

import { act, seat, tell } from "./server.js";
import * as composer from "./composer.js";
import * as log from "./log.js";
import * as menu from "./menu.js";
import * as time from "./time.js";

const $ = (selector) => document.querySelector(selector);

function sit(query) {
  history.pushState(null, "", `?${new URLSearchParams(query)}`);
  document.dispatchEvent(new Event("seat"));
  log.refresh();
}

$("#user").addEventListener("change", (event) => {
  document.body.dataset.user = event.target.value;
  localStorage.setItem("user", event.target.value);
  sit({ user: seat.user, channel: seat.channel });
});
$("#guild")?.addEventListener("change", (event) => location.assign(`?guild=${event.target.value}`));
addEventListener("popstate", () => location.reload());
// Not by the address: a jump within the page would be taken for another seat, and the page loaded anew.
$(".skip").addEventListener("click", (event) => { event.preventDefault(); $("#line").focus(); });

$("#drawer").addEventListener("click", () => {
  const open = document.body.toggleAttribute("data-drawer");
  $("#drawer").setAttribute("aria-expanded", String(open));
});

async function turn(what, more) {
  document.body.setAttribute("data-turning", "");
  const answer = await act(what, more);
  document.body.removeAttribute("data-turning");
  if (answer.refused) tell(answer.refused);
  log.refresh();
}

for (const button of document.querySelectorAll("[data-turn]")) {
  button.addEventListener("click", () => turn("turn", { seconds: Number(button.dataset.turn) }));
}
$("#moment").addEventListener("click", (event) => {
  const button = event.target.closest("[data-turn-to]");
  if (button) turn("turn-to", { at: button.dataset.turnTo });
});
$("#turn-to").addEventListener("submit", (event) => {
  event.preventDefault();
  event.target.closest("details").open = false;
  turn("turn-to", { at: new Date($("#turn-at").value).toISOString() });
});
$("#turn-to").closest("details").addEventListener("toggle", () => {
  const local = new Date(time.now() - new Date(time.now()).getTimezoneOffset() * 60000);
  $("#turn-at").value = local.toISOString().slice(0, 16);
});

for (const button of document.querySelectorAll("[data-fault]")) {
  button.addEventListener("click", async () => {
    button.closest("details").open = false;
    const answer = await act("fault", { name: button.dataset.fault });
    tell(answer.refused ?? answer.told);
  });
}

// One open list at a time; Escape and a click elsewhere close it.
const lists = "details.drop, details.select";
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll(lists)) if (open.open && !open.contains(event.target)) open.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll(lists)) {
    if (open.open) { open.open = false; open.querySelector("summary").focus(); }
  }
  document.body.removeAttribute("data-drawer");
});

time.start();
menu.start();
log.start();
composer.start();
log.refresh();
const events = new EventSource("/page/events");
events.onmessage = () => log.refresh();
events.onopen = () => log.refresh();
document.addEventListener("visibilitychange", () => log.refresh());
