/** The lab's numbers, as Python computed them: the browser only looks them up. */

import { bytes, floats, rowOf, words } from "../shared/buffers.js";
import { Unreadable } from "../shared/unreadable.js";

const LAB_VERSION = 1;

export class LabTables {
  #parabola;
  #points;
  #surfaces;

  /** @param {Object} tables the trait of that name */
  constructor(tables) {
    if (tables.version !== LAB_VERSION) {
      throw new Unreadable(`These tables have version ${tables.version}, and this lab reads version ${LAB_VERSION}: run the cell again.`);
    }
    const { parabola, points, surfaces, rates, iterations, best, parameters, draws, steps, cells } = tables;
    this.rates = rates;
    this.iterations = iterations;
    this.best = best;
    this.parameters = parameters;
    this.draws = draws;
    this.steps = steps;
    this.cells = cells;
    this.points = points;
    this.curvatures = parabola.curvatures;
    this.parabolaRates = parabola.rates;
    const { factors, w, costs } = parabola;
    this.#parabola = [factors, w, costs].map(floats);
    this.#points = [...[points.costs, points.slopes].map(floats), ...[points.right, points.planes].map(bytes)];
    this.#surfaces = surfaces.map((surface) => {
      const [whole, single, arrows] = [surface.whole, surface.single, surface.arrows].map(floats);
      return { ...surface, heights: words(surface.heights), whole, single, arrows };
    });
    this.pairs = surfaces.map((surface) => surface.parameters);
  }

  /** What there is to choose, by the name of the trait that chooses it. */
  get choices() {
    const upTo = (least, most) => Array.from({ length: most - least + 1 }, (_, place) => least + place);
    return {
      curvature: this.curvatures,
      parabola_eta: this.parabolaRates,
      eta: this.rates,
      record: upTo(0, this.points.records),
      pair: upTo(1, this.pairs.length),
      step: upTo(0, this.steps),
    };
  }

  /** The walk down the parabola: the factor of a step, w and C after each. */
  walk(curvature, eta) {
    const lengths = [this.curvatures.length, this.parabolaRates.length];
    const places = [this.curvatures.indexOf(curvature), this.parabolaRates.indexOf(eta)];
    const [[factor], w, costs] = this.#parabola.map((array) => rowOf(array, lengths, places));
    return { factor, w, costs };
  }

  /** The training run with one rate: at each record Cost, the largest σ′ of an output, how many points are right. */
  run(eta) {
    const rate = this.rates.indexOf(eta);
    const lengths = [this.rates.length];
    const [costs, slopes, right] = this.#points.slice(0, 3).map((array) => rowOf(array, lengths, [rate]));
    return { costs, slopes, right, ended: this.points.ended[rate] };
  }

  /** a_1 − a_2 over the square of points, as bytes from −1 to 1. */
  plane(eta, record) {
    return rowOf(this.#points[3], [this.rates.length, this.points.records + 1], [this.rates.indexOf(eta), record]);
  }

  /** The step of the training run at which a record was taken. */
  iteration(record) {
    return (record * this.iterations) / this.points.records;
  }

  /** Cost over two parameters; pairs are counted from 1. */
  surface(pair) {
    return this.#surfaces[pair - 1];
  }

  /** Both ways over that surface: places with x, y and Cost, and at each step the arrows −η∇C of all points. */
  ways(pair, eta) {
    const surface = this.surface(pair);
    const rate = this.rates.indexOf(eta);
    const placesOf = (array) => {
      const row = rowOf(array, [this.rates.length], [rate]);
      return Array.from({ length: this.steps + 1 }, (_, n) => ({ x: row[3 * n], y: row[3 * n + 1], cost: row[3 * n + 2] }));
    };
    const arrows = (n) => {
      const row = rowOf(surface.arrows, [this.rates.length, this.steps], [rate, n]);
      return Array.from({ length: row.length / 2 }, (_, k) => ({ x: row[2 * k], y: row[2 * k + 1] }));
    };
    return { whole: placesOf(surface.whole), single: placesOf(surface.single), arrows };
  }
}
