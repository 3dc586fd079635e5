// The ladder: who has been told what, when, by which channel, and whether it arrived.
import type { Incident, Notice } from "../../shared/board";
import { t, tr } from "../../shared/i18n";
import { clock } from "../../shared/time";
import { readNotice } from "../acts";
import { me } from "../store";

export function Told({ incident }: { incident: Incident }) {
  const { escalations, notices } = incident;
  if (escalations.length + notices.length === 0) return null;
  const loose = escalations.filter((step) => !notices.some((each) => each.to === step.to && each.reason === step.reason));
  return (
    <section class="ladder" data-testid="ladder">
      <h2>{t("told")}</h2>
      <ul>
        {loose.map((each) => (
          <li key={`${each.step} ${each.at_ms}`}>
            <span class="num">{clock(each.at_ms)}</span>
            <span>
              <b>{tr(each.to)}</b> <small>{tr(each.reason)}</small>
            </span>
            <small class="receipt">{t(each.to === "unit" ? "toldOnPhone" : "nobodyNamed")}</small>
          </li>
        ))}
        {notices.map((each) => (
          <Line key={each.notice_id} incident={incident} notice={each} />
        ))}
      </ul>
    </section>
  );
}

function Line({ incident, notice }: { incident: Incident; notice: Notice }) {
  return (
    <li class={`r-${notice.receipt ?? "none"}`} title={notice.detail}>
      <span class="num">{clock(notice.told_ms)}</span>
      <span>
        <b>{named(notice.person)}</b> {tr(notice.to)}
        {notice.stand_in_for && (
          <small>
            {" "}
            ({t("standsInFor")} {named(notice.stand_in_for)})
          </small>
        )}
        <small> {tr(notice.reason)}</small>
      </span>
      <span class="receipt">
        {MARKS[notice.receipt ?? "none"]} {notice.receipt ? t(notice.receipt) : t(notice.channel === "console" ? "unread" : "onItsWay")}
        <small>
          {" "}
          {tr(notice.channel)}
          {notice.receipt_ms !== null && ` ${clock(notice.receipt_ms)}`}
        </small>
        {notice.channel === "console" && notice.receipt !== "read" && (
          <button class="quiet small" onClick={() => readNotice(incident, notice.notice_id)}>
            {t("acknowledgeNotice")}
          </button>
        )}
      </span>
    </li>
  );
}

function named(person: string): string {
  return me.value?.people[person] ?? person;
}

const MARKS = { none: "…", delivered: "✓", failed: "✗", read: "✓✓" } as const;
