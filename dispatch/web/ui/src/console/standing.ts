// How a unit stands just now, in one word.
import type { Unit } from "../shared/board";
import { incidents } from "./store";

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
