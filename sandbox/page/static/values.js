// Reads the fields of a view or message: plain strings and lists, by block_id and action_id.

const READ = {
  text: (field) => field.querySelector("input, textarea").value,
  select: (field) => field.querySelector("select").value || null,
  radio: (field) => field.querySelector("input:checked")?.value ?? null,
  many: (field) => [...field.querySelectorAll("input:checked")].map((input) => input.value),
  datetime: (field) => ({ local: field.querySelector("input").value }),
  external: (field) => {
    const { uiOption, option: first } = field.querySelector("input").dataset;
    const option = uiOption ?? first;
    return option ? JSON.parse(option) : null;
  },
};

export const valueOf = (field) => READ[field.dataset.field](field);

export function valuesOf(view) {
  const values = {};
  for (const field of view.querySelectorAll("[data-field]")) {
    const { block, action } = field.dataset;
    (values[block] ??= {})[action] = valueOf(field);
  }
  return values;
}

// Where an element stands: in a view (with what has been typed there) or in a message.
export function whereIs(element) {
  const view = element.closest("[data-view]");
  if (view) return { view: view.dataset.view, values: valuesOf(view) };
  const message = element.closest("[data-ts]");
  return message ? { channel: message.dataset.channel, ts: message.dataset.ts } : {};
}
