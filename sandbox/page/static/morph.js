// Makes one DOM tree like another while keeping what belongs to the person: focus, typed text,
// scroll positions, open menus. `data-ui-…` attributes and the inside of `data-own` are theirs.

const keyOf = (node) => (node.nodeType === 1 ? node.id : "");

function keep(element, name) {
  return (
    name.startsWith("data-ui-") ||
    (name === "open" && /^(DETAILS|DIALOG)$/.test(element.nodeName)) ||
    (name === "hidden" && element.hasAttribute("data-own"))
  );
}

function attributes(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !keep(from, name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !keep(from, name)) from.setAttribute(name, value);
  }
}

// A dialog that is closed before it goes gives the focus back to what opened it.
function remove(node) {
  if (node.nodeName === "DIALOG") node.close();
  node.remove();
}

const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

function children(from, to) {
  const wanted = new Set([...to.childNodes].map(keyOf).filter(Boolean));
  const known = new Map();
  for (const node of [...from.childNodes]) {
    const key = keyOf(node);
    if (key && !wanted.has(key)) remove(node);
    else if (key) known.set(key, node);
  }
  let here = from.firstChild;
  for (const node of [...to.childNodes]) {
    const key = keyOf(node);
    const match = key ? known.get(key) : here && !keyOf(here) && alike(here, node) ? here : null;
    if (match && alike(match, node)) {
      if (match === here) here = here.nextSibling;
      else from.insertBefore(match, here);
      morph(match, node);
    } else {
      from.insertBefore(document.importNode(node, true), here);
    }
  }
  while (here) {
    const next = here.nextSibling;
    remove(here);
    here = next;
  }
}

export function morph(from, to) {
  if (from.nodeType !== 1) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  attributes(from, to);
  if (!from.hasAttribute("data-own") && from.nodeName !== "TEXTAREA") children(from, to);
}
