// The drawer for developers: the journal's payloads and filter, the form on which faults are armed.
import { act, toast } from "./client.js";

const wholes = new Map();

async function whole(entry) {
  const { number } = entry.dataset;
  if (!wholes.has(number)) {
    const response = await fetch(`/journal/${number}`);
    if (!response.ok) throw new Error(await response.text());
    wholes.set(number, await response.json());
  }
  return wholes.get(number);
}

async function unfold(entry) {
  const body = entry.querySelector(".entry-body");
  if (!entry.open || body.childElementCount) return;
  try {
    const { payload, response } = await whole(entry);
    for (const [title, text] of Object.entries({ payload, response })) {
      const part = document.createElement("div");
      const head = document.createElement("h3");
      const pre = document.createElement("pre");
      head.textContent = title;
      pre.textContent = text;
      pre.tabIndex = 0;
      part.append(head, pre);
      body.append(part);
    }
  } catch (error) {
    toast(error.message);
  }
}

export async function copy(button) {
  try {
    const { whole: text } = await whole(button.closest(".entry"));
    await navigator.clipboard.writeText(text);
    toast("Copied.");
  } catch (error) {
    toast(`Not copied: ${error.message}`);
  }
}

// Opens the entry that a link names, whatever the filter says.
export function showEntry(link) {
  const entry = document.getElementById(link.hash.slice(1));
  if (!entry) return toast("That entry has left the journal.");
  entry.removeAttribute("data-ui-away");
  entry.open = true;
  entry.querySelector("summary").focus();
}

function filterJournal() {
  const filter = document.getElementById("journal-filter");
  if (!filter) return;
  const wanted = filter.value.trim().toLowerCase().split(/\s+/);
  const kind = document.getElementById("journal-kind").value;
  let some = false;
  const entries = document.querySelectorAll(".entry");
  for (const entry of entries) {
    const { kinds, find } = entry.dataset;
    const fits = kinds.includes(kind) && wanted.every((word) => find.includes(word));
    entry.toggleAttribute("data-ui-away", !fits);
    some ||= fits;
  }
  document.getElementById("journal-none").hidden = some || !entries.length;
}

function askFor() {
  const form = document.getElementById("fault-form");
  if (!form) return;
  const asks = form.elements.kind.selectedOptions[0].dataset.asks.split(" ");
  for (const label of form.querySelectorAll("[data-ask]")) {
    label.toggleAttribute("data-ui-away", !asks.includes(label.dataset.ask));
  }
}

export function settle() {
  filterJournal();
  askFor();
}

export function start() {
  document.addEventListener("toggle", (event) => event.target.matches?.(".entry") && unfold(event.target), true);
  document.addEventListener("input", (event) => event.target.closest(".drawer") && settle());
  document.addEventListener("submit", (event) => {
    if (event.target.id === "fault-form") act("arm", Object.fromEntries(new FormData(event.target)));
  });
}
