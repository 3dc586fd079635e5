// The operator's console as a whole: top bar, queue, incident, map, units.
import { t } from "../shared/i18n";
import { clock } from "../shared/time";
import { Actions } from "./actions";
import { Help } from "./help";
import { IncidentView } from "./incident";
import { MapPane } from "./map-pane";
import { Queue } from "./queue";
import { downSince, line, selected, staleSince, unanswered } from "./store";
import { Strip } from "./strip";
import { TopBar } from "./topbar";
import { Calm } from "./calm";

export function Console() {
  const incident = selected.value;
  return (
    <div class={`console ${unanswered.value.length ? "is-calling" : ""}`}>
      <TopBar />
      <LineWarning />
      <Queue />
      <main class="incident-pane" aria-live="polite">
        {incident ? <IncidentView incident={incident} /> : <Calm />}
        {incident && <Actions incident={incident} />}
      </main>
      <MapPane />
      <Strip />
      <Help />
    </div>
  );
}

/** Never an empty list: what is shown stays, with the time from which it is old. */
function LineWarning() {
  const since = downSince.value ?? staleSince.value;
  if (line.value === "connecting" || since === null) return null;
  return (
    <div class="line-warning" role="alert" data-testid="line-warning">
      <b>
        {t("stale")} {clock(since)}
      </b>
      <span>{line.value === "down" ? t("offline") : t("logGone")}</span>
    </div>
  );
}
