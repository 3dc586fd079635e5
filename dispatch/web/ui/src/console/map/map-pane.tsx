// The map beside the incident: streets, cameras, incidents, units with call signs, the ways of those who come.
import { signal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Point } from "../../shared/geo";
import { t } from "../../shared/i18n";
import { extent, StreetMap } from "../../shared/street-map";
import { focus } from "../focus";
import { change, draft } from "../report/draft";
import { cameras, selected, selectedId, units } from "../store";
import { loadStreets, streets } from "../streets";
import { about, errors, located, pins } from "./pins";
import { findRoutes, paths } from "./ways";

const following = signal(true);
const problem = signal<"noMap" | "mapFailed" | null>(null);

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
    map.current.onClicked((at) => draft.value && change({ place: { ...at, label: "" } }));
    loadStreets();
    const again = window.setInterval(() => void findRoutes(selected.value), 10_000);
    return () => {
      clearInterval(again);
      map.current?.remove();
    };
  }, []);

  useSignalEffect(() => {
    map.current?.setPins(pins());
    map.current?.setPaths(paths());
    map.current?.setRings(errors());
  });
  useSignalEffect(() => {
    const found = streets.value;
    if (found === null) return;
    if (found === "none") problem.value = "noMap";
    else {
      map.current?.setStreets(found);
      whole.current = extent(found);
    }
    show(map.current, whole.current, false);
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
    <section class={`map-pane ${draft.value ? "is-picking" : ""}`} data-testid="map">
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

