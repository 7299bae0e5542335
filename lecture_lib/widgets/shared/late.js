/** On a slow computer a widget starts late, and its page has given it up: here it is heard again. */

/**
 * anywidget 0.11 waits 2 s for the script of a widget, and drops every message to a widget that took longer. Then messages go
 * past it from now on, and Python, which the model may have missed, says all it knows once more.
 * @param {any} model  of the widget that has just started
 */
export async function hearThoughLate(model) {
  const id = model.get("_own_id");
  if (!id) return; // a page by itself
  const whole = await model.widget_manager.get_model(id).catch(() => null);
  if (!whole || (await isHeard(whole))) return;
  const base = Object.getPrototypeOf(Object.getPrototypeOf(whole)); // of which anywidget's is a kind
  whole.comm.on_msg(base._handle_comm_msg.bind(whole));
  model.send({ kind: "state" });
}

/** Whether a message that says nothing is taken: one that is not is refused, as every other would be. */
async function isHeard(whole) {
  try {
    await whole._handle_comm_msg?.({ content: { data: {} } });
    return true;
  } catch {
    return false;
  }
}
