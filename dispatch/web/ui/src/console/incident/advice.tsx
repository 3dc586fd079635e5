// What is advised beside the plan: who of other districts could help, who had best wait where others were. Books nobody.
import { signal, useSignalEffect } from "@preact/signals";
import { getJson } from "../../shared/api";
import { engaged, isOpen, type Incident } from "../../shared/board";
import { inLang, t } from "../../shared/i18n";
import { minutes } from "../../shared/time";
import { askHelp } from "../acts";
import { selected } from "../store";

export interface Neighbour {
  unit_id: string;
  district: string;
  call_sign: string;
  eta_s: number;
  reason: string;
}

interface Move {
  unit_id: string;
  call_sign: string;
  instead_of: string;
  street: string;
  travel_s: number;
  adds_km: number;
}

interface Backfill {
  before_km: number;
  now_km: number;
  then_km: number;
  moves: Move[];
}

const neighbours = signal<{ of: string; units: Neighbour[] } | null>(null);
const backfill = signal<{ of: string; advice: Backfill } | null>(null);

export function Advice({ incident }: { incident: Incident }) {
  useSignalEffect(() => {
    const now = selected.value;
    if (now) load(now);
  });
  const [near, fill] = [neighbours.value, backfill.value];
  return (
    <>
      {near?.of === incident.incident_id && needsHelp(incident) && <Neighbours incident={incident} units={near.units} />}
      {fill?.of === incident.incident_id && isOpen(incident) && <Fill advice={fill.advice} />}
    </>
  );
}

function needsHelp(incident: Incident): boolean {
  const short = incident.waiting || incident.shortfall.length > 0 || incident.predicted_ms !== null || incident.late;
  return isOpen(incident) && incident.arrived_ms === null && short;
}

let loaded = "";

/** Asks again only when what the advice rests on has changed. */
function load(incident: Incident): void {
  const on = engaged(incident).map((each) => each.unit_id);
  const key = [incident.incident_id, needsHelp(incident), incident.place?.lon, incident.place?.lat, ...on].join(" ");
  if (key === loaded) return;
  loaded = key;
  const [of, address] = [incident.incident_id, `/api/incidents/${incident.incident_id}`];
  if (needsHelp(incident)) void getJson<{ units: Neighbour[] }>(`${address}/neighbours`).then(({ units }) => (neighbours.value = { of, units }), none);
  if (on.length) void getJson<Backfill>(`${address}/backfill`).then((advice) => (backfill.value = { of, advice }), none);
  else backfill.value = null;
}

/** Without a map, or for a moment without a server, there is no advice. */
function none(): void {}

function Neighbours({ incident, units }: { incident: Incident; units: Neighbour[] }) {
  const open = units.filter((each) => !incident.helpers.includes(each.unit_id));
  if (!open.length) return null;
  return (
    <p class="advice" data-testid="neighbours">
      <b>{t("neighbours")}</b>
      {open.slice(0, 3).map((each) => (
        <button class="quiet small" key={each.unit_id} title={each.reason} data-unit={each.unit_id} onClick={() => askHelp(incident, each)}>
          {inLang(each.call_sign)} ({each.district}) <span class="num">{minutes(each.eta_s)}</span> · {t("askHelp")}
        </button>
      ))}
    </p>
  );
}

function Fill({ advice }: { advice: Backfill }) {
  if (!advice.moves.length) return null;
  return (
    <p class="advice" data-testid="backfill">
      <b>{t("backfill")}</b>
      <span class="num">
        {km(advice.before_km)} → {km(advice.now_km)} → {km(advice.then_km)}
      </span>
      {advice.moves.map((each) => (
        <span key={each.unit_id}>
          {inLang(each.call_sign)} → {each.street || each.instead_of} <small class="num">{minutes(each.travel_s)} · +{km(each.adds_km)}</small>
        </span>
      ))}
    </p>
  );
}

function km(length: number): string {
  return `${length.toFixed(1)} km`;
}
