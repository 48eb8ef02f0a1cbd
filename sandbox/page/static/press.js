// Buttons, menus, choices and forms of Block Kit, and the page's own small deeds.
import { act, app } from "./client.js";
import { valueOf, whereIs } from "./values.js";

const dialog = document.getElementById("confirm");

// Slack's confirm object; resolves to whether the person goes on.
function confirmed(source) {
  if (!source.dataset.confirm) return Promise.resolve(true);
  const asked = JSON.parse(source.dataset.confirm);
  const [no, yes] = dialog.querySelectorAll("button");
  dialog.querySelector("h2").textContent = asked.title;
  dialog.querySelector("#confirm-text").innerHTML = asked.text;
  no.textContent = asked.deny;
  yes.textContent = asked.confirm;
  yes.className = asked.danger ? "btn btn-danger" : "btn btn-primary";
  dialog.returnValue = "no";
  dialog.showModal();
  yes.focus();
  no.onclick = () => dialog.close("no");
  yes.onclick = () => dialog.close("yes");
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
  });
}

async function pressed(element, deed, body) {
  const shown = element.closest(".menu") ? opener(element.closest(".menu")) : element;
  element.closest("[popover]")?.hidePopover();
  if (shown?.hasAttribute("data-ui-busy")) return null;
  shown?.removeAttribute("data-ui-failed");
  shown?.setAttribute("data-ui-busy", "");
  const answer = await act(deed, body);
  shown?.removeAttribute("data-ui-busy");
  if (!answer.ok && answer.message) {
    shown?.setAttribute("data-ui-failed", "");
    if (shown) shown.title = answer.message;
    setTimeout(() => shown?.removeAttribute("data-ui-failed"), 8000);
  }
  return answer;
}

const opener = (menu) => document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);

async function click(element) {
  const { act: deed, action, block, value } = element.dataset;
  const where = whereIs(element);
  if (await confirmed(element)) await pressed(element, deed, { ...where, action, block, value });
}

async function own(element) {
  const { do: deed, body: more } = element.dataset;
  const body = { ...whereIs(element), ...JSON.parse(more || "{}") };
  // A reaction is there at once; whether an app heard of it is no matter of the person's.
  await (deed === "react" ? act(deed, body) : pressed(element, deed, body));
}

// A view's fields go with its submission; a message keeps what is entered as it is entered.
export const isSentAlone = (field) => "dispatch" in field.dataset || !field.closest("[data-view]");

export async function choose(field) {
  const { action, block } = field.dataset;
  const body = { ...whereIs(field), action, block, value: valueOf(field) };
  if (await confirmed(field)) await act("choose", body);
}

async function submit(view) {
  const button = view.querySelector("button[type=submit]");
  if (!button || button.hasAttribute("data-ui-busy")) return;
  const problem = view.querySelector(".modal-problem");
  problem.hidden = true;
  button.setAttribute("data-ui-busy", "");
  const answer = await act("submit", whereIs(view), true);
  button.removeAttribute("data-ui-busy");
  if (!answer.ok && answer.message) {
    problem.textContent = `We had some trouble connecting. ${answer.message} Try again?`;
    problem.hidden = false;
  }
  view.querySelector(".has-error :is(input, textarea, select)")?.focus();
}

function summarize(field) {
  const summary = field.querySelector("summary");
  const names = [...field.querySelectorAll("input:checked")].map((box) => box.parentElement.textContent);
  if (summary) summary.textContent = names.join(", ") || summary.dataset.empty;
}

export function showModals() {
  for (const modal of document.querySelectorAll("dialog[data-modal]:not([open])")) {
    modal.showModal();
    const first = modal.querySelector("[autofocus], .modal-body :is(input, textarea, select)");
    (first ?? modal.querySelector(".modal-body")).focus();
    modal.addEventListener("cancel", (event) => {
      event.preventDefault();
      act("close", { view: modal.dataset.view });
    });
  }
}

export function openHome() {
  const home = document.querySelector("[data-home]");
  const here = home ? `${app().dataset.as} ${home.dataset.home}` : "";
  if (here && here !== openHome.last) act("home", { app: home.dataset.home }, true);
  openHome.last = here;
}

export function start() {
  document.addEventListener("click", (event) => {
    const source = event.target.closest("[data-act], [data-do]");
    if (!source) return;
    if (source.nodeName !== "A") event.preventDefault();
    if (source.dataset.act) click(source);
    else own(source);
  });
  document.addEventListener("change", (event) => {
    const field = event.target.closest("[data-field]");
    if (!field) return;
    summarize(field);
    if (isSentAlone(field) && field.dataset.field !== "external") choose(field);
  });
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    const view = event.target.closest("[data-view]");
    if (view) submit(view);
  });
}
