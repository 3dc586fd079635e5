// What an operator types while somebody is on the phone: kind, place, note; and its way to the desk.
import { signal } from "@preact/signals";
import type { Point } from "../../shared/geo";
import type { Kind } from "../../shared/kinds";
import { acknowledgeById, sendNew } from "../acts";
import { focusOn } from "../focus";

export interface Draft {
  kind: Kind | null;
  place: (Point & { label: string }) | null;
  note: string;
  reply_wanted: boolean;
}

/** Null: nobody is typing a report. */
export const draft = signal<Draft | null>(null);

export function openDraft(begun: { kind?: Kind; place?: Point | null; note?: string } = {}): void {
  const place = begun.place ? { lon: begun.place.lon, lat: begun.place.lat, label: "" } : null;
  draft.value ??= { kind: begun.kind ?? null, place, note: begun.note ?? "", reply_wanted: false };
}

export function change(part: Partial<Draft>): void {
  if (draft.value) draft.value = { ...draft.value, ...part };
  if (part.place) focusOn(part.place);
}

/** Hand it to the desk; what was typed stays until the desk has taken it. */
export async function submit(): Promise<void> {
  const typed = draft.value;
  if (!typed?.kind || !typed.place) return;
  const { lon, lat, label } = typed.place;
  const note = [label, typed.note.trim()].filter(Boolean).join(" · ");
  const incidentId = await sendNew("ReportIncident", {
    kind: typed.kind,
    place: { lon, lat },
    note,
    channel: "phone",
    reply_wanted: typed.reply_wanted,
  });
  if (incidentId === null) return;
  if (draft.value === typed) draft.value = null;
  acknowledgeById(incidentId); // whoever typed it has seen it
}
