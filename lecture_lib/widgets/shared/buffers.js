/** Numbers of a message: its bytes, and the part that belongs to one place. No DOM. */

/** Bytes of a message may begin anywhere in their buffer, and a Float32Array may not: so they are copied. */
export function floats(view) {
  return new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

export function bytes(view) {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

export function words(view) {
  return new Uint16Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

/** The part of an array that belongs to one place of its first axes, whose lengths are given. */
export function rowOf(array, lengths, places) {
  const size = array.length / lengths.reduce((product, length) => product * length, 1);
  const index = places.reduce((sum, place, axis) => sum * lengths[axis] + place, 0);
  return array.subarray(index * size, (index + 1) * size);
}
