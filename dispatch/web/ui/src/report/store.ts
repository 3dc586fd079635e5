// What is being told, and the way it goes: a citizen's to /api/reports, a unit's as a command of its own.
import { signal } from "@preact/signals";
import { command, newKey } from "../shared/api";
import type { Point } from "../shared/geo";
import { t, tr } from "../shared/i18n";
import type { Kind } from "../shared/kinds";

const SENT = "patrol.report";

/** Where a unit's phone keeps its token; nobody else has one. */
export const unitToken = localStorage.getItem("patrol.unit.token") ?? "";

export interface Place extends Point {
  error_m: number;
  label: string;
}

export const kind = signal<Kind | null>(null);
export const place = signal<Place | null>(null);
export const note = signal("");
export const failure = signal<string | null>(null);
export const sending = signal(false);
/** The id of the report that was sent from here last, `unit` for a unit's own; null: a new one. */
export const sent = signal<string | null>(unitToken ? null : localStorage.getItem(SENT));

/** The same key until it is taken, so that pressing twice reports once. */
let key = newKey();

export async function send(): Promise<void> {
  const at = place.value;
  if (!kind.value || !at || sending.value) return;
  sending.value = true;
  failure.value = null;
  const told = { kind: kind.value, place: { lon: at.lon, lat: at.lat, error_m: at.error_m }, note: said(at.label) };
  const wrong = unitToken ? await asUnit(told) : await asCitizen(told);
  sending.value = false;
  failure.value = wrong;
  if (wrong === null) begin();
}

/** Forget what was typed; what was sent is still shown. */
function begin(): void {
  key = newKey();
  kind.value = place.value = null;
  note.value = "";
}

export function another(): void {
  localStorage.removeItem(SENT);
  sent.value = null;
}

function said(label: string): string {
  return [label, note.value.trim()].filter(Boolean).join(" · ");
}

async function asUnit(told: Record<string, unknown>): Promise<string | null> {
  const outcome = await command({ type: "ReportIncident", command_id: key, ...told }, { Authorization: `Bearer ${unitToken}` });
  if (outcome.kind === "lost") return t("notSent");
  if (outcome.kind === "refused") return tr(outcome.code);
  sent.value = "unit";
  return null;
}

async function asCitizen(told: Record<string, unknown>): Promise<string | null> {
  try {
    const answer = await fetch("/api/reports", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": key },
      body: JSON.stringify({ ...told, reply_wanted: true }),
      signal: AbortSignal.timeout(8_000),
    });
    const body = (await answer.json()) as { report_id?: string; error?: string };
    if (!answer.ok || !body.report_id) return tr(body.error ?? "illegal");
    localStorage.setItem(SENT, body.report_id);
    sent.value = body.report_id;
    return null;
  } catch {
    return t("notSent");
  }
}
