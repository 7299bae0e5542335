/** The part of a square grid where its values are above a level, as one path. */

/**
 * @param {ArrayLike<number>} values (cells + 1)² corners, row by row from the bottom
 * @param {(i: number, j: number) => [number, number]} place of a corner: row i, column j, not always whole
 */
export function above(values, cells, level, place) {
  const at = (i, j) => values[i * (cells + 1) + j] - level;
  const parts = [];
  const add = (corners) => parts.push(`M${corners.map(([i, j]) => pair(place(i, j))).join("L")}Z`);
  for (let i = 0; i < cells; i += 1) {
    let from = 0; // whole cells in a row make one rectangle
    for (let j = 0; j <= cells; j += 1) {
      const corners = j < cells ? [[i, j], [i, j + 1], [i + 1, j + 1], [i + 1, j]] : [];
      const inside = corners.filter((corner) => at(...corner) >= 0).length;
      if (j < cells && inside === 4) continue;
      if (j > from) add([[i, from], [i, j], [i + 1, j], [i + 1, from]]);
      if (inside > 0) add(corners.flatMap((corner, index) => cut(corner, corners[(index + 1) % 4], at)));
      from = j + 1;
    }
  }
  return parts.join("");
}

/** What an edge of a cell adds to the polygon: its beginning if that is above, and where it crosses the level. */
function cut(begin, end, at) {
  const [first, second] = [at(...begin), at(...end)];
  const kept = first >= 0 ? [begin] : [];
  if (first >= 0 === second >= 0) return kept;
  const share = first / (first - second);
  return [...kept, begin.map((value, axis) => value + share * (end[axis] - value))];
}

function pair([x, y]) {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
