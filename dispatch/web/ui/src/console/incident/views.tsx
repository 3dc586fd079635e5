// What cameras saw of an incident: one of them large, the others to choose from below it.
import { signal } from "@preact/signals";
import type { Incident } from "../../shared/board";
import { t } from "../../shared/i18n";
import { clock } from "../../shared/time";
import { Still, Why } from "./evidence";

/** The further view that is shown large, by its suspicion; null: the incident's own. */
const chosen = signal<string | null>(null);

export function Evidence({ incident }: { incident: Incident }) {
  const further = incident.views.find((each) => each.suspicion_id === chosen.value);
  const seen = further ? { ...further, began_ms: further.seen_ms } : incident;
  return (
    <div class="evidence">
      <div class="views">
        <Still seen={seen} isOver={incident.suspicion_ended} />
        {incident.views.length > 0 && <Views incident={incident} shown={further?.suspicion_id ?? null} />}
      </div>
      <Why seen={seen} />
    </div>
  );
}

function Views({ incident, shown }: { incident: Incident; shown: string | null }) {
  return (
    <nav aria-label={t("views")} data-testid="views">
      <button class="quiet small" aria-pressed={shown === null} onClick={() => (chosen.value = null)}>
        {incident.camera_id}
      </button>
      {incident.views.map((each) => (
        <button
          class="quiet small"
          key={each.suspicion_id}
          aria-pressed={shown === each.suspicion_id}
          onClick={() => (chosen.value = each.suspicion_id)}
        >
          {each.camera_id} <span class="num dim">{clock(each.seen_ms)}</span>
        </button>
      ))}
    </nav>
  );
}
