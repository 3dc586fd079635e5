// The map beside the incident: streets, cameras, incidents, units with call signs, the ways of those who come.
import { signal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { getJson } from "../shared/api";
import { canSend, engaged, isOpen, type Incident } from "../shared/board";
import { ahead, type Point } from "../shared/geo";
import { inLang, t } from "../shared/i18n";
import { extent, StreetMap, type Path, type Pin } from "../shared/street-map";
import { chosenUnit } from "./acts";
import { focus } from "./focus";
import { cameras, incidents, me, selected, selectedId, units } from "./store";
import { engagementOf } from "./standing";

const following = signal(true);
const problem = signal<"noMap" | "mapFailed" | null>(null);
const routes = signal<ReadonlyMap<string, [number, number][]>>(new Map());

export function MapPane() {
  const place = useRef<HTMLDivElement>(null);
  const map = useRef<StreetMap | null>(null);
  const whole = useRef<Point[]>([]);

  useEffect(() => {
    if (!place.current) return undefined;
    try {
      map.current = new StreetMap(place.current, true);
    } catch {
      problem.value = "mapFailed";
      return undefined;
    }
    map.current.onMoved(() => (following.value = false));
    map.current.onResized(() => following.value && show(map.current, whole.current, false));
    void getJson<GeoJSON.FeatureCollection>("/api/streets")
      .then((streets) => {
        map.current?.setStreets(streets);
        whole.current = extent(streets);
        show(map.current, whole.current, false);
      })
      .catch(() => {
        problem.value = "noMap";
        show(map.current, [], false);
      });
    const again = window.setInterval(() => void findRoutes(selected.value), 10_000);
    return () => {
      clearInterval(again);
      map.current?.remove();
    };
  }, []);

  useSignalEffect(() => {
    map.current?.setPins([...cameraPins(), ...unitPins(), ...incidentPins()]);
    map.current?.setPaths(paths());
    map.current?.setRings(errors());
  });
  useSignalEffect(() => {
    void selectedId.value;
    following.value = true;
  });
  useSignalEffect(() => void findRoutes(selected.value));
  useSignalEffect(() => {
    const incident = selected.value;
    if (following.value) show(map.current, whole.current, incident !== null);
  });
  useSignalEffect(() => {
    const point = focus.value;
    if (!point) return;
    following.value = false;
    map.current?.show([point], 16.5, true);
  });

  return (
    <section class="map-pane" data-testid="map">
      <div class="map" ref={place} />
      {problem.value && <p class="map-problem">{t(problem.value)}</p>}
      <button
        class={`map-follow ${following.value ? "is-on" : ""}`}
        onClick={() => {
          if (!following.value) following.value = true;
          else {
            following.value = false;
            map.current?.show(whole.current, 16, true);
          }
        }}
      >
        {following.value ? t("wholeMap") : t("followMap")}
      </button>
    </section>
  );
}

function show(map: StreetMap | null, whole: Point[], animate: boolean): void {
  const incident = selected.value;
  const points = incident ? about(incident) : [];
  if (points.length) map?.show(points, 16.5, animate);
  else if (whole.length) map?.show(whole, 16, animate);
  else map?.show(located([...units.value.values(), ...cameras.value.values()]), 16, animate);
}

/** The incident and those who come to it; before that, the one who should. */
function about(incident: Incident): Point[] {
  const comers = engaged(incident).map((each) => units.value.get(each.unit_id));
  const best = units.value.get(target(incident) ?? "");
  return located([incident.place, ...(comers.length ? comers : [best])]);
}

function target(incident: Incident): string | null {
  return chosenUnit.value ?? incident.ranking[0]?.unit_id ?? null;
}

function located(things: ({ lon: number | null; lat: number | null } | null | undefined)[]): Point[] {
  return things.flatMap((each) => (each && each.lon !== null && each.lat !== null ? [{ lon: each.lon, lat: each.lat }] : []));
}

function cameraPins(): Pin[] {
  return [...cameras.value.values()].flatMap((each) =>
    located([each]).map((at) => ({
      ...at,
      id: `camera/${each.camera_id}`,
      className: `pin-camera ${each.health === "ok" ? "" : "is-bad"}`,
      label: "",
      text: each.camera_id,
    })),
  );
}

const LETTERS = { car: "车", motorcycle: "摩", bicycle: "骑", foot: "步" } as const;

function unitPins(): Pin[] {
  const comers = new Set(selected.value ? engaged(selected.value).map((each) => each.unit_id) : []);
  const best = selected.value && !comers.size && canSend(selected.value) ? target(selected.value) : null;
  return [...units.value.values()].flatMap((each) =>
    located([each]).map((at) => ({
      ...at,
      id: `unit/${each.unit_id}`,
      className: `pin-unit u-${engagementOf(each)} k-${each.kind} ${each.unit_id === best ? "is-best" : ""}`,
      label: LETTERS[each.kind],
      text: inLang(each.call_sign),
    })),
  );
}

function incidentPins(): Pin[] {
  return [...incidents.value.values()].filter(isOpen).flatMap((each) =>
    located([each.place]).map((at) => ({
      ...at,
      id: `incident/${each.incident_id}`,
      className: `pin-incident s-${each.status} ${each.incident_id === selectedId.value ? "is-chosen" : ""}`,
      label: "!",
      onClick: () => {
        selectedId.value = each.incident_id;
      },
    })),
  );
}

function errors(): (Point & { radius_m: number })[] {
  const place = selected.value?.place;
  return place && place.error_m > 0 ? [{ lon: place.lon, lat: place.lat, radius_m: place.error_m }] : [];
}

function paths(): Path[] {
  const incident = selected.value;
  const place = incident?.place;
  if (!incident || !place || incident.arrived_ms !== null || !isOpen(incident)) return [];
  const comers = engaged(incident).map((each) => each.unit_id);
  const best = target(incident);
  return (comers.length ? comers : best ? [best] : []).flatMap((unitId): Path[] => {
    const unit = located([units.value.get(unitId)])[0];
    const road = routes.value.get(`${incident.incident_id}/${unitId}`);
    if (road) return [{ kind: "route", points: unit ? ahead(road, unit) : road }];
    return unit ? [{ kind: "guess", points: [[unit.lon, unit.lat], [place.lon, place.lat]] }] : [];
  });
}

let asked = "";

/** The ways of those who come (or should), asked anew when that changes and every ten seconds. */
async function findRoutes(incident: Incident | null): Promise<void> {
  if (!incident?.place || !me.value?.has_routes || incident.arrived_ms !== null || !isOpen(incident)) return;
  const comers = engaged(incident).map((each) => each.unit_id);
  const best = target(incident);
  const wanted = comers.length ? comers : best ? [best] : [];
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

