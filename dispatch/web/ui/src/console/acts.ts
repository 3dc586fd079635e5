// What the operator can do to the selected incident, and what came of it. One entry per key.
import { signal } from "@preact/signals";
import { command, newKey, type Outcome, type Wish } from "../shared/api";
import { canSend, engaged, isDecided, isOpen, type Incident, type Report } from "../shared/board";
import { t, tr } from "../shared/i18n";
import { click } from "../shared/sound";
import { pileOf, select } from "./store";

export interface Notice {
  tone: "good" | "wait" | "bad";
  text: string;
}

/** Acts on their way to the desk, as "type incident what", oldest first. */
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
  join: (incident: Incident) => canSend(incident) && incident.status !== "on_scene" && incident.link !== null,
  close: (incident: Incident) => incident.status === "handled",
};

export function acknowledge(incident: Incident): void {
  if (allowed.acknowledge(incident)) act("AcknowledgeIncident", incident.incident_id);
}

/** Verify it and send the recommended (or chosen) unit; later, send the chosen unit too. */
export function confirmOrSend(incident: Incident): void {
  const unit = chosenUnit.value;
  if (allowed.confirm(incident)) act("ConfirmIncident", incident.incident_id, unit ? { unit_id: unit } : {});
  else if (allowed.send(incident)) act("AssignUnit", incident.incident_id, { unit_id: unit });
}

/** Everything on its pile was looked at: the sound stops. */
export function acknowledgePile(incident: Incident): void {
  for (const each of pileOf(incident)) acknowledge(each);
}

/** The server may have told of the new incident or not yet. */
export function acknowledgeById(incidentId: string): void {
  select(incidentId);
  act("AcknowledgeIncident", incidentId);
}

export function dismissPile(incident: Incident, reason: string): void {
  for (const each of pileOf(incident)) if (allowed.dismiss(each)) act("DismissIncident", each.incident_id, { reason });
}

export function dismiss(incident: Incident, reason: string): void {
  act("DismissIncident", incident.incident_id, { reason });
}

export function recordFinding(incident: Incident, finding: string, more: Record<string, unknown>): void {
  const there = engaged(incident).find((each) => each.state === "on_scene");
  act("RecordFinding", incident.incident_id, { finding, ...more, ...(there ? { unit_id: there.unit_id } : {}) });
}

export function close(incident: Incident): void {
  if (allowed.close(incident)) act("CloseIncident", incident.incident_id);
}

/** A recorded time is wrong; the first value stays beside the right one. */
export function correct(incident: Incident, right: Record<string, unknown>): void {
  act("CorrectMilestone", incident.incident_id, right);
}

/** Whoever reported it and wanted to know was told how it ended; possible after the end too. */
export function inform(incident: Incident): void {
  const owed = incident.reports.find(owesReply);
  if (owed) act("InformReporter", incident.incident_id, { report_id: owed.report_id, channel: "phone" });
}

export function owesReply(report: Report): boolean {
  return report.reply_wanted && report.informed_ms === null;
}

/** Somebody has read what they were told on the console. */
export function readNotice(incident: Incident, noticeId: string): void {
  act("AcknowledgeNotice", incident.incident_id, { notice_id: noticeId });
}

/** The same group, seen again: units of the earlier incident follow here. */
export function join(incident: Incident): void {
  const earlier = incident.link?.earlier;
  if (!earlier || !allowed.join(incident)) return;
  act("LinkIncident", incident.incident_id, { earlier });
  select(earlier);
}

/** A name under a period: nothing is missing in any of its incidents, or the desk says what is. */
export function signOff(district: string, sinceMs: number, untilMs: number): void {
  void sendNew("SignOffReview", { district, since_ms: sinceMs, until_ms: untilMs });
}

export function callOff(incident: Incident, unitId: string): void {
  act("ReleaseUnit", incident.incident_id, { unit_id: unitId });
}

/** Another district's unit: that district decides. */
export function askHelp(incident: Incident, unit: { unit_id: string; district: string; eta_s: number }): void {
  act("AskHelp", incident.incident_id, { of_district: unit.district, helper_id: unit.unit_id, eta_s: unit.eta_s });
}

let last: Promise<void> = Promise.resolve();

/** Sends acts one after the other, in the order of the keys; the same act is not taken twice while it is on its way. */
function act(type: string, incidentId: string, more: Record<string, unknown> = {}): void {
  const name = `${type} ${incidentId} ${JSON.stringify(more)}`;
  if (underway.value.includes(name)) return;
  underway.value = [...underway.value, name];
  last = last.then(async () => {
    const outcome = await send({ type, command_id: newKey(), incident_id: incidentId, ...more });
    underway.value = underway.value.filter((each) => each !== name);
    show(outcome);
  });
}

/** Something that is about no incident yet; the id of the one that it opened, null where it was not taken. */
export async function sendNew(type: string, more: Record<string, unknown>): Promise<string | null> {
  const outcome = await send({ type, command_id: newKey(), ...more });
  show(outcome);
  const told = outcome.kind === "done" ? outcome.facts.find((fact) => fact.incident_id) : undefined;
  return told?.incident_id ?? null;
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
