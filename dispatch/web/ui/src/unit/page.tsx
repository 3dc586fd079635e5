// The unit's page: one card, and under it what the thumb may do now.
import { clockSeconds, isLate, type Incident } from "../shared/board";
import { inLang, lang, setLang, t, tr } from "../shared/i18n";
import { due } from "../shared/guide";
import { inRoles } from "../shared/roles";
import { sound } from "../shared/sound";
import { clock, minutes } from "../shared/time";
import { denied, here } from "./positions";
import { card, chased, leg, line, me, outbox, refusal, say, standing, task, tick, token } from "./store";
import { choosing, Findings } from "./findings";
import { MyPost, Others } from "./others";
import { Still } from "./still";
import { Where } from "./where";

export function UnitPage() {
  if (!token.value) return <Message text={t("noToken")} />;
  if (line.value === "denied") return <Message text={t("badToken")} />;
  const incident = task.value;
  const active = incident !== null && standing.value !== "released" && standing.value !== "cleared";
  return (
    <div class="phone">
      <Head />
      <Banners />
      {active ? <Task incident={incident} /> : <Standby />}
      {active ? <Thumbs /> : <Duty />}
    </div>
  );
}

function Head() {
  const unit = me.value;
  return (
    <header class="phone-head">
      <b class="call-sign">{inLang(unit?.call_sign ?? card.value?.unit_id ?? "…")}</b>
      <span class={`line is-${line.value}`} data-testid="line">
        <i class="dot" /> {line.value === "up" ? t("live") : line.value === "down" ? t("offline") : t("connecting")}
      </span>
      <button class="lang" onClick={() => setLang(lang.value === "zh" ? "en" : "zh")} data-testid="lang">
        {lang.value === "zh" ? "EN" : "中"}
      </button>
    </header>
  );
}

function Banners() {
  return (
    <>
      {outbox.value.length > 0 && (
        <p class="banner is-amber" data-testid="outbox">
          <b>
            {outbox.value.length} {t("notSentYet")}
          </b>{" "}
          {t("sendsLater")}
        </p>
      )}
      {refusal.value && (
        <p class="banner is-red" role="alert" onClick={() => (refusal.value = null)} data-testid="refusal">
          {t("refused")}: {refusal.value}
        </p>
      )}
      {chased.value && (
        <p class="banner is-amber" data-testid="result-due">
          <b>{t("resultDue")}</b>
        </p>
      )}
      {denied.value && <p class="banner is-amber">{t("positionOff")}</p>}
      {sound.value === "blocked" && <p class="banner is-blue">{t("tapSound")}</p>}
    </>
  );
}

function Task({ incident }: { incident: Incident }) {
  const late = isLate(incident, tick.value);
  const zh = lang.value === "zh";
  const reasons = incident.terms.filter((each) => each.points > 0).sort((a, b) => b.points - a.points);
  return (
    <main class={`task t-${standing.value ?? ""}`} data-testid="task" data-incident={incident.incident_id}>
      <div class="task-top">
        <div>
          <h1>{tr(incident.kind)}</h1>
          <p class="task-where">
            {incident.camera_id && `${t("camera")} ${incident.camera_id} · `}
            {clock(incident.raised_ms).slice(0, 5)}
          </p>
        </div>
        <div class={`phone-clock num ${late ? "is-late" : ""}`} data-testid="clock">
          {minutes(clockSeconds(incident, tick.value))}
          <small>/ {minutes(incident.target_s)}</small>
        </div>
      </div>
      {incident.staged && <span class="tag">{t("stagedLong")}</span>}
      <MyPost />
      <Where incident={incident} />
      {incident.still && <Still name={incident.still} />}
      <ul class="reasons">
        {incident.members.length > 0 && <li data-testid="roles">{inRoles(incident.members)}</li>}
        {reasons.slice(0, 3).map((term) => (
          <li key={term.name}>{zh ? term.text_zh : term.text}</li>
        ))}
        {incident.note && <li>{incident.note}</li>}
      </ul>
      <Others incident={incident} />
      <p class="caution">{advice(incident)}</p>
    </main>
  );
}

/** What the guide says for this moment; always that nobody goes up to them alone. */
function advice(incident: Incident): string {
  const step = standing.value === "on_scene" ? "handle" : "go";
  const text = due(incident, step)?.text;
  return [leg.value?.duty === "observe" ? t("observe") : t("doNotConfront"), text].filter(Boolean).join(lang.value === "zh" ? "；" : ". ");
}

function Thumbs() {
  if (choosing.value) return <Findings />;
  switch (standing.value) {
    case "offered": {
      const leftS = leg.value ? Math.max(0, (leg.value.accept_by_ms - tick.value) / 1000) : 0;
      return (
        <footer class="thumbs">
          <button class="thumb is-plain" data-act="decline" onClick={() => say("DeclineAssignment")}>
            {t("decline")}
          </button>
          <button class="thumb is-blue is-calling" data-act="accept" onClick={() => say("AcceptAssignment")}>
            {t("accept")} <small class="num">{minutes(leftS)}</small>
          </button>
        </footer>
      );
    }
    case "on_scene":
      return (
        <footer class="thumbs">
          <button class="thumb is-green" data-act="result" onClick={() => (choosing.value = true)}>
            {t("result")}
          </button>
        </footer>
      );
    default:
      return (
        <footer class="thumbs">
          <button class="thumb is-plain" data-act="decline" onClick={() => say("DeclineAssignment")}>
            {t("decline")}
          </button>
          <button class="thumb is-green" data-act="arrived" onClick={() => say("ReportArrival")}>
            {t("arrived")}
          </button>
        </footer>
      );
  }
}

function Standby() {
  const on = onDuty();
  return (
    <main class="standby" data-testid="standby">
      <svg viewBox="0 0 120 120" class={on ? "is-on" : ""} aria-hidden="true">
        <circle cx="60" cy="60" r="50" />
        <circle cx="60" cy="60" r="34" />
        <circle cx="60" cy="60" r="9" class="core" />
      </svg>
      <h1>{on ? t("standby") : t("off_duty")}</h1>
      <p>{on ? t("standbyHint") : t("offDutyHint")}</p>
      {here.value && (
        <p class="num">
          {t("positionOn")} ±{Math.round(here.value.accuracy_m)} m
        </p>
      )}
    </main>
  );
}

function Duty() {
  const on = onDuty();
  return (
    <footer class="thumbs">
      <a class="thumb is-quiet" href="/report" data-act="report">
        {t("tellReport")}
      </a>
      <button class={`thumb ${on ? "is-plain" : "is-green"}`} data-act="duty" onClick={() => say(on ? "GoOffDuty" : "GoOnDuty")}>
        {on ? t("goOff") : t("goOn")}
      </button>
    </footer>
  );
}

function onDuty(): boolean {
  const pressed = outbox.value.map((each) => each.wish.type).filter((type) => type.startsWith("GoO"));
  const last = pressed.at(-1);
  return last ? last === "GoOnDuty" : (me.value?.on_duty ?? false);
}

function Message({ text }: { text: string }) {
  return (
    <div class="phone">
      <main class="standby" data-testid="message">
        <h1>{t("product")}</h1>
        <p>{text}</p>
      </main>
    </div>
  );
}
