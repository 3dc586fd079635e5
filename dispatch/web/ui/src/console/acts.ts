// What the operator can do to the selected incident, and what came of it. One entry per key.
import { signal } from "@preact/signals";
import { command, newKey, type Outcome, type Wish } from "../shared/api";
import { canSend, engaged, isDecided, isOpen, type Incident } from "../shared/board";
import { t, tr, type Word } from "../shared/i18n";
import { click } from "../shared/sound";

export const DISMISS_REASONS = [
  "owner", "resident", "passer_by", "guard", "staff", "animal", "no_person", "duplicate", "other",
] as const satisfies readonly Word[];
export const FINDINGS = [
  "nothing_found", "moved_on", "identified", "held", "crime_found", "owner", "false_alarm", "medical_help", "other",
] as const satisfies readonly Word[];

export type Asking = "dismiss" | "finding" | null;

export interface Notice {
  tone: "good" | "wait" | "bad";
  text: string;
}

/** Which question the action bar asks just now. */
export const asking = signal<Asking>(null);
export const busy = signal<string | null>(null);
export const notice = signal<Notice | null>(null);
/** The unit chosen in the ranking; null: the recommended one. */
export const chosenUnit = signal<string | null>(null);

export const allowed = {
  acknowledge: (incident: Incident) => isOpen(incident) && incident.acknowledged_ms === null,
  confirm: (incident: Incident) => !isDecided(incident),
  send: (incident: Incident) => isDecided(incident) && canSend(incident) && chosenUnit.value !== null,
  dismiss: (incident: Incident) => canSend(incident) && incident.status !== "on_scene",
  finding: (incident: Incident) => isDecided(incident) && isOpen(incident),
  close: (incident: Incident) => incident.status === "handled",
};

export function acknowledge(incident: Incident): void {
  if (allowed.acknowledge(incident)) void act("AcknowledgeIncident", incident);
}

/** Verify it and send the recommended (or chosen) unit; later, send the chosen unit too. */
export function confirmOrSend(incident: Incident): void {
  const unit = chosenUnit.value;
  if (allowed.confirm(incident)) void act("ConfirmIncident", incident, unit ? { unit_id: unit } : {});
  else if (allowed.send(incident)) void act("AssignUnit", incident, { unit_id: unit });
}

export function dismiss(incident: Incident, reason: string): void {
  void act("DismissIncident", incident, { reason });
}

export function recordFinding(incident: Incident, finding: string): void {
  const there = engaged(incident).find((each) => each.state === "on_scene");
  void act("RecordFinding", incident, { finding, ...(there ? { unit_id: there.unit_id } : {}) });
}

export function close(incident: Incident): void {
  if (allowed.close(incident)) void act("CloseIncident", incident);
}

export function callOff(incident: Incident, unitId: string): void {
  void act("ReleaseUnit", incident, { unit_id: unitId });
}

async function act(type: string, incident: Incident, more: Record<string, unknown> = {}): Promise<void> {
  if (busy.value) return;
  busy.value = type;
  asking.value = null;
  const wish: Wish = { type, command_id: newKey(), incident_id: incident.incident_id, ...more };
  let outcome = await command(wish);
  for (let tries = 1; outcome.kind === "lost" && tries < 3; tries++) outcome = await command(wish); // the same key: done once
  busy.value = null;
  show(outcome);
}

let clearing = 0;

function show(outcome: Outcome): void {
  notice.value = said(outcome);
  clearTimeout(clearing);
  if (outcome.kind === "done") {
    click();
    chosenUnit.value = null;
  }
  clearing = window.setTimeout(() => (notice.value = null), outcome.kind === "done" ? 1500 : 8000);
}

function said(outcome: Outcome): Notice | null {
  switch (outcome.kind) {
    case "done":
      return outcome.facts.every((fact) => fact.type === "CommandNoted") ? { tone: "wait", text: t("someoneDid") } : null;
    case "refused":
      return { tone: "bad", text: `${t("refused")}: ${tr(outcome.code)} · ${outcome.why}` };
    case "waiting":
      return { tone: "wait", text: t("sentWaiting") };
    case "lost":
      return { tone: "bad", text: t("notSent") };
  }
}
