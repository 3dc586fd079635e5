// The ways of those who come (or should) to the incident that is looked at.
import { signal } from "@preact/signals";
import { getJson } from "../../shared/api";
import { engaged, isOpen, type Incident } from "../../shared/board";
import { ahead } from "../../shared/geo";
import type { Path } from "../../shared/street-map";
import { chosenUnit } from "../acts";
import { me, selected, units } from "../store";
import { nextUp } from "../standing";
import { located } from "./pins";

const routes = signal<ReadonlyMap<string, [number, number][]>>(new Map());

export function paths(): Path[] {
  const incident = selected.value;
  const place = incident?.place;
  if (!incident || !place || incident.arrived_ms !== null || !isOpen(incident)) return [];
  return comers(incident).flatMap((unitId): Path[] => {
    const unit = located([units.value.get(unitId)])[0];
    const road = routes.value.get(`${incident.incident_id}/${unitId}`);
    if (road) return [{ kind: "route", points: unit ? ahead(road, unit) : road }];
    return unit ? [{ kind: "guess", points: [[unit.lon, unit.lat], [place.lon, place.lat]] }] : [];
  });
}

function comers(incident: Incident): string[] {
  const coming = engaged(incident).map((each) => each.unit_id);
  const best = nextUp(incident, chosenUnit.value);
  return coming.length ? coming : best ? [best] : [];
}

let asked = "";

/** The ways of those who come (or should), asked anew when that changes and every ten seconds. */
export async function findRoutes(incident: Incident | null): Promise<void> {
  if (!incident?.place || !me.value?.has_routes || incident.arrived_ms !== null || !isOpen(incident)) return;
  const wanted = comers(incident);
  const question = `${incident.incident_id} ${wanted.join()} ${Math.floor(performance.now() / 9_000)}`;
  if (question === asked) return;
  asked = question;
  for (const unitId of wanted) {
    try {
      const found = await getJson<{ points: [number, number][] }>(`/api/incidents/${incident.incident_id}/route/${unitId}`);
      routes.value = new Map(routes.value).set(`${incident.incident_id}/${unitId}`, found.points);
    } catch {
      // the dashed straight line stays: it says "not known by road"
    }
  }
}
