// Incidents that one camera raised and nobody has decided lie on one pile, so that a camera that repeats itself hides
// no other. Pure: the list in, the piles out.
import { URGENCY, isDecided, isOpen, type Incident } from "../../shared/board";

export interface Pile {
  key: string;
  /** Oldest first; never empty. */
  incidents: readonly [Incident, ...Incident[]];
}

/** The open incidents as piles: what waits for a person comes first, and of that the oldest. */
export function piled(incidents: Iterable<Incident>): Pile[] {
  const byKey = new Map<string, [Incident, ...Incident[]]>();
  for (const each of [...incidents].filter(isOpen).sort((a, b) => a.raised_ms - b.raised_ms)) {
    const key = each.camera_id === null || isDecided(each) ? each.incident_id : `camera/${each.camera_id}`;
    const pile = byKey.get(key);
    if (pile) pile.push(each);
    else byKey.set(key, [each]);
  }
  const piles = [...byKey].map(([key, pile]) => ({ key, incidents: pile }));
  return piles.sort((a, b) => urgency(b) - urgency(a) || a.incidents[0].raised_ms - b.incidents[0].raised_ms);
}

function urgency(pile: Pile): number {
  return Math.max(...pile.incidents.map((each) => URGENCY[each.status]));
}
