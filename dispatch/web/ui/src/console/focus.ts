// A wish that the map show something; the map pane fulfils it.
import { signal } from "@preact/signals";

export const focus = signal<{ lon: number; lat: number } | null>(null);

export function focusOn(thing: { lon: number | null; lat: number | null }): void {
  if (thing.lon !== null && thing.lat !== null) focus.value = { lon: thing.lon, lat: thing.lat };
}
