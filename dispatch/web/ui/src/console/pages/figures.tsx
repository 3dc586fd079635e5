// The month's figures, exact from the archive: what incidents came to, and the response clock's percentiles.
import { signal, useSignalEffect } from "@preact/signals";
import { getJson } from "../../shared/api";
import { t, tr, type Word } from "../../shared/i18n";
import { minutes } from "../../shared/time";
import { second } from "../store";
import { Page } from "./page";

interface Percentiles {
  measured: number;
  p50_s: number | null;
  p90_s: number | null;
  p99_s: number | null;
}

interface Group {
  by: "all" | "district" | "month" | "hour";
  key: string;
  figures: { incidents: number; outcomes: Record<string, number>; within_target_share: number | null };
  parts: Record<string, Percentiles>;
}

interface Report {
  groups: Group[];
}

const PARTS = ["answering", "processing", "turnout", "travel", "response", "eta_error"] as const;

const OUTCOMES = ["within_target", "late", "nobody_came", "false_alarm", "dismissed", "open"] as const;
const back = signal(0);
const shown = signal<{ now: Report; before: Report } | "none" | null>(null);

export function FiguresPage() {
  useSignalEffect(() => {
    const months = back.value;
    void Promise.all([report(months), report(months + 1)])
      .then(([now, before]) => (shown.value = { now, before }))
      .catch(() => (shown.value = "none"));
  });
  const found = shown.value;
  return (
    <Page
      id="figures"
      title={t("figures")}
      tools={
        <>
          <button class="quiet" onClick={() => (back.value += 1)} aria-label={t("monthBefore")} data-act="before">
            ◀
          </button>
          <b class="num">{label(back.value)}</b>
          <button class="quiet" disabled={back.value === 0} onClick={() => (back.value -= 1)} aria-label={t("monthAfter")}>
            ▶
          </button>
        </>
      }
    >
      {found === "none" && <p class="hint">{t("noFigures")}</p>}
      {found && found !== "none" && <Both now={found.now} before={found.before} />}
    </Page>
  );
}

function Both({ now, before }: { now: Report; before: Report }) {
  const [all, last] = [whole(now), whole(before)];
  if (!all || !last) return null;
  const hours = now.groups.filter((each) => each.by === "hour");
  const most = Math.max(...hours.map((each) => each.figures.incidents), 1);
  return (
    <>
      <div class="big-figures">
        <Big word="withinTarget" value={share(all)} was={share(last)} />
        {(["p50", "p90", "p99"] as const).map((each) => (
          <Big key={each} word={each} value={time(all.parts.response_s?.[`${each}_s`])} was={time(last.parts.response_s?.[`${each}_s`])} />
        ))}
      </div>
      <div class="two-tables">
        <table>
          <thead>
            <tr>
              <th>{t("result")}</th>
              <th>{t("thisMonth")}</th>
              <th>{t("lastMonth")}</th>
            </tr>
          </thead>
          <tbody>
            {OUTCOMES.map((each) => (
              <tr key={each} data-outcome={each}>
                <td>{tr(`outcome_${each}`)}</td>
                <td class="num">{all.figures.outcomes[each] ?? 0}</td>
                <td class="num">{last.figures.outcomes[each] ?? 0}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <table>
          <thead>
            <tr>
              <th>{t("responseClock")}</th>
              <th>{t("p50")}</th>
              <th>{t("p90")}</th>
              <th>{t("p99")}</th>
            </tr>
          </thead>
          <tbody>
            {PARTS.map((part) => (
              <tr key={part} data-part={part}>
                <td>{t(part === "response" ? "arrivedIn" : part)}</td>
                {(["p50_s", "p90_s", "p99_s"] as const).map((each) => (
                  <td class="num" key={each}>
                    {time(all.parts[`${part}_s`]?.[each])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h2>{t("byHour")}</h2>
      <div class="hours">
        {hours.map((each) => (
          <div key={each.key} title={`${each.figures.incidents} · ${share(each)}`}>
            <svg viewBox="0 0 10 60" preserveAspectRatio="none" aria-hidden="true">
              <rect y={60 - (each.figures.incidents / most) * 60} width="10" height={(each.figures.incidents / most) * 60} />
            </svg>
            <small class="num">{each.key}</small>
            <small class="num dim">{share(each)}</small>
          </div>
        ))}
      </div>
      <p class="hint">{t("figuresHint")}</p>
    </>
  );
}

function whole(report: Report): Group | undefined {
  return report.groups.find((each) => each.by === "all");
}

function Big({ word, value, was }: { word: Word; value: string; was: string }) {
  return (
    <div data-figure={word}>
      <small>{t(word)}</small>
      <b class="num">{value}</b>
      <span class="num dim">
        {t("lastMonth")} {was}
      </span>
    </div>
  );
}

function report(months: number): Promise<Report> {
  return getJson<Report>(`/api/report?month=${label(months)}`);
}

/** `2026-11`. */
function label(back: number): string {
  const now = new Date(second.peek());
  const at = new Date(now.getFullYear(), now.getMonth() - back, 1);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}`;
}

function share({ figures }: Group): string {
  return figures.within_target_share === null ? "–" : `${(figures.within_target_share * 100).toFixed(1)} %`;
}

function time(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined ? "–" : minutes(seconds);
}
