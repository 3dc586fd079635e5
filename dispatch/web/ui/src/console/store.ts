// What the console knows: the board as last told, the line's state, what is selected. Components only read it.
import { computed, signal } from "@preact/signals";
import { getJson } from "../shared/api";
import { URGENCY, isOpen, type Camera, type Incident, type Unit } from "../shared/board";
import { follow } from "../shared/stream";
import { learnTime, now } from "../shared/time";

export interface Me {
  issued_by: string;
  site: string;
  has_map: boolean;
  has_routes: boolean;
}

export const me = signal<Me | null>(null);
export const incidents = signal<ReadonlyMap<string, Incident>>(new Map());
export const units = signal<ReadonlyMap<string, Unit>>(new Map());
export const cameras = signal<ReadonlyMap<string, Camera>>(new Map());
export const line = signal<"connecting" | "up" | "down">("connecting");
export const downSince = signal<number | null>(null);
export const staleSince = signal<number | null>(null);
export const selectedId = signal<string | null>(null);
/** The present time, four times a second: whatever shows a running clock reads this. */
export const tick = signal(now());

export const open = computed(() => [...incidents.value.values()].filter(isOpen).sort(moreUrgentFirst));
export const over = computed(() =>
  [...incidents.value.values()].filter((each) => !isOpen(each)).sort((a, b) => b.raised_ms - a.raised_ms),
);
export const listed = computed(() => [...open.value, ...over.value]);
export const selected = computed(() => incidents.value.get(selectedId.value ?? "") ?? null);
export const unanswered = computed(() => open.value.filter((each) => each.status === "opened"));

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

export function move(by: number): void {
  const order = listed.value;
  const at = order.findIndex((each) => each.incident_id === selectedId.value);
  const next = order[Math.min(Math.max(at + by, 0), order.length - 1)];
  if (next) selectedId.value = next.incident_id;
}

interface Told {
  incidents?: Incident[];
  units?: Unit[];
  cameras?: Camera[];
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

function moreUrgentFirst(a: Incident, b: Incident): number {
  return URGENCY[b.status] - URGENCY[a.status] || b.raised_ms - a.raised_ms;
}
