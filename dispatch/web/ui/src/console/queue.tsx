// The list of incidents: what waits for a person comes first; those of earlier tonight below.
import { clockSeconds, isLate, isOpen, type Incident } from "../shared/board";
import { t, tr } from "../shared/i18n";
import { clock, minutes } from "../shared/time";
import { open, over, selectedId, tick } from "./store";

export function Queue() {
  return (
    <nav class="queue" aria-label={t("queue")}>
      <h2>
        {t("queue")} <span class="num">{open.value.length}</span>
      </h2>
      {open.value.length === 0 && <p class="nothing">{t("queueEmpty")}</p>}
      <ul data-testid="queue">
        {open.value.map((each) => (
          <Entry key={each.incident_id} incident={each} />
        ))}
      </ul>
      {over.value.length > 0 && <h2 class="earlier">{t("earlier")}</h2>}
      <ul>
        {over.value.slice(0, 50).map((each) => (
          <Entry key={each.incident_id} incident={each} />
        ))}
      </ul>
    </nav>
  );
}

function Entry({ incident }: { incident: Incident }) {
  const chosen = incident.incident_id === selectedId.value;
  const late = isLate(incident, tick.value);
  return (
    <li>
      <button
        class={`entry s-${incident.status} ${chosen ? "is-chosen" : ""}`}
        aria-current={chosen}
        data-incident={incident.incident_id}
        onClick={() => (selectedId.value = incident.incident_id)}
      >
        <span class="entry-top">
          <b>{tr(incident.kind)}</b>
          <span class={`num entry-clock ${late ? "is-late" : ""}`}>{entryClock(incident)}</span>
        </span>
        <span class="entry-sub">
          {incident.camera_id ?? incident.note}
          <span class="num">{clock(incident.raised_ms).slice(0, 5)}</span>
        </span>
        <span class="entry-sub">
          <span class="status">{t(incident.status)}</span>
          {incident.staged && <span class="tag">{t("staged")}</span>}
        </span>
      </button>
    </li>
  );
}

function entryClock(incident: Incident): string {
  if (incident.status === "dismissed") return "–";
  if (!isOpen(incident) && incident.arrived_ms === null) return "–";
  return minutes(clockSeconds(incident, tick.value));
}
