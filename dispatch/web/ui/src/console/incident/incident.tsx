// One incident in one look: what and where, the clock, the still, why, who comes, what happened.
import type { Incident } from "../../shared/board";
import { t, tr } from "../../shared/i18n";
import { clock } from "../../shared/time";
import { ClockBar } from "./clock-bar";
import { Still, Why } from "./evidence";
import { Timeline } from "./timeline";
import { Who } from "./who";

export function IncidentView({ incident }: { incident: Incident }) {
  return (
    <article class={`incident s-${incident.status}`} data-testid="incident" data-incident={incident.incident_id}>
      <header class="incident-head">
        <span class="status-pill" data-testid="status" data-status={incident.status}>
          {t(incident.status)}
        </span>
        <h1>{tr(incident.kind)}</h1>
        <span class="where">
          {incident.camera_id && (
            <>
              <span class="wide-only">{t("camera")} </span>
              <b>{incident.camera_id}</b>
            </>
          )}
          <span class="num">
            <span class="wide-only">{t("raised")} </span>
            {clock(incident.raised_ms)}
          </span>
        </span>
        {incident.escalations.at(-1) && (
          <span class="tag is-escalated" data-testid="escalated">
            {t("escalatedTo")} {tr(incident.escalations.at(-1)?.to ?? "")}
          </span>
        )}
        {incident.staged && (
          <span class="tag is-large" title={t("stagedLong")} data-testid="staged">
            {t("staged")}
          </span>
        )}
      </header>
      <ClockBar incident={incident} />
      {incident.camera_id === null ? (
        <Told incident={incident} />
      ) : (
        <div class="evidence">
          <Still seen={incident} isOver={incident.suspicion_ended} />
          <Why seen={incident} />
        </div>
      )}
      <div class="lower">
        <Who incident={incident} />
        <Timeline incident={incident} />
      </div>
    </article>
  );
}

/** What a person said, where no camera saw it. */
function Told({ incident }: { incident: Incident }) {
  return (
    <section class="told" data-testid="told">
      <h2>{t("reported")}</h2>
      <p>{incident.note || "–"}</p>
      <small>{t("reportedBy")}</small>
    </section>
  );
}
