// Talks to the sandbox: redraws on changes, goes to other places, does what a person does.
import { morph } from "./morph.js";

export const app = () => document.getElementById("app");
const redrawn = [];
export const onRedraw = (listener) => redrawn.push(listener);

let drawing = null;
let again = false;

// A place that is opened shows where its news begins, or else its end.
export function showNews() {
  for (const pane of document.querySelectorAll("[data-scroll='bottom']")) {
    const news = pane.querySelector(".new-line");
    pane.scrollTop = news ? news.offsetTop - pane.offsetTop - 48 : pane.scrollHeight;
  }
}

// Who was about to press something that is gone now stands at the message that held it.
function refocus(held, message) {
  if (held.isConnected || document.activeElement !== document.body) return;
  document.getElementById(message)?.focus({ preventScroll: true });
}

const atEnd = (pane) => pane.scrollHeight - pane.scrollTop - pane.clientHeight < 60;

async function draw(extra) {
  const response = await fetch(`/fragment${location.search || "?"}${extra}`);
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById("app");
  const before = new Map([...document.querySelectorAll("[data-scroll]")].map((pane) => [pane, atEnd(pane)]));
  const held = document.activeElement;
  const message = held.closest("[data-ts]")?.id;
  morph(app(), fresh);
  refocus(held, message);
  document.title = app().dataset.title;
  const panes = extra ? [] : document.querySelectorAll("[data-scroll='bottom']");
  if (extra) showNews();
  for (const pane of panes) {
    if (before.get(pane) ?? true) pane.scrollTop = pane.scrollHeight;
  }
  redrawn.forEach((listener) => listener());
}

export async function redraw(extra = "") {
  if (drawing) {
    again = true;
    return drawing;
  }
  drawing = draw(extra);
  try {
    await drawing;
  } finally {
    drawing = null;
  }
  if (again) {
    again = false;
    await redraw();
  }
}

export async function go(url, push = true) {
  if (push) history.pushState(null, "", url);
  app().removeAttribute("data-ui-nav");
  await drawing;
  await redraw("&enter=1");
}

export function toast(text) {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.hidePopover();
  box.showPopover();
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => box.hidePopover(), 5000);
}

// One deed; returns the sandbox's answer. `quiet`: the caller tells the person what went wrong.
export async function act(deed, body, quiet = false) {
  let answer;
  try {
    const response = await fetch(`/do/${deed}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: app().dataset.as, ...body }),
    });
    const text = await response.text();
    answer = text.startsWith("{") ? JSON.parse(text) : { ok: false, message: text };
  } catch {
    answer = { ok: false, message: "The sandbox does not answer. Is it still running?" };
  }
  if (!answer.ok && answer.message && !quiet) toast(answer.message);
  await redraw();
  return answer;
}

export function listen() {
  const stream = new EventSource("/events");
  stream.onmessage = ({ data }) => {
    document.documentElement.dataset.live = "";
    if (data !== app().dataset.version) redraw();
  };
  window.addEventListener("popstate", () => go(location.href, false));
}
