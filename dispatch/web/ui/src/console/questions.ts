// What the action bar may ask, as data: a choice by digits, a number, a time put right. Answers become acts.
import { signal } from "@preact/signals";
import type { Assignment, Incident } from "../shared/board";
import { DISMISS_REASONS, FINDINGS, NEEDS } from "../shared/findings";
import { t, tr, type Word } from "../shared/i18n";
import * as acts from "./acts";
import { callSign } from "./standing";
import { pileOf } from "./store";

export interface Option {
  name: string;
  says: () => string;
}

export type Question =
  | { kind: "choice"; title: () => string; options: readonly Option[]; choose: (name: string) => void }
  | { kind: "number"; title: () => string; take: (count: number) => void }
  | { kind: "time"; title: () => string; was_ms: number; take: (atMs: number, reason: string) => void };

export const asking = signal<Question | null>(null);

export function ask(question: Question | null): void {
  asking.value = question;
}

/** Take the option at `index`, where there is one; it may ask on. */
export function answer(question: Question & { kind: "choice" }, index: number): void {
  const option = question.options[index];
  if (!option) return;
  asking.value = null;
  question.choose(option.name);
}

export function dismissWhy(incident: Incident): Question | null {
  return acts.allowed.dismiss(incident)
    ? choice(() => t("dismissWhy"), words(DISMISS_REASONS), (reason) => acts.dismiss(incident, reason))
    : null;
}

/** The same for all that lies on the incident's pile. */
export function dismissPileWhy(incident: Incident): Question | null {
  return acts.allowed.confirm(incident)
    ? choice(
        () => `${t("dismissPileWhy")} · ${pileOf(incident).length}`,
        words(DISMISS_REASONS),
        (reason) => acts.dismissPile(incident, reason),
      )
    : null;
}

export function findingWhat(incident: Incident): Question | null {
  if (!acts.allowed.finding(incident)) return null;
  return choice(() => t("findingWhat"), words(FINDINGS), (finding) => {
    const record = (more: Record<string, unknown>) => acts.recordFinding(incident, finding, more);
    if (NEEDS[finding] === "vehicles") ask({ kind: "number", title: () => t("howManyCars"), take: (vehicles) => record({ vehicles }) });
    else if (NEEDS[finding] === "reason") ask(choice(() => t("falseWhy"), words(DISMISS_REASONS), (reason) => record({ reason })));
    else record({});
  });
}

/** Which of the recorded times is wrong; then the right one, and how it is known. */
export function correctWhat(incident: Incident): Question {
  const times = recorded(incident);
  const options = times.map(({ name, milestone, unit_id }) => ({
    name,
    says: () => `${t(milestone as Word)}${unit_id ? ` ${callSign(unit_id)}` : ""}`,
  }));
  return choice(() => t("correctWhat"), options, (name) => {
    const wrong = times.find((each) => each.name === name);
    if (!wrong) return;
    const { milestone, unit_id, at_ms } = wrong;
    ask({
      kind: "time",
      title: () => `${t("correctTo")} ${t(milestone as Word)}`,
      was_ms: at_ms,
      take: (right_ms, reason) => acts.correct(incident, { milestone, ...(unit_id ? { unit_id } : {}), at_ms: right_ms, reason }),
    });
  });
}

interface Recorded {
  name: string;
  milestone: string;
  unit_id: string | null;
  at_ms: number;
}

function recorded(incident: Incident): Recorded[] {
  const own: [string, number | null][] = [
    ["acknowledged", incident.acknowledged_ms],
    ["confirmed", incident.confirmed_ms],
    ["handled", incident.handled_ms],
  ];
  const legs = incident.assignments.flatMap((leg) => ofLeg(leg).map(([name, at]) => [name, at, leg.unit_id] as const));
  return [...own.map(([name, at]) => [name, at, null] as const), ...legs].flatMap(([milestone, at_ms, unit_id]) =>
    at_ms === null ? [] : [{ name: `${milestone} ${unit_id ?? ""}`, milestone, unit_id, at_ms }],
  );
}

function ofLeg(leg: Assignment): [string, number | null][] {
  return [
    ["accepted", leg.accepted_ms],
    ["travelling", leg.travelling_ms],
    ["arrived", leg.arrived_ms],
  ];
}

function choice(title: () => string, options: readonly Option[], choose: (name: string) => void): Question {
  return { kind: "choice", title, options, choose };
}

function words(names: readonly string[]): Option[] {
  return names.map((name) => ({ name, says: () => tr(name) }));
}
