/** What came cannot be read; the message is a sentence for the reader. */
export class Unreadable extends Error {}

/** Read what came; returns the sentence for what cannot be read, "" if there is none. @param {() => void} read */
export function troubleOf(read) {
  try {
    read();
    return "";
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    // made by hand or by another version, it may not even have the parts that are looked for
    if (error instanceof TypeError || error instanceof RangeError) return "What came cannot be read; the picture stays as it was.";
    throw error;
  }
}

/** The value, if it is one that there is. */
export function among(choices, name, value) {
  if (choices.includes(value)) return value;
  throw new Unreadable(`${name}: there is no ${JSON.stringify(value)} here; the picture stays as it was.`);
}
