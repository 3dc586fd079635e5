// What the server shows, as types, and what screens read out of it. Follows dispatch/board.py.
import type { Point } from "./geo";

export type Status =
  | "opened"
  | "acknowledged"
  | "confirmed"
  | "assigned"
  | "accepted"
  | "travelling"
  | "on_scene"
  | "handled"
  | "closed"
  | "dismissed";

export interface Term {
  name: string;
  value: number;
  points: number;
  text: string;
  text_zh: string;
}

export interface RankedUnit extends Point {
  unit_id: string;
  eta_s: number;
  distance_m: number;
  straight_line_m: number;
  fix_age_s: number;
  reason: string;
}

export type Side = "north" | "north_east" | "east" | "south_east" | "south" | "south_west" | "west" | "north_west";

/** Where a unit is to stand: an end of the street, an exit of the yard. */
export interface Post extends Point {
  side: Side;
  street: string;
  eta_s: number | null;
}

/** One unit that the plan asks for and that cannot be had. */
export interface Shortfall {
  slot: number;
  kinds: string[];
  roles: string[];
  organisations: string[];
  why: string;
}

/** Who was told, by which channel, and whether it arrived. */
export interface Notice {
  notice_id: string;
  person: string;
  to: string;
  reason: string;
  channel: string;
  stand_in_for: string | null;
  told_ms: number;
  receipt: "delivered" | "failed" | "read" | null;
  receipt_ms: number | null;
  attempts: number;
  detail: string;
}

/** What a person told of it. */
export interface Report {
  report_id: string;
  kind: string;
  note: string;
  role: string;
  channel: string;
  reported_ms: number;
  reply_wanted: boolean;
  informed_ms: number | null;
  informed_by: string | null;
}

export interface Correction {
  milestone: string;
  unit_id: string | null;
  first_ms: number;
  at_ms: number;
  reason: string;
  actor: string;
}

export interface Assignment {
  unit_id: string;
  state: "offered" | "accepted" | "travelling" | "on_scene" | "cleared" | "released";
  /** Null where the unit could not be timed. */
  eta_s: number | null;
  assigned_ms: number;
  accept_by_ms: number;
  accepted_ms: number | null;
  travelling_ms: number | null;
  arrived_ms: number | null;
  released: string | null;
  post: Post | null;
  duty: "hold" | "observe";
  companions: { unit_id: string; side: Side | null }[];
}

export interface Step {
  type: string;
  at_ms: number;
  actor: string;
  unit_id: string | null;
  detail: string | null;
}

/** What a further camera, or the same one of another person, sees of an incident. */
export interface Sight {
  suspicion_id: string;
  camera_id: string;
  score: number;
  terms: Term[];
  still: string | null;
  clip: string | null;
  seen_ms: number;
}

export type Role = "doer" | "lookout" | "waiting_car";

/** One of a group, or their car. */
export interface Member {
  role: Role;
  track_ids: string[];
}

export interface Incident {
  incident_id: string;
  district: string;
  kind: string;
  status: Status;
  place: (Point & { error_m: number }) | null;
  camera_id: string | null;
  score: number;
  terms: Term[];
  vehicle_ids: string[];
  /** Of a group, who plays which part; empty for one who is alone. */
  members: Member[];
  still: string | null;
  clip: string | null;
  views: Sight[];
  note: string;
  staged: boolean;
  target_s: number;
  raised_ms: number;
  began_ms: number | null;
  suspicion_ended: boolean;
  acknowledged_ms: number | null;
  confirmed_ms: number | null;
  arrived_ms: number | null;
  over_ms: number | null;
  ranking: RankedUnit[];
  excluded: { unit_id: string; why: string }[];
  waiting: boolean;
  late: boolean;
  handled_ms: number | null;
  level: "ordinary" | "serious" | "grave";
  grade: "red" | "orange" | "yellow" | "blue";
  shortfall: Shortfall[];
  /** Of which earlier incident it may be a new sighting; a person decides. */
  link: { earlier: string; apart_m: number; gap_s: number; way_s: number } | null;
  /** Later sightings that were joined to it. */
  sightings: string[];
  predicted_ms: number | null;
  helpers: string[];
  corrections: Correction[];
  notices: Notice[];
  reports: Report[];
  /** What somebody has yet to do before it can be signed off. */
  missing: string[];
  assignments: Assignment[];
  finding: string | null;
  finding_vehicles: number | null;
  finding_reason: string | null;
  dismissed_reason: string | null;
  response_s: number | null;
  within_target: boolean | null;
  escalations: { step: number; to: string; reason: string; at_ms: number }[];
  steps: Step[];
}

export interface Unit {
  unit_id: string;
  call_sign: string;
  kind: "car" | "motorcycle" | "bicycle" | "foot";
  district: string;
  on_duty: boolean;
  incident_id: string | null;
  lon: number | null;
  lat: number | null;
  accuracy_m: number | null;
  fixed_at_ms: number | null;
  speed_mps: number | null;
  heading_deg: number | null;
}

export interface Camera {
  camera_id: string;
  district: string;
  health: string;
  since_ms: number | null;
  detail: string;
  lon: number | null;
  lat: number | null;
  watches: Watch[];
}

/** Something that a camera keeps an eye on; at level "alert" it is an incident too. */
export interface Watch {
  suspicion_id: string;
  level: "watch" | "alert";
  score: number;
  began_ms: number;
  observed_ms: number;
  terms: Term[];
  vehicle_ids: string[];
  still: string | null;
  place: (Point & { error_m: number }) | null;
  staged: boolean;
  /** Whom of ours the camera sees, by position or by the roster: no alert, whatever its level. */
  own_unit: string | null;
}

/** What waits for a person most comes first. */
export const URGENCY: Readonly<Record<Status, number>> = {
  opened: 9,
  acknowledged: 8,
  confirmed: 7,
  assigned: 6,
  accepted: 5,
  travelling: 5,
  on_scene: 4,
  handled: 3,
  closed: 0,
  dismissed: 0,
};

export function isOpen(incident: Incident): boolean {
  return incident.status !== "closed" && incident.status !== "dismissed";
}

/** Whether a unit may still be sent or the incident be dismissed. */
export function canSend(incident: Incident): boolean {
  return isOpen(incident) && incident.status !== "handled";
}

export function isDecided(incident: Incident): boolean {
  return incident.status !== "opened" && incident.status !== "acknowledged";
}

/** Those who are asked, coming or there. */
export function engaged(incident: Incident): Assignment[] {
  return incident.assignments.filter((each) => each.state !== "released" && each.state !== "cleared");
}

/** When the first unit is there, as things stand; null when nobody comes. */
export function expectedMs(incident: Incident): number | null {
  const coming = engaged(incident).flatMap((each) => {
    if (each.arrived_ms !== null) return [each.arrived_ms];
    return each.eta_s === null ? [] : [each.assigned_ms + each.eta_s * 1000];
  });
  return coming.length ? Math.min(...coming) : null;
}

/** Seconds on the response clock: running, or where it stopped. */
export function clockSeconds(incident: Incident, nowMs: number): number {
  const stop = incident.arrived_ms ?? incident.over_ms ?? nowMs;
  return Math.max(0, (stop - incident.raised_ms) / 1000);
}

export function isLate(incident: Incident, nowMs: number): boolean {
  return incident.status !== "dismissed" && clockSeconds(incident, nowMs) > incident.target_s;
}
