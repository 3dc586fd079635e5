// What stands on the map: cameras, units with call signs, incidents, what is being reported, how wrong a place may be.
import { canSend, engaged, isOpen, type Incident } from "../../shared/board";
import type { Point } from "../../shared/geo";
import { lang, t } from "../../shared/i18n";
import type { Pin } from "../../shared/street-map";
import { chosenUnit } from "../acts";
import { draft } from "../report/draft";
import { callSign, engagementOf, nextUp } from "../standing";
import { cameras, incidents, select, selected, selectedId, units, watched } from "../store";

export function pins(): Pin[] {
  return [...cameraPins(), ...unitPins(), ...postPins(), ...incidentPins(), ...otherPins()];
}

/** The incident and those who come to it; before that, the one who should. */
export function about(incident: Incident): Point[] {
  const comers = engaged(incident).map((each) => units.value.get(each.unit_id));
  const best = units.value.get(nextUp(incident, chosenUnit.value) ?? "");
  const posts = engaged(incident).map((each) => each.post);
  return located([incident.place, ...posts, ...(comers.length ? comers : [best])]);
}

export function located(things: ({ lon: number | null; lat: number | null } | null | undefined)[]): Point[] {
  return things.flatMap((each) => (each && each.lon !== null && each.lat !== null ? [{ lon: each.lon, lat: each.lat }] : []));
}

function cameraPins(): Pin[] {
  return [...cameras.value.values()].flatMap((each) =>
    located([each]).map((at) => ({
      ...at,
      id: `camera/${each.camera_id}`,
      className: `pin-camera ${each.health === "ok" ? "" : "is-bad"}`,
      label: "",
      text: each.camera_id === selected.value?.camera_id ? "" : each.camera_id,
    })),
  );
}

function unitPins(): Pin[] {
  const comers = new Set(selected.value ? engaged(selected.value).map((each) => each.unit_id) : []);
  const best = selected.value && !comers.size && canSend(selected.value) ? nextUp(selected.value, chosenUnit.value) : null;
  return [...units.value.values()].flatMap((each) =>
    located([each]).map((at) => ({
      ...at,
      id: `unit/${each.unit_id}`,
      className: `pin-unit u-${engagementOf(each)} k-${each.kind} ${each.unit_id === best ? "is-best" : ""}`,
      label: t(`${each.kind}Letter`),
      text: callSign(each.unit_id),
    })),
  );
}

/** The ends of the street that are held, and by whom. */
function postPins(): Pin[] {
  return (selected.value ? engaged(selected.value) : []).flatMap(({ post, unit_id, state }) =>
    post
      ? [{
          lon: post.lon,
          lat: post.lat,
          id: `post/${unit_id}`,
          className: `pin-post ${state === "on_scene" ? "is-held" : ""}`,
          label: t(post.side).slice(0, lang.value === "zh" ? 1 : 2).toUpperCase(),
          text: state === "on_scene" ? "" : callSign(unit_id),
        }]
      : [],
  );
}

function incidentPins(): Pin[] {
  return [...incidents.value.values()].filter(isOpen).flatMap((each) =>
    located([each.place]).map((at) => ({
      ...at,
      id: `incident/${each.incident_id}`,
      className: `pin-incident s-${each.status} ${each.incident_id === selectedId.value ? "is-chosen" : ""}`,
      label: "!",
      onClick: () => select(each.incident_id),
    })),
  );
}

/** How wrong the place that is looked at may be. */
export function errors(): (Point & { radius_m: number })[] {
  const place = watched.value ? watched.value.place : selected.value?.place;
  return place && place.error_m > 0 ? [{ lon: place.lon, lat: place.lat, radius_m: place.error_m }] : [];
}


function otherPins(): Pin[] {
  const reported = draft.value?.place;
  const seen = watched.value?.place;
  return [
    ...(reported ? [{ ...reported, id: "draft", className: "pin-incident is-draft is-chosen", label: "?" }] : []),
    ...(seen ? [{ lon: seen.lon, lat: seen.lat, id: "watch", className: "pin-watch", label: "◉" }] : []),
  ];
}
