// What happened, newest first.
import type { Incident } from "../../shared/board";
import { t, tr } from "../../shared/i18n";
import { clock } from "../../shared/time";
import { callSign } from "../standing";

export function Timeline({ incident }: { incident: Incident }) {
  return (
    <section class="timeline">
      <h2>{t("history")}</h2>
      {incident.corrections.map((each, index) => (
        <p class="correction" key={index}>
          {t("corrected")} {tr(each.milestone)} <b class="num">{clock(each.at_ms)}</b>{" "}
          <s class="num">
            {t("firstSaid")} {clock(each.first_ms)}
          </s>{" "}
          {each.reason}
        </p>
      ))}
      <ol data-testid="timeline">
        {[...incident.steps].reverse().map((step, index) => (
          <li key={index}>
            <span class="num">{clock(step.at_ms)}</span>
            <span>
              {tr(step.type)}
              {step.unit_id && <b> {callSign(step.unit_id)}</b>}
              {step.detail && <small> {said(step.detail)}</small>}
            </span>
            <small class="actor">{step.actor === "system" ? "" : step.actor.replace("operator:", "").replace(/^unit:.*/, "")}</small>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A detail as the server tells it, `word`, `word → word` or `word: somebody's own text`, with its words translated. */
function said(detail: string): string {
  return detail.split(/( → |: )/).map((part) => (/^[a-z]+(_[a-z]+)*$/.test(part) ? tr(part) : part)).join("");
}
