// The morning review (逐级盯警): all incidents of a day of duty, what is missing in each, a name under it when nothing is.
// The archive lists them, the board says how those that it still has stand now.
import { signal, useSignalEffect } from "@preact/signals";
import { getJson } from "../../shared/api";
import type { Incident } from "../../shared/board";
import { lang, t, tr } from "../../shared/i18n";
import { clock, minutes } from "../../shared/time";
import { notice, signOff } from "../acts";
import { districts, incidents, reviews, second, select } from "../store";
import { dayTime, Page, page } from "./page";
import { Suggestions } from "./suggestions";

type Listed = Pick<
  Incident,
  "incident_id" | "kind" | "camera_id" | "status" | "raised_ms" | "response_s" | "within_target" | "finding" | "missing" | "note"
> & { reason: string | null };

interface Period {
  since_ms: number;
  until_ms: number;
  incidents: Listed[];
}

const back = signal(0);
const period = signal<Period | "none" | null>(null);

export function ReviewPage() {
  useSignalEffect(() => {
    const days = back.value;
    void getJson<Period>(`/api/review?back=${days}`)
      .then((found) => back.peek() === days && (period.value = found))
      .catch(() => (period.value = "none"));
  });
  const found = period.value;
  if (found === null || found === "none") {
    return (
      <Page id="review" title={t("review")}>
        {found && <p class="hint">{t("noFigures")}</p>}
      </Page>
    );
  }
  return (
    <Page id="review" title={t("review")} tools={<Days of={found} />}>
      <Lines of={found} />
      <Suggestions />
      <footer>
        {districts.value.map((each) => (
          <SignOff key={each.id} district={each.id} name={each.name} since_ms={found.since_ms} until_ms={found.until_ms} />
        ))}
      </footer>
    </Page>
  );
}

function Days({ of }: { of: Period }) {
  return (
    <>
      <button class="quiet" onClick={() => (back.value += 1)} aria-label={t("dayBefore")} data-act="before">
        ◀
      </button>
      <b class="num">
        {dayTime(of.since_ms, lang.value)} – {dayTime(of.until_ms, lang.value)}
      </b>
      <button class="quiet" disabled={back.value < 0} onClick={() => (back.value -= 1)} aria-label={t("dayAfter")} data-act="after">
        ▶
      </button>
    </>
  );
}

function Lines({ of }: { of: Period }) {
  const listed = merged(of);
  const lacking = listed.filter((each) => each.missing.length).length;
  return (
    <>
      <p class="page-sum">
        <b class="num">{listed.length}</b> {t("queue")} · <b class={`num ${lacking ? "is-warning" : ""}`}>{lacking}</b> {t("lacking")}
      </p>
      {notice.value && (
        <p class={`page-notice is-${notice.value.tone}`} role="status" data-testid="notice">
          {notice.value.text}
        </p>
      )}
      {listed.length === 0 ? <p class="hint">{t("reviewNone")}</p> : <Table listed={listed} />}
    </>
  );
}

/** What the archive lists and what the board knows of the period, unfinished first. */
function merged(of: Period): Listed[] {
  const all = new Map(of.incidents.map((each) => [each.incident_id, each]));
  for (const each of incidents.value.values()) {
    if (of.since_ms <= each.raised_ms && each.raised_ms < of.until_ms) {
      all.set(each.incident_id, { ...each, reason: each.dismissed_reason ?? each.finding_reason });
    }
  }
  return [...all.values()].sort((a, b) => b.missing.length - a.missing.length || a.raised_ms - b.raised_ms);
}

function Table({ listed }: { listed: Listed[] }) {
  return (
    <table>
      <thead>
        <tr>
          {(["raised", "reportKind", "where", "responseClock", "result", "missing"] as const).map((word) => (
            <th key={word}>{t(word)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {listed.map((each) => (
          <Row key={each.incident_id} incident={each} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ incident }: { incident: Listed }) {
  const known = incidents.value.has(incident.incident_id);
  const open = () => {
    select(incident.incident_id);
    page.value = null;
  };
  return (
    <tr class={incident.missing.length ? "is-lacking" : ""} data-incident={incident.incident_id}>
      <td class="num">{clock(incident.raised_ms)}</td>
      <td>
        {known ? (
          <button class="link" onClick={open}>
            {tr(incident.kind)}
          </button>
        ) : (
          tr(incident.kind)
        )}
      </td>
      <td class="cut">{incident.camera_id ?? incident.note}</td>
      <td class={`num ${incident.within_target === false && incident.status !== "dismissed" ? "is-late" : ""}`}>
        {incident.response_s === null ? "–" : minutes(incident.response_s)}
      </td>
      <td>{result(incident)}</td>
      <td>
        {incident.missing.length === 0
          ? "✓"
          : incident.missing.map((each) => (
              <span class="tag is-lack" key={each}>
                {tr(each)}
              </span>
            ))}
      </td>
    </tr>
  );
}

function result({ status, finding, reason }: Listed): string {
  const what = finding ? tr(finding) : t(status);
  return reason ? `${what} · ${tr(reason)}` : what;
}

interface SignOffProps {
  district: string;
  name: string;
  since_ms: number;
  until_ms: number;
}

function SignOff({ district, name, since_ms, until_ms }: SignOffProps) {
  const signed = reviews.value.get(`${district}/${since_ms}-${until_ms}`);
  if (signed) {
    return (
      <p class="signed" data-testid="signed">
        ✓ {name} · {t("signedBy")} <b>{signed.signed_by.replace("operator:", "")}</b> {dayTime(signed.signed_ms, lang.value)}
      </p>
    );
  }
  const running = until_ms > second.value;
  return (
    <button class="act is-green" disabled={running} data-act="sign" onClick={() => signOff(district, since_ms, until_ms)}>
      <span>
        {t("sign")} · {name}
        {running && <b>{t("period_not_over")}</b>}
      </span>
    </button>
  );
}
