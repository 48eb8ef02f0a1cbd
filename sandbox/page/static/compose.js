// The composer: sending, drafts, suggestions of commands and people.
import { act, app } from "./client.js";

const drafts = new Map();

function matches(text, caret) {
  const before = text.slice(0, caret);
  const kind = /^\/\S*$/.test(before) ? "commands" : /(?:^|\s)@\w*$/.test(before) ? "people" : null;
  if (!kind) return [];
  const typed = before.match(/[/@]\S*$/)[0].toLowerCase();
  return JSON.parse(app().dataset[kind])
    .filter((one) => one.label.toLowerCase().startsWith(typed) || one.note.toLowerCase().startsWith(typed.slice(1)))
    .map((one) => ({ ...one, from: caret - typed.length }))
    .slice(0, 8);
}

function element(name, className, text = "") {
  const node = document.createElement(name);
  node.className = className;
  node.textContent = text;
  return node;
}

function suggest(form) {
  const area = form.querySelector("textarea");
  const list = form.querySelector(".suggestions");
  const found = matches(area.value, area.selectionStart);
  list.hidden = !found.length;
  list.replaceChildren(
    ...found.map((one, i) => {
      const button = element("button", "suggestion");
      button.type = "button";
      button.setAttribute("role", "option");
      button.setAttribute("aria-selected", String(i === 0));
      button.append(element("strong", "", one.label), element("span", "hint", one.hint ?? ""), element("span", "note", one.note));
      button.onclick = () => insert(form, one);
      return button;
    }),
  );
}

function insert(form, one) {
  const area = form.querySelector("textarea");
  area.setRangeText(one.insert, one.from, area.selectionStart, "end");
  area.focus();
  drafts.set(form.id, area.value);
  suggest(form);
}

function move(list, by) {
  const options = [...list.children];
  const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const next = (at + by + options.length) % options.length;
  options.forEach((one, i) => one.setAttribute("aria-selected", String(i === next)));
  options[next].scrollIntoView({ block: "nearest" });
}

async function send(form) {
  const area = form.querySelector("textarea");
  const text = area.value.trim();
  if (!text) return;
  area.value = "";
  drafts.delete(form.id);
  suggest(form);
  const { channel, thread } = form.dataset;
  const pane = form.parentElement.querySelector("[data-scroll]");
  pane.scrollTop = pane.scrollHeight;
  await act("send", { channel, thread, text });
}

function keys(event) {
  const form = event.target.closest?.(".composer");
  if (!form || event.isComposing) return;
  const list = form.querySelector(".suggestions");
  const open = !list.hidden;
  const chosen = list.querySelector("[aria-selected='true']");
  if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    move(list, event.key === "ArrowDown" ? 1 : -1);
  } else if (open && event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    list.hidden = true;
  } else if (open && (event.key === "Tab" || (event.key === "Enter" && !complete(form)))) {
    event.preventDefault();
    chosen.click();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send(form);
  }
}

// What is typed out in full is sent by Enter, not completed once more.
function complete(form) {
  const { value, selectionStart: caret } = form.querySelector("textarea");
  return matches(value, caret).some((one) => value.slice(one.from, caret) === one.label);
}

export function restoreDrafts() {
  for (const form of document.querySelectorAll(".composer")) {
    const area = form.querySelector("textarea");
    if (!area.value && drafts.has(form.id)) area.value = drafts.get(form.id);
  }
}

export function start() {
  document.addEventListener("keydown", keys, true);
  document.addEventListener("input", (event) => {
    const form = event.target.closest(".composer");
    if (!form) return;
    drafts.set(form.id, event.target.value);
    suggest(form);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches(".composer")) send(event.target);
  });
}
