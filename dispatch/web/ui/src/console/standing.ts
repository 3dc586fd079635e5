// What a unit is called, and how it stands just now, in one word.
import type { Incident, Unit } from "../shared/board";
import { inLang, t } from "../shared/i18n";
import { incidents, units } from "./store";

export type Standing = "offered" | "accepted" | "travelling" | "on_scene" | "busy" | "available" | "no_position" | "off_duty";

export function engagementOf(unit: Unit): Standing {
  if (unit.incident_id) {
    const legs = incidents.value.get(unit.incident_id)?.assignments ?? [];
    const state = legs.find((each) => each.unit_id === unit.unit_id)?.state;
    return state && state !== "cleared" && state !== "released" ? state : "busy";
  }
  if (!unit.on_duty) return "off_duty";
  return unit.fixed_at_ms === null ? "no_position" : "available";
}

/** Whether nothing else holds the unit, as far as the board tells. */
export function isFree(unitId: string): boolean {
  const unit = units.value.get(unitId);
  return unit === undefined || engagementOf(unit) === "available";
}

/** The unit that would be sent: the one chosen, else the best that is free. */
export function nextUp(incident: Incident, chosen: string | null): string | null {
  return chosen ?? incident.ranking.find((each) => isFree(each.unit_id))?.unit_id ?? null;
}

export function callSign(unitId: string): string {
  return inLang(units.value.get(unitId)?.call_sign ?? unitId);
}

export function kindOf(unitId: string): string {
  const unit = units.value.get(unitId);
  return unit ? t(unit.kind) : "";
}
