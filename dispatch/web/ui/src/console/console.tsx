// The operator's console as a whole: top bar, queue, incident, map, units.
import type { JSX } from "preact";
import { t, tr } from "../shared/i18n";
import { clock } from "../shared/time";
import { Actions } from "./incident/actions";
import { Help } from "./frame/help";
import { IncidentView } from "./incident/incident";
import { MapPane } from "./map/map-pane";
import { FiguresPage } from "./pages/figures";
import { page, type PageName } from "./pages/page";
import { ReviewPage } from "./pages/review";
import { RosterPage } from "./pages/roster";
import { Queue } from "./queue/queue";
import { WatchView } from "./queue/watching";
import { draft } from "./report/draft";
import { ReportForm } from "./report/form";
import { downSince, line, selected, staleSince, unanswered, watched } from "./store";
import { Strip } from "./frame/strip";
import { TopBar } from "./frame/topbar";
import { Calm } from "./frame/calm";

export function Console() {
  return (
    <div class={`console ${unanswered.value.length ? "is-calling" : ""}`}>
      <TopBar />
      <LineWarning />
      <Queue />
      {page.value ? (
        <main class="page-pane">{PAGES[page.value]()}</main>
      ) : (
        <main class="incident-pane">
          <Middle />
        </main>
      )}
      <MapPane />
      <Strip />
      <Announcer />
      <Help />
    </div>
  );
}

const PAGES: Readonly<Record<PageName, () => JSX.Element>> = {
  review: () => <ReviewPage />,
  roster: () => <RosterPage />,
  figures: () => <FiguresPage />,
};

/** A report that is being typed goes before all else, and what the operator looks at before what is selected. */
function Middle() {
  const incident = selected.value;
  if (draft.value) return <ReportForm />;
  if (watched.value) return <WatchView />;
  if (!incident) return <Calm />;
  return (
    <>
      <IncidentView incident={incident} />
      <Actions incident={incident} />
    </>
  );
}

/** For screen readers: what the selected incident has come to; the running clocks stay silent. */
function Announcer() {
  const incident = selected.value;
  const calls = unanswered.value.length;
  return (
    <p class="heard-only" role="status" data-testid="announcer">
      {calls > 0 && `${t("newIncident")} (${calls}) `}
      {incident && `${tr(incident.kind)} ${incident.camera_id ?? ""} ${t(incident.status)}`}
    </p>
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
