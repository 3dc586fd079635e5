// One incident in one look: what and where, the clock, the still, why, who comes, what happened.
import { useState } from "preact/hooks";
import { engaged, isDecided, type Assignment, type Incident, type Term } from "../shared/board";
import { distance } from "../shared/geo";
import { inLang, lang, t, tr, why } from "../shared/i18n";
import { clock, minutes } from "../shared/time";
import { allowed, callOff, chosenUnit } from "./acts";
import { ClockBar } from "./clock-bar";
import { tick, units } from "./store";

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
      <div class="evidence">
        <Still incident={incident} />
        <Why incident={incident} />
      </div>
      <div class="lower">
        <Who incident={incident} />
        <Timeline incident={incident} />
      </div>
    </article>
  );
}

function Still({ incident }: { incident: Incident }) {
  const [failed, setFailed] = useState<string | null>(null);
  const key = incident.still;
  return (
    <figure class="still">
      {key && failed !== key ? (
        <img src={`/api/evidence/${encodeURIComponent(key)}`} alt={t("still")} onError={() => setFailed(key)} data-testid="still" />
      ) : (
        <div class="no-still">{t("noStill")}</div>
      )}
      <figcaption>
        <span>{t("blurred")}</span>
        {incident.began_ms !== null && (
          <span class="num">
            {t("seenFrom")} {clock(incident.began_ms)}
          </span>
        )}
        <span>{incident.suspicion_ended ? t("gone") : t("stillThere")}</span>
      </figcaption>
    </figure>
  );
}

function Why({ incident }: { incident: Incident }) {
  const pro = incident.terms.filter((each) => each.points > 0).sort((a, b) => b.points - a.points);
  const contra = incident.terms.filter((each) => each.points < 0).sort((a, b) => a.points - b.points);
  const most = Math.max(...incident.terms.map((each) => Math.abs(each.points)), 0.1);
  return (
    <section class="why" data-testid="why">
      <h2>
        {t("why")}
        <span class="score num" title={t("score")}>
          {Math.round(incident.score * 100)}
        </span>
      </h2>
      {incident.note && <p class="note">{incident.note}</p>}
      <ul>
        {pro.map((term) => (
          <TermLine key={term.name} term={term} most={most} />
        ))}
        {contra.map((term) => (
          <TermLine key={term.name} term={term} most={most} />
        ))}
        {incident.terms.length > 0 && contra.length === 0 && <li class="term none">{t("noAgainst")}</li>}
      </ul>
      <p class="caution">{t("caution")}</p>
    </section>
  );
}

function TermLine({ term, most }: { term: Term; most: number }) {
  const side = term.points > 0 ? "for" : "against";
  return (
    <li class={`term is-${side}`}>
      <span class="points num">
        {term.points > 0 ? "+" : "−"}
        {Math.abs(term.points).toFixed(2)}
      </span>
      <span class="term-text">{lang.value === "zh" ? term.text_zh : term.text}</span>
      <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect width={(Math.abs(term.points) / most) * 100} height="4" />
      </svg>
    </li>
  );
}

function Who({ incident }: { incident: Incident }) {
  const there = engaged(incident);
  const rest = incident.assignments.filter((each) => !there.includes(each));
  return (
    <section class="who" data-testid="who">
      <h2>{t("who")}</h2>
      {there.map((leg) => (
        <Coming key={leg.unit_id} incident={incident} leg={leg} />
      ))}
      {incident.waiting && <p class="nobody" role="alert">{t("nobody")}</p>}
      {allowed.confirm(incident) || allowed.finding(incident) ? <Ranking incident={incident} /> : null}
      {rest.map((leg) => (
        <p class="past-leg" key={leg.unit_id}>
          {name(leg.unit_id)} · {leg.released ? tr(leg.released) : t(leg.state)}
        </p>
      ))}
      {incident.excluded.length > 0 && (
        <p class="excluded">
          <b>{t("excluded")}</b>{" "}
          {incident.excluded.map((each) => (
            <span key={each.unit_id} title={each.why}>
              {name(each.unit_id)} <small>{why(each.why)}</small>
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
      <b class="call-sign">{name(leg.unit_id)}</b>
      <span class="status">{t(leg.state)}</span>
      <span class="grow" />
      {leg.state === "offered" && (
        <span class="num">
          {t("acceptWithin")} {minutes(answerS)}
        </span>
      )}
      {leg.arrived_ms === null ? (
        <span class="num big">
          {t("arrivesIn")} {leftS > 0 ? minutes(leftS) : "…"}
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

function Ranking({ incident }: { incident: Incident }) {
  const engagedIds = new Set(engaged(incident).map((each) => each.unit_id));
  const decided = isDecided(incident);
  return (
    <ol class="ranking" data-testid="ranking">
      {incident.ranking.slice(0, 6).map((each, index) => {
        if (engagedIds.has(each.unit_id)) return null;
        const chosen = chosenUnit.value ? chosenUnit.value === each.unit_id : index === 0 && !decided;
        return (
          <li key={each.unit_id}>
            <button
              class={`ranked ${chosen ? "is-chosen" : ""}`}
              data-unit={each.unit_id}
              title={each.reason}
              onClick={() => (chosenUnit.value = each.unit_id)}
            >
              <kbd>{index + 1}</kbd>
              <b class="call-sign">{name(each.unit_id)}</b>
              <small>{kind(each.unit_id)}</small>
              {index === 0 && !decided && <span class="tag is-good">{t("recommended")}</span>}
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

function Timeline({ incident }: { incident: Incident }) {
  return (
    <section class="timeline">
      <h2>{t("history")}</h2>
      <ol data-testid="timeline">
        {[...incident.steps].reverse().map((step, index) => (
          <li key={index}>
            <span class="num">{clock(step.at_ms)}</span>
            <span>
              {tr(step.type)}
              {step.unit_id && <b> {name(step.unit_id)}</b>}
              {step.detail && <small> {step.detail.split(" → ").map(tr).join(" → ")}</small>}
            </span>
            <small class="actor">{step.actor === "system" ? "" : step.actor.replace("operator:", "").replace(/^unit:.*/, "")}</small>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function name(unitId: string): string {
  return inLang(units.value.get(unitId)?.call_sign ?? unitId);
}

function kind(unitId: string): string {
  const unit = units.value.get(unitId);
  return unit ? t(unit.kind) : "";
}
