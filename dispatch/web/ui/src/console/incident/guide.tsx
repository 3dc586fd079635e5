// One line of the step guide: what is to be done at this step of this kind of incident.
import type { Incident } from "../../shared/board";
import { due } from "../../shared/guide";
import { t } from "../../shared/i18n";

export function GuideLine({ incident }: { incident: Incident }) {
  const now = due(incident);
  return (
    <p class="guide" data-testid="guide">
      {now && (
        <>
          <b>{t(now.step)}</b> {now.text}
        </>
      )}
    </p>
  );
}
