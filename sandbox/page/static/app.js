// Starts the page: what the person presses on the frame itself, then the parts.
import { act, app, go, listen, onRedraw, showNews } from "./client.js";
import * as compose from "./compose.js";
import * as drawer from "./drawer.js";
import * as press from "./press.js";
import * as widgets from "./widgets.js";

const dark = document.getElementById("dark");

const SYSTEM = "(prefers-color-scheme: dark)";

// The other theme; where that is the system's own, the page follows the system again.
function theme() {
  const next = matchMedia(dark.media).matches ? "light" : "dark";
  const follows = next === (matchMedia(SYSTEM).matches ? "dark" : "light");
  dark.media = follows ? SYSTEM : next === "dark" ? "all" : "not all";
  document.cookie = `theme=${next}; path=/; max-age=${follows ? 0 : 31536000}; samesite=strict`;
}

const FRAME = {
  theme,
  copy: drawer.copy,
  entry: drawer.showEntry,
  nav: () => app().toggleAttribute("data-ui-nav"),
  emoji: (button) => {
    const { ts, channel } = button.closest("[data-ts]").dataset;
    widgets.pickEmoji(button, (emoji) => act("react", { channel, ts, emoji }));
  },
  "emoji-into": (button) => {
    const area = button.closest("form").querySelector("textarea");
    widgets.pickEmoji(button, (_name, character) => {
      area.setRangeText(character, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
      area.focus();
    });
  },
};

function clicked(event) {
  const frame = event.target.closest("[data-ui]");
  if (frame?.hash) event.preventDefault();
  if (frame) FRAME[frame.dataset.ui](frame);
  const link = event.target.closest("a[data-nav]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    link.closest("[popover]")?.hidePopover();
    go(link.href);
  }
}

// Escape closes what is open, the nearest first; dialogs and menus see to themselves.
function escaped(event) {
  if (event.key !== "Escape" || document.querySelector("dialog[open], :popover-open")) return;
  if (app().hasAttribute("data-ui-nav")) app().removeAttribute("data-ui-nav");
  else document.querySelector("[data-close]")?.click();
}

let step = "";

function showStep() {
  const current = document.querySelector(".steps .current");
  if (!current || current.textContent === step) return;
  step = current.textContent;
  const strip = current.parentElement;
  strip.scrollTo({ left: current.offsetLeft - strip.offsetLeft - 60 });
}

function settle() {
  showStep();
  press.showModals();
  press.openHome();
  compose.restoreDrafts();
  widgets.pageTables();
  drawer.settle();
}

document.addEventListener("click", clicked);
document.addEventListener("keydown", escaped);
press.start();
compose.start();
widgets.start();
drawer.start();
onRedraw(settle);
settle();
showNews();
listen();
