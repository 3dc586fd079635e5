// The morning review (逐级盯警): all incidents of a day of duty, what is missing in each, a name under it when nothing is.
import { signal } from "@preact/signals";
import { isOpen, type Incident } from "../../shared/board";
import { lang, t, tr } from "../../shared/i18n";
import { clock, minutes } from "../../shared/time";
import { notice, signOff } from "../acts";
import { districts, incidents, reviews, second, select } from "../store";
import { dayTime, dutyDay, Page, page } from "./page";

const back = signal(0);

export function ReviewPage() {
  const period = dutyDay(second.value, back.value);
  const listed = [...incidents.value.values()]
    .filter((each) => period.since_ms <= each.raised_ms && each.raised_ms < period.until_ms)
    .sort((a, b) => b.missing.length - a.missing.length || a.raised_ms - b.raised_ms);
  const lacking = listed.filter((each) => each.missing.length).length;
  return (
    <Page
      id="review"
      title={t("review")}
      tools={
        <>
          <button class="quiet" onClick={() => (back.value += 1)} aria-label={t("dayBefore")} data-act="before">
            ◀
          </button>
          <b class="num">
            {dayTime(period.since_ms, lang.value)} – {dayTime(period.until_ms, lang.value)}
          </b>
          <button class="quiet" disabled={back.value < 0} onClick={() => (back.value -= 1)} aria-label={t("dayAfter")} data-act="after">
            ▶
          </button>
        </>
      }
    >
      <p class="page-sum">
        <b class="num">{listed.length}</b> {t("queue")} · <b class={`num ${lacking ? "is-warning" : ""}`}>{lacking}</b> {t("lacking")}
      </p>
      {notice.value && (
        <p class={`page-notice is-${notice.value.tone}`} role="status" data-testid="notice">
          {notice.value.text}
        </p>
      )}
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
      {listed.length === 0 && <p class="hint">{t("reviewNone")}</p>}
      <footer>
        {districts.value.map((each) => (
          <SignOff key={each.id} district={each.id} name={each.name} since_ms={period.since_ms} until_ms={period.until_ms} />
        ))}
      </footer>
    </Page>
  );
}

function Row({ incident }: { incident: Incident }) {
  const open = () => {
    select(incident.incident_id);
    page.value = null;
  };
  return (
    <tr class={incident.missing.length ? "is-lacking" : ""} data-incident={incident.incident_id}>
      <td class="num">{clock(incident.raised_ms)}</td>
      <td>
        <button class="link" onClick={open}>
          {tr(incident.kind)}
        </button>
      </td>
      <td class="cut">{incident.camera_id ?? incident.note}</td>
      <td class={`num ${incident.within_target === false && incident.status !== "dismissed" ? "is-late" : ""}`}>
        {incident.response_s === null ? "–" : minutes(incident.response_s)}
      </td>
      <td>{isOpen(incident) && !incident.finding ? t(incident.status) : tr(incident.finding ?? incident.dismissed_reason ?? "")}</td>
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
