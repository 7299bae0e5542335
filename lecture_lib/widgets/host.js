/** A page without Jupyter: enough of a model for a widget's module, over the state that Python wrote into the page. */

class PageModel {
  #state;
  #listeners = new Map();
  #models;

  constructor(state, models) {
    this.#state = state;
    this.#models = models;
  }

  get(name) {
    return this.#state[name];
  }

  set(name, value) {
    if (JSON.stringify(this.#state[name]) === JSON.stringify(value)) return;
    this.#state[name] = value;
    for (const listener of [...(this.#listeners.get(`change:${name}`) ?? [])]) listener();
  }

  save_changes() {} // nobody to save for

  on(event, listener) {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  off(event, listener) {
    this.#listeners.set(event, (this.#listeners.get(event) ?? []).filter((other) => other !== listener));
  }

  widget_manager = { get_model: async (id) => this.#models.get(id) };
}

/** JSON in which bytes are {"base64": text}; they come out as a DataView. */
function revive(_, value) {
  if (typeof value?.base64 !== "string") return value;
  return new DataView(Uint8Array.from(atob(value.base64), (letter) => letter.charCodeAt(0)).buffer);
}

function followTheme() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const tell = () => document.body.setAttribute("data-jp-theme-light", String(!dark.matches));
  dark.addEventListener("change", tell);
  tell();
}

async function show({ id, module }, model) {
  const url = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
  const { default: exported } = await import(url);
  const widget = typeof exported === "function" ? await exported() : exported;
  await widget.initialize?.({ model });
  await widget.render({ model, el: document.getElementById(id) });
}

followTheme();
const widgets = JSON.parse(document.getElementById("widgets").textContent, revive);
const models = new Map();
for (const { id, state } of widgets) models.set(id, new PageModel(state, models)); // all before one asks for another
for (const widget of widgets) await show(widget, models.get(widget.id));
