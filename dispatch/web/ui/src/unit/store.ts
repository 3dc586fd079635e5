// What the unit's phone knows: its token, its card as last told (kept over a reload), the wishes that wait for signal.
import { computed, signal } from "@preact/signals";
import { command, newKey, type Wish } from "../shared/api";
import type { Assignment, Incident, Unit } from "../shared/board";
import { follow } from "../shared/stream";
import { learnTime, now } from "../shared/time";

interface Card {
  unit_id: string;
  incidents: Incident[];
  units: Unit[];
}

interface Waiting {
  wish: Wish;
  pressed_ms: number;
}

const TOKEN = "patrol.unit.token";
const CARD = "patrol.unit.card";
const OUTBOX = "patrol.unit.outbox";

export const token = signal(takeToken());
export const card = signal<Card | null>(kept<Card>(CARD));
export const line = signal<"connecting" | "up" | "down" | "denied">("connecting");
export const outbox = signal<Waiting[]>(kept<Waiting[]>(OUTBOX) ?? []);
export const refusal = signal<string | null>(null);
export const tick = signal(now());

export const me = computed(() => card.value?.units.find((each) => each.unit_id === card.value?.unit_id) ?? null);
/** The newest incident that this unit is booked for. */
export const task = computed<Incident | null>(() => card.value?.incidents.at(-1) ?? null);
export const leg = computed<Assignment | null>(
  () => task.value?.assignments.find((each) => each.unit_id === card.value?.unit_id) ?? null,
);
/** How the unit stands, with what was pressed but not sent yet taken for done. */
export const standing = computed(() => {
  const pressed = outbox.value.filter((each) => each.wish.incident_id === task.value?.incident_id).map((each) => each.wish.type);
  if (pressed.includes("DeclineAssignment")) return "released";
  if (pressed.includes("RecordFinding")) return "cleared";
  if (pressed.includes("ReportArrival")) return "on_scene";
  if (pressed.includes("AcceptAssignment") && leg.value?.state === "offered") return "accepted";
  return leg.value?.state ?? null;
});

/** On scene for so long that the result is asked for. */
export const chased = computed(
  () => standing.value === "on_scene" && (task.value?.escalations.some((each) => each.to === "unit") ?? false),
);

export function auth(): Record<string, string> {
  return { Authorization: `Bearer ${token.value}` };
}

export function start(): void {
  window.setInterval(() => (tick.value = now()), 250);
  follow("/api/unit/stream", auth(), {
    onEvent(name, data) {
      if (name === "connection") learnTime((data as { now_ms: number }).now_ms);
      else keep(CARD, (card.value = data as Card));
    },
    onLine(up) {
      line.value = up ? "up" : "down";
      if (up) void send();
    },
    onDenied: () => (line.value = "denied"),
  });
  window.addEventListener("online", () => void send());
  window.setInterval(() => void send(), 3_000);
}

/** Do it now, or as soon as there is signal: in the order pressed, with the time pressed, once each. */
export function say(type: string, more: Record<string, unknown> = {}): void {
  refusal.value = null;
  const incident = type.startsWith("GoO") ? {} : { incident_id: task.value?.incident_id };
  const wish = { type, command_id: newKey(), unit_id: card.value?.unit_id, ...incident, ...more };
  setOutbox([...outbox.value, { wish, pressed_ms: Math.round(now()) }]);
  void send();
}

let sending = false;

async function send(): Promise<void> {
  if (sending) return;
  sending = true;
  for (let next = outbox.value[0]; next; next = outbox.value[0]) {
    const outcome = await command({ ...next.wish, issued_at_ms: next.pressed_ms }, auth());
    if (outcome.kind === "lost") break;
    if (outcome.kind === "refused") refusal.value = `${outcome.code}: ${outcome.why}`;
    setOutbox(outbox.value.slice(1));
  }
  sending = false;
}

function setOutbox(waiting: Waiting[]): void {
  outbox.value = waiting;
  keep(OUTBOX, waiting);
}

function keep(name: string, value: unknown): void {
  localStorage.setItem(name, JSON.stringify(value));
}

function kept<T>(name: string): T | null {
  const text = localStorage.getItem(name);
  return text === null ? null : (JSON.parse(text) as T);
}

/** From the link, else as kept; the address bar forgets it. Another unit's link clears what the former one left. */
function takeToken(): string {
  const before = localStorage.getItem(TOKEN) ?? "";
  const given = /token=([\w-]+)/.exec(location.hash)?.[1];
  if (!given) return before;
  if (given !== before) for (const name of [CARD, OUTBOX]) localStorage.removeItem(name);
  localStorage.setItem(TOKEN, given);
  history.replaceState(null, "", "/unit");
  return given;
}
