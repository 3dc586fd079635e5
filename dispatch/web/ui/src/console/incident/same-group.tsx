// That this may be a new sighting of those of an earlier incident, and which sightings have joined it.
import { isOpen, type Incident } from "../../shared/board";
import { distance } from "../../shared/geo";
import { t, tr } from "../../shared/i18n";
import { clock, minutes } from "../../shared/time";
import { allowed, join } from "../acts";
import { incidents, select } from "../store";

export function SameGroup({ incident }: { incident: Incident }) {
  const { link, sightings } = incident;
  const earlier = link && incidents.value.get(link.earlier);
  return (
    <>
      {link && earlier && isOpen(incident) && (
        <p class="same-group" role="alert" data-testid="link">
          <b>{t("maybeSame")}</b>
          <button class="link" onClick={() => select(link.earlier)}>
            {tr(earlier.kind)} {earlier.camera_id ?? ""} {clock(earlier.raised_ms).slice(0, 5)}
          </button>
          <span class="num">
            {distance(link.apart_m)} · {t("seenBefore")} {minutes(link.gap_s)} · {t("wayTakes")} {minutes(link.way_s)}
          </span>
          <span class="grow" />
          {allowed.join(incident) && (
            <button class="solid" onClick={() => join(incident)} data-act="join">
              <kbd>G</kbd> {t("joinIt")}
            </button>
          )}
        </p>
      )}
      {sightings.length > 0 && (
        <p class="same-group" data-testid="sightings">
          <b>{t("seenAgain")}</b>
          {sightings.map((each) => (
            <button class="link" key={each} onClick={() => select(each)}>
              {incidents.value.get(each)?.camera_id ?? each}
            </button>
          ))}
        </p>
      )}
    </>
  );
}
