// What the console knows: the board as last told, the line's state, what is selected. Components only read it.
import { computed, signal } from "@preact/signals";
import { getJson } from "../shared/api";
import { isOpen, type Camera, type Incident, type Unit, type Watch } from "../shared/board";
import { follow } from "../shared/stream";
import { learnTime, now } from "../shared/time";
import { piled, type Pile } from "./queue/piles";

export interface Me {
  issued_by: string;
  site: string;
  has_map: boolean;
  has_routes: boolean;
  keeps_unblurred: boolean;
  districts: { id: string; name: string }[];
  /** The site's people by id: names. */
  people: Readonly<Record<string, string>>;
}

export interface Review {
  district: string;
  since_ms: number;
  until_ms: number;
  signed_by: string;
  signed_ms: number;
}

export const me = signal<Me | null>(null);
export const incidents = signal<ReadonlyMap<string, Incident>>(new Map());
export const units = signal<ReadonlyMap<string, Unit>>(new Map());
export const cameras = signal<ReadonlyMap<string, Camera>>(new Map());
/** Signed reviews by `district/since-until`. */
export const reviews = signal<ReadonlyMap<string, Review>>(new Map());
export const line = signal<"connecting" | "up" | "down">("connecting");
export const downSince = signal<number | null>(null);
export const staleSince = signal<number | null>(null);
export const selectedId = signal<string | null>(null);
/** What a camera keeps an eye on and the operator looks at; goes before the incident that is selected. */
export const watchedId = signal<string | null>(null);
/** Piles whose incidents are listed one by one. */
export const spread = signal<ReadonlySet<string>>(new Set());
/** The present time, four times a second: whatever shows a running clock reads this. */
export const tick = signal(now());
/** The same by the second, for what does not count down. */
export const second = computed(() => Math.floor(tick.value / 1000) * 1000);

export const districts = computed(() => me.value?.districts ?? []);
export const piles = computed(() => piled(incidents.value.values()));
export const open = computed(() => piles.value.flatMap((each) => each.incidents));
export const over = computed(() =>
  [...incidents.value.values()].filter((each) => !isOpen(each)).sort((a, b) => b.raised_ms - a.raised_ms),
);
export const selected = computed(() => incidents.value.get(selectedId.value ?? "") ?? null);
export const unanswered = computed(() => open.value.filter((each) => each.status === "opened"));
/** What cameras keep an eye on below an alert, longest first, and those of our own who would be one. */
export const watching = computed(() =>
  [...cameras.value.values()]
    .flatMap((camera) => camera.watches.map((watch) => ({ ...watch, camera_id: camera.camera_id })))
    .filter((each) => each.level === "watch" || each.own_unit !== null)
    .sort((a, b) => Number(a.own_unit !== null) - Number(b.own_unit !== null) || a.began_ms - b.began_ms),
);
export const watched = computed<(Watch & { camera_id: string }) | null>(
  () => watching.value.find((each) => each.suspicion_id === watchedId.value) ?? null,
);

export function start(): void {
  window.setInterval(() => (tick.value = now()), 250);
  void getJson<Me>("/api/me").then((found) => (me.value = found));
  follow("/api/stream", {}, {
    onEvent: take,
    onLine(up) {
      line.value = up ? "up" : "down";
      downSince.value = up ? null : (downSince.value ?? now());
    },
    onDenied: () => location.assign("/login"),
  });
}

export function select(incidentId: string): void {
  selectedId.value = incidentId;
  watchedId.value = null;
}

/** The incident of the list that is `by` places further down. */
export function move(by: number): void {
  const order = [...piles.value.flatMap((pile) => (isSpread(pile) ? pile.incidents : [pile.incidents[0]])), ...over.value];
  const at = order.findIndex((each) => each.incident_id === selectedId.value);
  const next = order[Math.min(Math.max(at + by, 0), order.length - 1)];
  if (next) select(next.incident_id);
}

/** The next of what cameras keep an eye on; after the last, the incident again. */
export function nextWatch(): void {
  const at = watching.value.findIndex((each) => each.suspicion_id === watchedId.value);
  watchedId.value = watching.value[at + 1]?.suspicion_id ?? null;
}

/** A pile shows all that is in it when it was spread out, or when the operator looks below its top. */
export function isSpread(pile: Pile): boolean {
  const below = pile.incidents.slice(1).some((each) => each.incident_id === selectedId.value);
  return pile.incidents.length === 1 || below || spread.value.has(pile.key);
}

/** The pile that the incident lies on. */
export function pileOf(incident: Incident): readonly Incident[] {
  const lies = (one: Incident) => one.incident_id === incident.incident_id; // `incident` may be as it was before the last news
  return piles.value.find((each) => each.incidents.some(lies))?.incidents ?? [incident];
}

export function spreadPile(out: boolean): void {
  const pile = piles.value.find((each) => each.incidents.some((one) => one.incident_id === selectedId.value));
  if (!pile || pile.incidents.length === 1) return;
  const after = new Set(spread.value);
  if (out) after.add(pile.key);
  else after.delete(pile.key);
  spread.value = after;
  if (!out) select(pile.incidents[0].incident_id);
}

interface Told {
  incidents?: Incident[];
  units?: Unit[];
  cameras?: Camera[];
  reviews?: Review[];
  gone?: [string, string][];
}

function take(name: string, data: unknown): void {
  if (name === "connection") {
    const told = data as { now_ms: number; stale_since_ms: number | null };
    learnTime(told.now_ms);
    tick.value = now();
    staleSince.value = told.stale_since_ms;
    return;
  }
  const told = data as Told;
  const fresh = name === "snapshot";
  incidents.value = merged(fresh ? new Map() : incidents.value, told.incidents, (each) => each.incident_id);
  units.value = merged(fresh ? new Map() : units.value, told.units, (each) => each.unit_id);
  cameras.value = merged(fresh ? new Map() : cameras.value, told.cameras, (each) => each.camera_id);
  reviews.value = merged(fresh ? new Map() : reviews.value, told.reviews, (each) => `${each.district}/${each.since_ms}-${each.until_ms}`);
  for (const [kind, id] of told.gone ?? []) forget(kind, id);
  choose();
}

function merged<T>(before: ReadonlyMap<string, T>, told: T[] | undefined, key: (each: T) => string): ReadonlyMap<string, T> {
  if (!told?.length) return before;
  const after = new Map(before);
  for (const each of told) after.set(key(each), each);
  return after;
}

function forget(kind: string, id: string): void {
  const without = <T>(map: ReadonlyMap<string, T>) => new Map([...map].filter(([key]) => key !== id));
  if (kind === "incidents") incidents.value = without(incidents.value);
  if (kind === "units") units.value = without(units.value);
  if (kind === "cameras") cameras.value = without(cameras.value);
}

/** Selects by itself only where the operator's eyes are not on something that waits for them. */
function choose(): void {
  const chosen = incidents.value.get(selectedId.value ?? "");
  const waits = chosen && (chosen.status === "opened" || chosen.status === "acknowledged");
  const calls = unanswered.value[0];
  if (!waits && calls) selectedId.value = calls.incident_id;
  else if (!chosen) selectedId.value = open.value[0]?.incident_id ?? null;
}
