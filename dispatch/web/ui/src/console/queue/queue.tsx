// The list of incidents: what waits for a person comes first; what cameras watch and those of earlier tonight below.
import { clockSeconds, isLate, isOpen, type Incident } from "../../shared/board";
import { t, tr } from "../../shared/i18n";
import { clock, minutes } from "../../shared/time";
import { isSpread, over, piles, select, selectedId, spreadPile, tick, open, watchedId } from "../store";
import type { Pile } from "./piles";
import { Watching } from "./watching";

const SHOWN_OVER = 50;

export function Queue() {
  return (
    <nav class="queue" aria-label={t("queue")}>
      <h2>
        {t("queue")} <span class="num">{open.value.length}</span>
      </h2>
      {open.value.length === 0 && <p class="nothing">{t("queueEmpty")}</p>}
      <ul data-testid="queue">
        {piles.value.map((pile) => (
          <PileEntry key={pile.key} pile={pile} />
        ))}
      </ul>
      <Watching />
      {over.value.length > 0 && <h2 class="earlier">{t("earlier")}</h2>}
      <ul>
        {over.value.slice(0, SHOWN_OVER).map((each) => (
          <li key={each.incident_id}>
            <Entry incident={each} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function PileEntry({ pile }: { pile: Pile }) {
  const [top, ...below] = pile.incidents;
  const out = isSpread(pile);
  return (
    <li class={below.length ? "pile" : ""}>
      <Entry incident={top} below={below.length} />
      {below.length > 0 && (
        <button
          class="pile-count"
          aria-expanded={out}
          onClick={() => {
            select(top.incident_id);
            spreadPile(!out);
          }}
          data-testid="pile"
        >
          {out ? "▾" : "▸"} {t("pileSame")} <b class="num">{pile.incidents.length}</b>
        </button>
      )}
      {out && below.map((each) => <Entry key={each.incident_id} incident={each} />)}
    </li>
  );
}

function Entry({ incident, below = 0 }: { incident: Incident; below?: number }) {
  const chosen = incident.incident_id === selectedId.value && watchedId.value === null;
  return (
    <button
      class={`entry s-${incident.status} ${chosen ? "is-chosen" : ""} ${below ? "is-top" : ""}`}
      aria-current={chosen}
      data-incident={incident.incident_id}
      onClick={() => select(incident.incident_id)}
    >
      <span class="entry-top">
        <b>{tr(incident.kind)}</b>
        <EntryClock incident={incident} />
      </span>
      <span class="entry-sub">
        <span class="cut">{incident.camera_id ?? incident.note}</span>
        <span class="num">{clock(incident.raised_ms).slice(0, 5)}</span>
      </span>
      <span class="entry-sub">
        <span class="status">{t(incident.status)}</span>
        {incident.staged && <span class="tag">{t("staged")}</span>}
      </span>
    </button>
  );
}

/** By itself, so that a running clock draws four characters and not the list. */
function EntryClock({ incident }: { incident: Incident }) {
  const none = incident.status === "dismissed" || (!isOpen(incident) && incident.arrived_ms === null);
  const stands = none || incident.arrived_ms !== null;
  const nowMs = stands ? 0 : tick.value;
  const late = isLate(incident, nowMs);
  return (
    <span class={`num entry-clock ${late ? "is-late" : ""}`} title={late ? t("late") : ""}>
      {late && "⚠ "}
      {none ? "–" : minutes(clockSeconds(incident, nowMs))}
    </span>
  );
}
