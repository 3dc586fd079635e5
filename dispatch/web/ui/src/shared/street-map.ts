// The map, drawn from the site's own street graph without any internet. Markers are elements that the caller styles.
import {
  AttributionControl,
  LngLatBounds,
  Map as GlMap,
  Marker,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type StyleSpecification,
} from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import "../styles/pins.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { Point } from "./geo";

setWorkerUrl(workerUrl);

export interface Pin extends Point {
  id: string;
  className: string;
  /** What stands in the pin. */
  label: string;
  /** What stands beside it. */
  text?: string;
  onClick?: () => void;
}

export interface Path {
  points: [number, number][];
  kind: "route" | "guess";
}

const WIDE = ["motorway", "trunk", "primary", "motorway_link", "trunk_link", "primary_link"];
const MIDDLE = ["secondary", "tertiary", "secondary_link", "tertiary_link"];
const NARROW = ["footway", "path", "steps", "cycleway", "pedestrian", "track", "corridor", "service"];

const STYLE: StyleSpecification = {
  version: 8,
  sources: {
    streets: { type: "geojson", data: empty(), tolerance: 0.2, attribution: "© OpenStreetMap contributors" },
    paths: { type: "geojson", data: empty() },
    rings: { type: "geojson", data: empty() },
  },
  layers: [
    { id: "ground", type: "background", paint: { "background-color": "#0a0f15" } },
    {
      id: "narrow",
      type: "line",
      source: "streets",
      minzoom: 13.5,
      filter: ["in", ["get", "class"], ["literal", NARROW]],
      paint: { "line-color": "#22303d", "line-width": scaled(0.4, 2.5) },
    },
    {
      id: "streets",
      type: "line",
      source: "streets",
      filter: ["!", ["in", ["get", "class"], ["literal", [...NARROW, ...WIDE, ...MIDDLE]]]],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": "#314252", "line-width": scaled(0.5, 9) },
    },
    {
      id: "middle",
      type: "line",
      source: "streets",
      filter: ["in", ["get", "class"], ["literal", MIDDLE]],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": "#3d556c", "line-width": scaled(0.9, 13) },
    },
    {
      id: "wide",
      type: "line",
      source: "streets",
      filter: ["in", ["get", "class"], ["literal", WIDE]],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": "#4c6f8f", "line-width": scaled(1.3, 17) },
    },
    {
      id: "rings",
      type: "fill",
      source: "rings",
      paint: { "fill-color": "#ff4d4f", "fill-opacity": 0.1, "fill-outline-color": "#ff4d4f" },
    },
    {
      id: "guesses",
      type: "line",
      source: "paths",
      filter: ["==", ["get", "kind"], "guess"],
      paint: { "line-color": "#6f8aa5", "line-width": 2, "line-dasharray": [1.5, 2] },
    },
    {
      id: "routes-glow",
      type: "line",
      source: "paths",
      filter: ["==", ["get", "kind"], "route"],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": "#4da3ff", "line-width": 12, "line-opacity": 0.22, "line-blur": 5 },
    },
    {
      id: "routes",
      type: "line",
      source: "paths",
      filter: ["==", ["get", "kind"], "route"],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": "#4da3ff", "line-width": 4 },
    },
    {
      id: "names",
      type: "symbol",
      source: "streets",
      minzoom: 14,
      filter: ["has", "name"],
      layout: {
        "symbol-placement": "line",
        "text-field": ["get", "name"],
        "text-font": ["Noto Sans CJK SC", "sans-serif"],
        "text-size": 11.5,
        "symbol-spacing": 320,
      },
      paint: { "text-color": "#93a5b7", "text-halo-color": "#0a0f15", "text-halo-width": 1.5 },
    },
  ],
};

/** Raises where the browser has no WebGL. */
export class StreetMap {
  private readonly map: GlMap;
  private readonly pins = new Map<string, { marker: Marker; pin: Pin }>();
  private drawn = false;
  private later: (() => void)[] = [];

