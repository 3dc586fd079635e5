// What the middle shows when nothing is open: that somebody is watching, and how well.
import { t, tr } from "../../shared/i18n";
import { cameras } from "../store";

export function Calm() {
  return (
    <section class="calm">
      <svg viewBox="0 0 120 120" aria-hidden="true">
        <circle cx="60" cy="60" r="46" />
        <circle cx="60" cy="60" r="30" />
        <circle cx="60" cy="60" r="14" />
        <path d="M60 60V14" class="sweep" />
      </svg>
      <h1>{t("queueEmpty")}</h1>
      <p>{t("queueEmptyHint")}</p>
      <ul class="cameras">
        {[...cameras.value.values()].map((camera) => (
          <li key={camera.camera_id} class={camera.health === "ok" ? "is-good" : "is-bad"}>
            <i class="dot" /> {camera.camera_id} <span>{health(camera.health)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function health(word: string): string {
  return word === "offline" ? t("camOffline") : tr(word);
}
