// Where it is, seen from the unit: a map of the way, the direction, the distance, the time left.
import { useEffect, useRef, useState } from "preact/hooks";
import { getJson } from "../shared/api";
import type { Incident } from "../shared/board";
import { ahead, bearing, distance, metres, type Point } from "../shared/geo";
import { t } from "../shared/i18n";
import { StreetMap } from "../shared/street-map";
import { minutes } from "../shared/time";
import { here } from "./positions";
import { auth, leg, me, tick } from "./store";

export function Where({ incident }: { incident: Incident }) {
  const place = leg.value?.post ?? incident.place;
  const unit = me.value;
  const at = here.value ?? (unit && unit.lon !== null && unit.lat !== null ? { lon: unit.lon, lat: unit.lat, heading_deg: null } : null);
  const mine = leg.value;
  const leftS = mine && mine.eta_s !== null ? (mine.assigned_ms + mine.eta_s * 1000 - tick.value) / 1000 : null;
  return (
    <div class="where">
      <MiniMap incident={incident} />
      <div class="where-facts">
        {place && at && (
          <span class="way" data-testid="way">
            <svg viewBox="-12 -12 24 24" aria-hidden="true">
              <path d="M0 -10 7 8 0 4 -7 8Z" transform={`rotate(${bearing(at, place) - (at.heading_deg ?? 0)})`} />
            </svg>
            <b class="num">{distance(metres(at, place))}</b>
          </span>
        )}
        {leftS !== null && mine?.arrived_ms === null && (
          <span class="num eta">
            {t("myEta")} <b>{leftS > 0 ? minutes(leftS) : "…"}</b>
          </span>
        )}
      </div>
    </div>
  );
}

function MiniMap({ incident }: { incident: Incident }) {
  const place = useRef<HTMLDivElement>(null);
  const map = useRef<StreetMap | null>(null);
  const shown = useRef<Point[]>([]);
  const [way, setWay] = useState<[number, number][] | null>(null);
  const unit = me.value;

  useEffect(() => {
    if (!place.current) return undefined;
    try {
      map.current = new StreetMap(place.current, false);
    } catch {
      return undefined; // no WebGL: arrow and distance still say where
    }
    map.current.onResized(() => map.current?.show(shown.current, 17, false));
    void getJson<GeoJSON.FeatureCollection>("/api/streets", auth())
      .then((streets) => map.current?.setStreets(streets))
      .catch(() => undefined);
    return () => map.current?.remove();
  }, []);

  useEffect(() => {
    if (!unit) return;
    void getJson<{ points: [number, number][] }>(`/api/incidents/${incident.incident_id}/route/${unit.unit_id}`, auth())
      .then((found) => setWay(found.points))
      .catch(() => setWay(null));
  }, [incident.incident_id, unit?.unit_id, Math.round((unit?.lon ?? 0) * 2000), Math.round((unit?.lat ?? 0) * 2000)]);

  useEffect(() => {
    const at = here.value ?? unit;
    const mine = at && at.lon !== null && at.lat !== null ? [{ lon: at.lon, lat: at.lat }] : [];
    const goal = incident.place ? [incident.place] : [];
    const post = leg.value?.post ? [leg.value.post] : [];
    map.current?.setPins([
      ...mine.map((each) => ({ ...each, id: "me", className: "pin-unit u-travelling", label: t("you").slice(0, 1) })),
      ...post.map((each) => ({ lon: each.lon, lat: each.lat, id: "post", className: "pin-post", label: t(each.side).slice(0, 1) })),
      ...goal.map((each) => ({ lon: each.lon, lat: each.lat, id: "goal", className: "pin-incident is-chosen", label: "!" })),
    ]);
    const [start] = mine;
    map.current?.setPaths(way && start ? [{ kind: "route", points: ahead(way, start) }] : []);
    shown.current = [...mine, ...post, ...goal];
    map.current?.show(shown.current, 17, false);
  }, [unit?.lon, unit?.lat, here.value?.lon, here.value?.lat, incident.place?.lon, leg.value?.post?.lon, way]);

  return <div class="mini-map" ref={place} />;
}
