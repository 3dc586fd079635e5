// The street map as the server sends it, fetched once for all who draw it or search in it.
import { signal } from "@preact/signals";
import { getJson } from "../shared/api";

export const streets = signal<GeoJSON.FeatureCollection | "none" | null>(null);

export function loadStreets(): void {
  void getJson<GeoJSON.FeatureCollection>("/api/streets")
    .then((found) => (streets.value = found))
    .catch(() => (streets.value = "none"));
}