  constructor(container: HTMLElement, interactive: boolean) {
    this.map = new GlMap({
      container,
      style: STYLE,
      center: [0, 0],
      zoom: 1,
      attributionControl: false,
      interactive,
      fadeDuration: 0,
      dragRotate: false,
      maxPitch: 0,
      maxZoom: 18.5,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disable();
    this.map.addControl(new AttributionControl({ compact: false }), "bottom-right");
    if (interactive) this.map.addControl(new ScaleControl({ maxWidth: 110 }), "bottom-left");
    this.map.on("load", () => {
      this.drawn = true;
      for (const act of this.later.splice(0)) act();
    });
  }

  /** Draw these streets and show all of them. */
  setStreets(streets: GeoJSON.FeatureCollection): void {
    this.whenDrawn(() => this.source("streets")?.setData(streets));
  }

  setPins(pins: Pin[]): void {
    const wanted = new Set(pins.map((each) => each.id));
    for (const [id, { marker }] of this.pins) {
      if (wanted.has(id)) continue;
      marker.remove();
      this.pins.delete(id);
    }
    for (const pin of pins) this.setPin(pin);
  }

  setPaths(paths: Path[]): void {
    const features = paths.map((path) => ({
      type: "Feature" as const,
      properties: { kind: path.kind },
      geometry: { type: "LineString" as const, coordinates: path.points },
    }));
    this.whenDrawn(() => this.source("paths")?.setData({ type: "FeatureCollection", features }));
  }

  /** Circles on the ground: how wrong a place may be. */
  setRings(rings: (Point & { radius_m: number })[]): void {
    const features = rings.map((ring) => ({
      type: "Feature" as const,
      properties: {},
      geometry: { type: "Polygon" as const, coordinates: [circle(ring, ring.radius_m)] },
    }));
    this.whenDrawn(() => this.source("rings")?.setData({ type: "FeatureCollection", features }));
  }

  /** Show all these points. */
  show(points: Point[], closest: number, animate: boolean): void {
    if (!points.length) return;
    const bounds = new LngLatBounds();
    for (const point of points) bounds.extend([point.lon, point.lat]);
    const size = this.map.getContainer().getBoundingClientRect();
    const side = Math.min(70, size.width / 6);
    const padding = { top: Math.min(84, size.height / 3), bottom: Math.min(60, size.height / 6), left: side, right: side };
    this.map.fitBounds(bounds, { padding, maxZoom: closest, animate, duration: 700 });
  }

  onMoved(say: () => void): void {
    this.map.on("dragstart", say);
    this.map.on("wheel", say);
  }

  onClicked(say: (at: Point) => void): void {
    this.map.on("click", (event) => say({ lon: event.lngLat.lng, lat: event.lngLat.lat }));
  }

  onResized(say: () => void): void {
    this.map.on("resize", say);
  }

  remove(): void {
    this.map.remove();
  }

  private setPin(pin: Pin): void {
    const known = this.pins.get(pin.id);
    if (known) {
      known.marker.setLngLat([pin.lon, pin.lat]);
      if (known.pin.className !== pin.className || known.pin.text !== pin.text || known.pin.label !== pin.label) {
        fill(known.marker.getElement(), pin);
      }
      known.pin = pin;
      return;
    }
    const element = document.createElement("div");
    fill(element, pin);
    const marker = new Marker({ element }).setLngLat([pin.lon, pin.lat]).addTo(this.map);
    const entry = { marker, pin };
    element.addEventListener("click", () => entry.pin.onClick?.());
    this.pins.set(pin.id, entry);
  }

  private source(name: string): GeoJSONSource | undefined {
    return this.map.getSource(name);
  }

  private whenDrawn(act: () => void): void {
    if (this.drawn) act();
    else this.later.push(act);
  }
}

/** Where the streets are: west, south, east, north. */
export function extent(streets: GeoJSON.FeatureCollection): Point[] {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const feature of streets.features) {
    const shape = feature.geometry;
    const lines = shape.type === "MultiLineString" ? shape.coordinates : shape.type === "LineString" ? [shape.coordinates] : [];
    for (const line of lines) {
      for (const [lon = 0, lat = 0] of line) {
        [west, south] = [Math.min(west, lon), Math.min(south, lat)];
        [east, north] = [Math.max(east, lon), Math.max(north, lat)];
      }
    }
  }
  return west > east ? [] : [{ lon: west, lat: south }, { lon: east, lat: north }];
}

function fill(element: HTMLElement, pin: Pin): void {
  const label = document.createElement("span");
  label.className = "pin-label";
  label.textContent = pin.label;
  const parts = [label];
  if (pin.text) {
    const text = document.createElement("span");
    text.className = "pin-text";
    text.textContent = pin.text;
    parts.push(text);
  }
  element.replaceChildren(...parts);
  const own = [...element.classList].filter((each) => each.startsWith("maplibregl"));
  element.className = ["pin", ...own, ...pin.className.split(" ")].join(" ");
}

function circle(centre: Point, radiusM: number): [number, number][] {
  const lat = radiusM / 111_320;
  const lon = lat / Math.cos((centre.lat * Math.PI) / 180);
  return Array.from({ length: 49 }, (_, i) => {
    const turn = (i / 48) * 2 * Math.PI;
    return [centre.lon + lon * Math.cos(turn), centre.lat + lat * Math.sin(turn)];
  });
}

function empty(): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features: [] };
}

function scaled(far: number, near: number): ["interpolate", ["exponential", number], ["zoom"], number, number, number, number] {
  return ["interpolate", ["exponential", 1.5], ["zoom"], 11, far, 18, near];
}
