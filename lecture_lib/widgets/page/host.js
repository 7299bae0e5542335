/** A page without Jupyter: shows each widget that Python wrote into the page. */

import { PageModel, revive } from "./page_model.js";

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

/** Without the widget the picture stays, and a sentence says why. A server may send a policy that forbids what this page allows. */
function explain(error) {
  document.getElementById("why").textContent = "The widget could not start, so this is its picture: is there a policy that forbids scripts from blob: addresses?";
  document.getElementById("still").className = "now";
  throw error;
}

async function openAll() {
  followTheme();
  const widgets = JSON.parse(document.getElementById("widgets").textContent, revive);
  const models = new Map();
  for (const { id, state } of widgets) models.set(id, new PageModel(state, models)); // all before one asks for another
  for (const widget of widgets) await show(widget, models.get(widget.id));
  document.getElementById("still").remove();
}

export default openAll().catch(explain);
