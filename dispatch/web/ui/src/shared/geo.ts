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

/** `80 m`, `1.2 km`. */
export function distance(m: number): string {
  return m < 1000 ? `${Math.round(m / 10) * 10} m` : `${(m / 1000).toFixed(1)} km`;
}
