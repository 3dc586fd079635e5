// What happened, newest first.
import type { Incident, Step } from "../../shared/board";
import { t, tr } from "../../shared/i18n";
import { clock } from "../../shared/time";
import { callSign } from "../standing";
import { incidents } from "../store";

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
            <small class="actor">{by(step)}</small>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A detail as the server tells it: another incident, `word`, `word → word` or `word: somebody's own text`, with its words translated. */
function said(detail: string): string {
  const other = incidents.value.get(detail);
  if (other) return `${other.camera_id ?? tr(other.kind)} ${clock(other.raised_ms)}`;
  return detail.split(/( → |: )/).map((part) => (/^[a-z]+(_[a-z]+)*$/.test(part) ? tr(part) : part)).join("");
}

/** Who did it, where the line does not say so yet. */
function by({ actor, unit_id }: Step): string {
  const [role = "", name = ""] = actor.split(/:(.*)/);
  if (role === "unit") return name === unit_id ? "" : callSign(name);
  return actor === "system" || actor === "reporter:form" ? "" : name;
}
