// The response clock, big, and its budget: what the seconds went into, where they end, when somebody is expected.
import { clockSeconds, engaged, expectedMs, isLate, type Incident } from "../../shared/board";
import { t, type Word } from "../../shared/i18n";
import { minutes } from "../../shared/time";
import { tick } from "../store";

export function ClockBar({ incident, nowMs = tick.value }: { incident: Incident; nowMs?: number }) {
  const seconds = clockSeconds(incident, nowMs);
  const late = isLate(incident, nowMs);
  const span = Math.max(incident.target_s * 1.25, seconds * 1.08);
  const expected = incident.arrived_ms === null && incident.over_ms === null ? expectedMs(incident) : null;
  const expectedS = expected === null ? null : (Math.max(expected, nowMs) - incident.raised_ms) / 1000;
  return (
    <section class={`clockbar ${tone(incident, late)}`} data-testid="clock">
      <div class="clock-digits num">{minutes(seconds)}</div>
      <div class="clock-rest">
        <div class="clock-words">
          <b>{headline(incident, seconds, late)}</b>
          <span>
            {t("target")} {minutes(incident.target_s)}
          </span>
          {incident.predicted_ms !== null && incident.arrived_ms === null && incident.over_ms === null && (
            <span class="is-late" data-testid="predicted">
              ⚠ {t("predictedMiss")}
            </span>
          )}
          {expectedS !== null && (
            <span class={expectedS > incident.target_s ? "is-late" : "is-good"}>
              {t("expected")} {minutes(expectedS)}
            </span>
          )}
        </div>
        <svg class="budget" viewBox="0 0 1000 30" preserveAspectRatio="none" aria-hidden="true">
          <rect class="track" width="1000" height="30" />
          {parts(incident, nowMs).map((part) => (
            <rect
              key={part.name}
              class={`part p-${part.name}`}
              x={(part.from / span) * 1000}
              width={Math.max(0, ((part.to - part.from) / span) * 1000)}
              height="30"
            />
          ))}
          <rect class="limit" x={(incident.target_s / span) * 1000 - 1.5} width="3" height="30" />
          {expectedS !== null && <rect class="expected" x={(expectedS / span) * 1000 - 2} width="4" height="30" />}
        </svg>
        <div class="legend">
          {parts(incident, nowMs).map((part) => (
            <span key={part.name}>
              <i class={`p-${part.name}`} />
              {t(part.name)} <b class="num">{minutes(part.to - part.from)}</b>
            </span>
          ))}
        </div>
      </div>
    </section>
  );
}

interface Part {
  name: Word & ("answering" | "processing" | "turnout" | "travel");
  from: number;
  to: number;
}

/** The fire service's four parts; the last begun one runs. */
function parts(incident: Incident, nowMs: number): Part[] {
  const leg = incident.assignments.find((each) => each.arrived_ms !== null) ?? engaged(incident)[0];
  const answered = incident.acknowledged_ms ?? incident.confirmed_ms;
  const ends: [Part["name"], number | null | undefined][] = [
    ["answering", answered],
    ["processing", leg?.assigned_ms],
    ["turnout", leg?.travelling_ms ?? leg?.arrived_ms],
    ["travel", leg?.arrived_ms],
  ];
  const stop = incident.arrived_ms ?? incident.over_ms ?? nowMs;
  const found: Part[] = [];
  let from = incident.raised_ms;
  for (const [name, end] of ends) {
    const to = Math.max(from, end ?? stop);
    found.push({ name, from: (from - incident.raised_ms) / 1000, to: (to - incident.raised_ms) / 1000 });
    from = to;
    if (end === null || end === undefined) break;
  }
  return found;
}

function tone(incident: Incident, late: boolean): string {
  if (incident.status === "dismissed") return "is-off";
  if (incident.arrived_ms !== null) return late ? "is-late" : "is-kept";
  return late ? "is-late is-running" : "is-running";
}

function headline(incident: Incident, seconds: number, late: boolean): string {
  if (incident.status === "dismissed") return t("dismissed");
  if (incident.arrived_ms !== null) return late ? `${t("arrivedIn")} · ${t("late")}` : `${t("arrivedIn")} · ${t("inTime")}`;
  if (late) return `${t("late")} +${minutes(seconds - incident.target_s)}`;
  return `${t("responseClock")} · ${t("left")} ${minutes(incident.target_s - seconds)}`;
}
