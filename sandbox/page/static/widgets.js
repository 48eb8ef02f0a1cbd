// Menus that open beside their button, the emoji picker, paged tables, searched selects.
import { act } from "./client.js";
import { choose, isSentAlone } from "./press.js";
import { whereIs } from "./values.js";

const picker = document.getElementById("emoji-picker");
let picking = null;

function beside(box, anchor) {
  const { left, right, top, bottom } = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const x = left + width > innerWidth - 8 ? right - width : left;
  const y = bottom + 4 + height > innerHeight - 8 ? top - 4 - height : bottom + 4;
  box.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  box.style.top = `${Math.max(8, y)}px`;
}

function opened(event) {
  const menu = event.target;
  if (event.newState !== "open" || !menu.matches?.(".menu")) return;
  const anchor = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  if (anchor) beside(menu, anchor);
  if (menu.contains(document.activeElement) || anchor?.matches(":focus-visible")) {
    menu.querySelector(".menu-item")?.focus();
  }
}

// Where a key leads from the item `at` of so many; null: the key is none of these.
function stepped(key, at, count) {
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? count - 1 : at - 1, Home: 0, End: count - 1 };
  return key in to ? to[key] : null;
}

function inMenu(event, menu) {
  if (event.key === "Tab") menu.hidePopover();
  const items = [...menu.querySelectorAll(".menu-item")];
  const to = stepped(event.key, items.indexOf(document.activeElement), items.length);
  if (to === null) return;
  event.preventDefault();
  items[(to + items.length) % items.length].focus();
}

// From message to message; Tab then leads to what can be pressed in one.
function inMessages(event, list) {
  const messages = [...list.querySelectorAll(".message")];
  const to = stepped(event.key, messages.indexOf(event.target), messages.length);
  if (to === null || !messages[to]) return;
  event.preventDefault();
  messages[to].focus();
}

function arrows(event) {
  const menu = event.target.closest?.(".menu");
  if (menu) inMenu(event, menu);
  else if (event.target.matches?.(".messages, .message")) {
    inMessages(event, event.target.closest(".messages"));
  }
}

function filterEmoji(text) {
  const wanted = text.trim().toLowerCase().replaceAll(":", "").replaceAll(" ", "_");
  for (const section of picker.querySelectorAll("section")) {
    let some = false;
    for (const button of section.querySelectorAll("button")) {
      button.hidden = wanted && !button.dataset.names.includes(wanted);
      some ||= !button.hidden;
    }
    section.hidden = !some;
  }
  picker.querySelector(".picker-none").hidden = Boolean(picker.querySelector("section:not([hidden])"));
}

export function pickEmoji(anchor, then) {
  const search = picker.querySelector("input");
  search.value = "";
  filterEmoji("");
  picker.hidePopover();
  picker.showPopover();
  beside(picker, anchor);
  search.focus();
  picking = then;
}

function startPicker() {
  const name = picker.querySelector(".picker-name");
  picker.addEventListener("input", (event) => filterEmoji(event.target.value));
  picker.addEventListener("click", (event) => {
    const { emoji } = event.target.closest("button")?.dataset ?? {};
    if (!emoji) return;
    picker.hidePopover();
    picking(emoji, event.target.closest("button").textContent);
  });
  picker.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      picker.querySelector("section:not([hidden]) button:not([hidden])")?.click();
    }
  });
  const tell = (event) => {
    const { emoji } = event.target.closest?.("button")?.dataset ?? {};
    name.textContent = emoji ? `:${emoji}:` : "";
  };
  picker.addEventListener("mouseover", tell);
  picker.addEventListener("focusin", tell);
}

export function pageTables() {
  for (const box of document.querySelectorAll("[data-page-size]")) {
    const rows = [...box.querySelectorAll("tbody tr")];
    const size = Number(box.dataset.pageSize);
    const last = Math.ceil(rows.length / size) - 1;
    const page = Math.min(Number(box.getAttribute("data-ui-page") ?? 0), last);
    rows.forEach((row, i) => row.toggleAttribute("data-ui-away", Math.floor(i / size) !== page));
    const turn = (by, label, sign, off) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "tool", textContent: sign, disabled: off });
      button.setAttribute("aria-label", label);
      button.onclick = () => {
        box.setAttribute("data-ui-page", String(page + by));
        pageTables();
      };
      return button;
    };
    const range = `${page * size + 1}–${Math.min((page + 1) * size, rows.length)} of ${rows.length}`;
    box.querySelector(".pager").replaceChildren(range, turn(-1, "Previous rows", "‹", page === 0), turn(1, "Next rows", "›", page === last));
  }
}

async function search(input) {
  const field = input.closest("[data-field]");
  const list = field.querySelector(".combo");
  input.dataset.uiOption = "";
  if (input.value.length < Number(input.dataset.least)) {
    list.hidden = true;
    return;
  }
  const { action } = field.dataset;
  const typed = input.value;
  const { options = [] } = await act("suggest", { ...whereIs(field), action, typed });
  if (input.value !== typed) return;
  list.replaceChildren(
    ...options.map((option) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: option.text.text });
      button.setAttribute("role", "option");
      button.onclick = () => {
        input.value = option.text.text;
        input.dataset.uiOption = JSON.stringify(option);
        list.hidden = true;
        if (isSentAlone(field)) choose(field);
      };
      return button;
    }),
  );
  if (!options.length) list.textContent = "No results";
  list.hidden = false;
}

export function start() {
  startPicker();
  document.addEventListener("toggle", opened, true);
  document.addEventListener("keydown", arrows);
  document.addEventListener("input", (event) => {
    if (event.target.closest("[data-field=external]")) search(event.target);
  });
}
