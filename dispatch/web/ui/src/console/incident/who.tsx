// Who comes, who could, who cannot and why.
import { engaged, isDecided, type Assignment, type Incident } from "../../shared/board";
import { distance } from "../../shared/geo";
import { listed, t, tr, why } from "../../shared/i18n";
import { clock, minutes } from "../../shared/time";
import { allowed, callOff, chosenUnit } from "../acts";
import { callSign, isFree, kindOf, nextUp } from "../standing";
import { tick } from "../store";
import { Advice } from "./advice";

export function Who({ incident }: { incident: Incident }) {
  const there = engaged(incident);
  const rest = incident.assignments.filter((each) => !there.includes(each));
  return (
    <section class="who" data-testid="who">
      <h2>{t("who")}</h2>
      {there.map((leg) => (
        <Coming key={leg.unit_id} incident={incident} leg={leg} />
      ))}
      {incident.waiting && <p class="nobody" role="alert">{t("nobody")}</p>}
      <Short incident={incident} />
      <Advice incident={incident} />
      {incident.helpers.length > 0 && (
        <p class="past-leg">
          {t("helpers")}: {listed(incident.helpers.map(callSign))}
        </p>
      )}
      {allowed.confirm(incident) || allowed.finding(incident) ? <Ranking incident={incident} /> : null}
      {rest.map((leg) => (
        <p class="past-leg" key={leg.unit_id}>
          {callSign(leg.unit_id)} · {leg.released ? tr(leg.released) : t(leg.state)}
        </p>
      ))}
      {incident.excluded.length > 0 && (
        <p class="excluded">
          <b>{t("excluded")}</b>{" "}
          {incident.excluded.map((each) => (
            <span key={each.unit_id} title={each.why}>
              {callSign(each.unit_id)} <small>{why(each.why)}</small>
            </span>
          ))}
        </p>
      )}
    </section>
  );
}

function Coming({ incident, leg }: { incident: Incident; leg: Assignment }) {
  const leftS = leg.eta_s === null ? 0 : (leg.assigned_ms + leg.eta_s * 1000 - tick.value) / 1000;
  const answerS = (leg.accept_by_ms - tick.value) / 1000;
  return (
    <div class={`coming l-${leg.state}`} data-testid="coming" data-unit={leg.unit_id}>
      <b class="call-sign">{callSign(leg.unit_id)}</b>
      <span class="status num" title={leg.state === "offered" ? t("acceptWithin") : ""}>
        {t(leg.state)} {leg.state === "offered" && minutes(answerS)}
      </span>
      {leg.post && (
        <span class="post" data-testid="post" title={`${t("holds")} ${t(leg.post.side)} ${leg.post.street}`}>
          <b>{t(leg.post.side)}</b> {leg.post.street}
        </span>
      )}
      {leg.duty === "observe" && <span class="tag">{t("observe")}</span>}
      {leg.arrived_ms === null ? (
        <span class="num big">
          <span class="said">{t("arrivesIn")} </span>
          {leftS > 0 ? minutes(leftS) : "…"}
        </span>
      ) : (
        <span class="num big is-good">{clock(leg.arrived_ms)}</span>
      )}
      {leg.state !== "on_scene" && (
        <button class="quiet small" onClick={() => callOff(incident, leg.unit_id)}>
          {t("callOff")}
        </button>
      )}
    </div>
  );
}

/** What the plan asks for and cannot be had, unit by unit. */
function Short({ incident }: { incident: Incident }) {
  if (incident.shortfall.length === 0) return null;
  return (
    <p class="short" data-testid="shortfall">
      <b>⚠ {t("shortOf")}</b>
      {incident.shortfall.map((each) => (
        <span key={each.slot}>
          #{each.slot} {[...each.kinds, ...each.roles].map(tr).join("/") || t("anyUnit")} {each.organisations.join("/")}{" "}
          <small>{why(each.why)}</small>
        </span>
      ))}
    </p>
  );
}

function Ranking({ incident }: { incident: Incident }) {
  const engagedIds = new Set(engaged(incident).map((each) => each.unit_id));
  const decided = isDecided(incident);
  const next = nextUp(incident, chosenUnit.value);
  return (
    <ol class="ranking" data-testid="ranking">
      {incident.ranking.slice(0, 6).map((each, index) => {
        if (engagedIds.has(each.unit_id)) return null;
        const chosen = each.unit_id === next && (chosenUnit.value !== null || !decided);
        return (
          <li key={each.unit_id}>
            <button
              class={`ranked ${chosen ? "is-chosen" : ""}`}
              data-unit={each.unit_id}
              title={each.reason}
              onClick={() => (chosenUnit.value = each.unit_id)}
            >
              <kbd>{index + 1}</kbd>
              <b class="call-sign">{callSign(each.unit_id)}</b>
              <small>{kindOf(each.unit_id)}</small>
              {!isFree(each.unit_id) && <span class="tag">{t("busy")}</span>}
              {each.unit_id === next && chosenUnit.value === null && !decided && (
                <span class="tag is-good">{t("recommended")}</span>
              )}
              <span class="grow" />
              <span class="num dim">{distance(each.distance_m)}</span>
              <span class="num dim">
                {t("fixAge")} {Math.round(each.fix_age_s)} s
              </span>
              <span class={`num big ${each.eta_s > incident.target_s ? "is-late" : ""}`}>{minutes(each.eta_s)}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
