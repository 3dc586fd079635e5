// One incident in one look: what and where, the clock, the still, why, who comes, what happened.
import type { Incident } from "../../shared/board";
import { t, tr } from "../../shared/i18n";
import { clock } from "../../shared/time";
import { owesReply } from "../acts";
import { ClockBar } from "./clock-bar";
import { Evidence } from "./views";
import { GuideLine } from "./guide";
import { SameGroup } from "./same-group";
import { Timeline } from "./timeline";
import { Told } from "./told";
import { Who } from "./who";

export function IncidentView({ incident }: { incident: Incident }) {
  return (
    <article class={`incident s-${incident.status}`} data-testid="incident" data-incident={incident.incident_id}>
      <header class="incident-head">
        <span class="status-pill" data-testid="status" data-status={incident.status}>
          {t(incident.status)}
        </span>
        <h1>{tr(incident.kind)}</h1>
        <span class={`tag grade g-${incident.grade}`} data-testid="grade">
          {t(incident.grade)} · {t(incident.level)}
        </span>
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
      <div>
        <GuideLine incident={incident} />
        <SameGroup incident={incident} />
      </div>
      <div class="seen-and-told">
        {incident.camera_id !== null && <Evidence incident={incident} />}
        {(incident.camera_id === null || incident.reports.length > 0) && <Reported incident={incident} />}
      </div>
      <div class="lower">
        <Who incident={incident} />
        <div class="told-and-done">
          <Told incident={incident} />
          <Timeline incident={incident} />
        </div>
      </div>
    </article>
  );
}

/** What people said; where no camera saw it, in the place of the still. */
function Reported({ incident }: { incident: Incident }) {
  return (
    <section class="told" data-testid="told">
      <h2>{t("reported")}</h2>
      {incident.reports.length === 0 && <p>{incident.note || "–"}</p>}
      {incident.reports.map((each) => (
        <div key={each.report_id}>
          <p>{each.note || tr(each.kind)}</p>
          <span class="who-told">
            <span class="num">{clock(each.reported_ms)}</span> {tr(each.role)} · {tr(each.channel)}
            {each.reply_wanted && (
              <b class={owesReply(each) ? "is-warning" : ""}>
                {owesReply(each) ? t("replyOwed") : `✓ ${t("replied")} ${clock(each.informed_ms ?? 0)}`}
              </b>
            )}
          </span>
        </div>
      ))}
      {incident.camera_id === null && <small>{t("reportedBy")}</small>}
    </section>
  );
}
