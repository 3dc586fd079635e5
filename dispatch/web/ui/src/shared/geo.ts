// Distances and directions on the ground, for the short ranges of one city.

const METRES_PER_DEGREE = 111_320;

export interface Point {
  lon: number;
  lat: number;
}

/** Metres between two points. */
export function metres(a: Point, b: Point): number {
  const x = (b.lon - a.lon) * Math.cos(((a.lat + b.lat) / 2) * (Math.PI / 180));
  return Math.hypot(x, b.lat - a.lat) * METRES_PER_DEGREE;
}

/** Degrees clockwise from north, from `a` to `b`. */
export function bearing(a: Point, b: Point): number {
  const x = (b.lon - a.lon) * Math.cos(((a.lat + b.lat) / 2) * (Math.PI / 180));
  return (Math.atan2(x, b.lat - a.lat) * (180 / Math.PI) + 360) % 360;
}

/** What is left of a way for somebody at `here`: from the nearest of its points on. */
export function ahead(way: [number, number][], here: Point): [number, number][] {
  let nearest = 0;
  let least = Infinity;
  way.forEach(([lon, lat], index) => {
    const away = metres(here, { lon, lat });
    if (away <= least) [nearest, least] = [index, away];
  });
  const [before, at, after] = [way[nearest - 1], way[nearest], way[nearest + 1]];
  const passed = before && at && after && metres(here, toPoint(after)) < metres(toPoint(at), toPoint(after));
  return [[here.lon, here.lat], ...way.slice(passed ? nearest + 1 : nearest)];
}

function toPoint([lon, lat]: [number, number]): Point {
  return { lon, lat };
}

/** `80 m`, `1.2 km`. */
export function distance(m: number): string {
  return m < 1000 ? `${Math.round(m / 10) * 10} m` : `${(m / 1000).toFixed(1)} km`;
}
