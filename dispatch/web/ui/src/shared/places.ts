// Finds places by what a caller says: a street, a crossing of two ("A / B"), a camera. Searches the map that is drawn.
import type { Camera } from "./board";
import { metres, type Point } from "./geo";

export interface Found extends Point {
  label: string;
}

type Line = GeoJSON.Position[];

const MOST = 8;
const MEETS_M = 15; // streets whose drawn lines come so near to each other cross there

/** The places that `text` may mean, best first. */
export function findPlaces(text: string, streets: GeoJSON.FeatureCollection | null, cameras: Iterable<Camera>): Found[] {
  const names = linesByName(streets);
  const [first, second] = parts(text);
  if (!first) return [];
  if (second) return crossings(matching(names, first), matching(names, second), names);
  const seen = [...cameras].flatMap((each) =>
    each.lon !== null && each.lat !== null && has(each.camera_id, first)
      ? [{ label: each.camera_id, lon: each.lon, lat: each.lat }]
      : [],
  );
  return [...seen, ...matching(names, first).flatMap((name) => middle(name, names.get(name) ?? []))].slice(0, MOST);
}

/** Both halves of a crossing. Chinese names hold no spaces, so that a space parts them as well. */
function parts(text: string): string[] {
  const splitter = /[一-鿿]/.test(text) ? /[\s/×&+,，、]+/ : /\s*[/×&+,]\s*/;
  return text.trim().split(splitter).filter(Boolean);
}

function has(name: string, part: string): boolean {
  return name.toLowerCase().includes(part.toLowerCase());
}

/** Shorter names are nearer to what was typed. */
function matching(names: ReadonlyMap<string, Line[]>, part: string): string[] {
  return [...names.keys()].filter((name) => has(name, part)).sort((a, b) => a.length - b.length || a.localeCompare(b));
}

const known = new WeakMap<GeoJSON.FeatureCollection, Map<string, Line[]>>();

function linesByName(streets: GeoJSON.FeatureCollection | null): ReadonlyMap<string, Line[]> {
  if (!streets) return new Map();
  const kept = known.get(streets);
  if (kept) return kept;
  const lines = new Map<string, Line[]>();
  for (const { geometry, properties } of streets.features) {
    const name: unknown = properties?.name;
    if (typeof name !== "string" || !name) continue;
    const drawn = geometry.type === "LineString" ? [geometry.coordinates] : geometry.type === "MultiLineString" ? geometry.coordinates : [];
    lines.set(name, [...(lines.get(name) ?? []), ...drawn]);
  }
  known.set(streets, lines);
  return lines;
}

/** Halfway along the longest line of the street. */
function middle(name: string, lines: Line[]): Found[] {
  const [longest] = lines.map(pieces).sort((a, b) => long(b) - long(a));
  let left = long(longest ?? []) / 2;
  for (const [from, to] of longest ?? []) {
    const length = metres(from, to);
    const part = length ? left / length : 0;
    if (left <= length) return [{ label: name, lon: from.lon + part * (to.lon - from.lon), lat: from.lat + part * (to.lat - from.lat) }];
    left -= length;
  }
  return [];
}

function long(line: Piece[]): number {
  return line.reduce((sum, [from, to]) => sum + metres(from, to), 0);
}

function crossings(first: string[], second: string[], names: ReadonlyMap<string, Line[]>): Found[] {
  const found: Found[] = [];
  for (const a of first.slice(0, MOST)) {
    for (const b of second.slice(0, MOST)) {
      const at = a === b ? null : meeting(names.get(a) ?? [], names.get(b) ?? []);
      if (at) found.push({ label: `${a} / ${b}`, ...at });
      if (found.length === MOST) return found;
    }
  }
  return found;
}

/** Where two streets come nearest to each other, if they meet. */
function meeting(a: Line[], b: Line[]): Point | null {
  let [best, least]: [Point | null, number] = [null, MEETS_M];
  const others = b.flatMap(pieces);
  for (const piece of a.flatMap(pieces)) {
    for (const other of others) {
      const at = crossing(piece, other);
      for (const [here, away] of at ? ([[at, 0]] as const) : ends(piece, other)) {
        if (away < least) [best, least] = [here, away];
      }
      if (least === 0) return best;
    }
  }
  return best;
}

type Piece = readonly [Point, Point];

function pieces(line: Line): Piece[] {
  return line.slice(1).map((to, index) => [point(line[index] ?? to), point(to)] as const);
}

/** Where two pieces cut each other. Degrees serve as a plane: it is a matter of metres. */
function crossing([a, b]: Piece, [c, d]: Piece): Point | null {
  const [rx, ry, sx, sy] = [b.lon - a.lon, b.lat - a.lat, d.lon - c.lon, d.lat - c.lat];
  const turn = rx * sy - ry * sx;
  if (turn === 0) return null;
  const along = ((c.lon - a.lon) * sy - (c.lat - a.lat) * sx) / turn;
  const other = ((c.lon - a.lon) * ry - (c.lat - a.lat) * rx) / turn;
  if (along < 0 || along > 1 || other < 0 || other > 1) return null;
  return { lon: a.lon + along * rx, lat: a.lat + along * ry };
}

function ends(one: Piece, other: Piece): (readonly [Point, number])[] {
  return one.flatMap((a) => other.map((b) => [a, metres(a, b)] as const));
}

function point([lon = 0, lat = 0]: GeoJSON.Position): Point {
  return { lon, lat };
}
