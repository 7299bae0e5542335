/** Times a step from the event that caused it to the frame that shows it. Put into the page as it is, once. */

(() => {
  const PATIENCE = 10_000; // ms
  let root = null;
  let shown = null; // (root) => what the next step has to change
  let step = null;
  let frames = null; // times of frames, while they are recorded
  const drawings = new WeakMap(); // canvas to the number of times it was drawn on

  function check() {
    if (!step || step.start === null || step.seen || Object.is(shown(root), step.before)) return;
    step.seen = true;
    const timed = step;
    // a picture that is named but not decoded is not there yet; without pictures this goes on in the same task
    const pictures = Array.from(root.querySelectorAll("img"), (image) => image.decode());
    Promise.all(pictures).then(() => (timed.ready = true));
  }

  function begin(event) {
    if (step && event.isTrusted && event.type === step.type) step.start ??= event.timeStamp;
  }
  for (const type of ["pointermove", "keydown"]) window.addEventListener(type, begin, { capture: true });

  const observer = new MutationObserver(check);
  const { drawImage } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.drawImage = function (...values) {
    drawImage.apply(this, values);
    drawings.set(this.canvas, (drawings.get(this.canvas) ?? 0) + 1);
    if (root?.contains(this.canvas)) check();
  };

  // In each frame the browser runs animation callbacks, lays out, tells observers of sizes, and paints, all in one task.
  // Whatever is ready when this observer is told is in the frame; the message is read when that has been painted.
  const painted = new MessageChannel();
  const sentinel = document.body.appendChild(document.createElement("div"));
  sentinel.style.cssText = "position: fixed; contain: strict; width: 1px; height: 1px; visibility: hidden";
  new ResizeObserver(() => step?.ready && painted.port2.postMessage(null)).observe(sentinel);
  painted.port1.onmessage = () => {
    step?.done(performance.now() - step.start);
    step = null;
  };
  requestAnimationFrame(function frame(time) {
    frames?.push(time);
    sentinel.style.width = sentinel.style.width === "1px" ? "2px" : "1px";
    requestAnimationFrame(frame);
  });

  window.probe = {
    begin, // for whoever hears keys before the widgets, which keep them to themselves
    watch(element, what) {
      [root, shown, step] = [element, what, null];
      observer.disconnect();
      observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
    },
    /** The next event of this type is the step; probe.step becomes the milliseconds until its frame is painted. */
    arm(type) {
      const { promise, resolve, reject } = Promise.withResolvers();
      const timer = setTimeout(() => reject(new Error(`${type}: nothing changed within ${PATIENCE} ms`)), PATIENCE);
      promise.catch(() => {}).then(() => clearTimeout(timer)); // a failure is told to whoever waits for the step
      this.step = promise;
      step = { type, before: shown(root), start: null, seen: false, ready: false, done: resolve };
    },
    drawings: (canvas) => drawings.get(canvas) ?? 0,
    record: () => (frames = []),
    recorded() {
      const times = frames;
      frames = null;
      return times;
    },
  };
})();
