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
/** Acts on their way to the desk, as "type incident", oldest first. */
export const underway = signal<readonly string[]>([]);
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
  if (allowed.acknowledge(incident)) act("AcknowledgeIncident", incident);
}

/** Verify it and send the recommended (or chosen) unit; later, send the chosen unit too. */
export function confirmOrSend(incident: Incident): void {
  const unit = chosenUnit.value;
  if (allowed.confirm(incident)) act("ConfirmIncident", incident, unit ? { unit_id: unit } : {});
  else if (allowed.send(incident)) act("AssignUnit", incident, { unit_id: unit });
}

export function dismiss(incident: Incident, reason: string): void {
  act("DismissIncident", incident, { reason });
}

export function recordFinding(incident: Incident, finding: string): void {
  const there = engaged(incident).find((each) => each.state === "on_scene");
  act("RecordFinding", incident, { finding, ...(there ? { unit_id: there.unit_id } : {}) });
}

export function close(incident: Incident): void {
  if (allowed.close(incident)) act("CloseIncident", incident);
}

export function callOff(incident: Incident, unitId: string): void {
  act("ReleaseUnit", incident, { unit_id: unitId });
}

let last: Promise<void> = Promise.resolve();

/** Sends acts one after the other, in the order of the keys; the same act is not taken twice while it is on its way. */
function act(type: string, incident: Incident, more: Record<string, unknown> = {}): void {
  const name = `${type} ${incident.incident_id}`;
  if (underway.value.includes(name)) return;
  underway.value = [...underway.value, name];
  asking.value = null;
  last = last.then(async () => {
    const outcome = await send({ type, command_id: newKey(), incident_id: incident.incident_id, ...more });
    underway.value = underway.value.filter((each) => each !== name);
    show(outcome);
  });
}

async function send(wish: Wish): Promise<Outcome> {
  let outcome = await command(wish);
  for (let tries = 1; outcome.kind === "lost" && tries < 3; tries++) outcome = await command(wish); // the same key: done once
  return outcome;
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
