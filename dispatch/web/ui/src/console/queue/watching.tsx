// What cameras keep an eye on without an alert: a quiet list, and one of them looked at. It makes no sound.
import type { Watch } from "../../shared/board";
import { inLang, t } from "../../shared/i18n";
import { clock, minutes } from "../../shared/time";
import { focusOn } from "../focus";
import { Still, Why } from "../incident/evidence";
import { openDraft } from "../report/draft";
import { second, units, watched, watchedId, watching } from "../store";

export function Watching() {
  if (watching.value.length === 0) return null;
  return (
    <section data-testid="watching">
      <h2 class="earlier">
        {t("watching")} <kbd>W</kbd>
      </h2>
      <ul>
        {watching.value.map((each) => (
          <li key={each.suspicion_id}>
            <button
              class={`watch ${each.suspicion_id === watchedId.value ? "is-chosen" : ""}`}
              onClick={() => (watchedId.value = each.suspicion_id)}
            >
              <span class="cut">
                {each.camera_id} {each.own_unit && <b class="ours">{ours(each)}</b>}
              </span>
              <span class="num dim">{minutes((second.value - each.began_ms) / 1000)}</span>
              <span class="score num" title={t("score")}>
                {Math.round(each.score * 100)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Whom of ours the camera sees. */
function ours(watch: Watch): string {
  const unit = units.value.get(watch.own_unit ?? "");
  return unit ? inLang(unit.call_sign) : (watch.own_unit ?? "");
}

/** The one that the operator looks at, in the place of an incident. */
export function WatchView() {
  const watch = watched.value;
  if (!watch) return null;
  const place = watch.place;
  return (
    <article class="incident is-watch" data-testid="watch">
      <header class="incident-head">
        <span class="status-pill">{watch.own_unit ? ours(watch) : t("watching")}</span>
        <h1>{watch.camera_id}</h1>
        <span class="where">
          {t("seenFrom")} <span class="num">{clock(watch.began_ms)}</span>
        </span>
        {watch.staged && <span class="tag is-large">{t("staged")}</span>}
      </header>
      <p class="hint">{t(watch.own_unit ? "oursHint" : "watchingHint")}</p>
      <div class="evidence">
        <Still seen={watch} isOver={false} />
        <Why seen={watch} />
      </div>
      <div class="watch-acts">
        {place && (
          <button class="act is-plain" onClick={() => focusOn(place)}>
            <span>{t("showOnMap")}</span>
          </button>
        )}
        <button
          class="act is-amber"
          data-act="raise"
          onClick={() => openDraft({ kind: "loitering", place, note: `${t("camera")} ${watch.camera_id}` })}
        >
          <kbd>N</kbd>
          <span>{t("raiseIt")}</span>
        </button>
      </div>
    </article>
  );
}
