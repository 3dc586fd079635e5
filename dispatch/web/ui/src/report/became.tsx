// What became of a report: the stages, and in the end what was found.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { getJson } from "../shared/api";
import { t, tr } from "../shared/i18n";
import { another } from "./store";

const STAGES = ["received", "checked", "coming", "on_scene", "ended"] as const;
const EVERY_MS = 5_000;

interface Told {
  kind: string;
  stage: (typeof STAGES)[number];
  finding: string | null;
}

const told = signal<Told | null>(null);

export function Became({ id }: { id: string }) {
  useEffect(() => {
    told.value = null;
    if (id === "unit") return undefined; // a unit sees the incident itself, once it is sent there
    const look = () =>
      void getJson<Told>(`/api/reports/${id}`)
        .then((found) => (told.value = found))
        .catch(() => undefined); // what was shown stays
    look();
    const again = window.setInterval(look, EVERY_MS);
    return () => clearInterval(again);
  }, [id]);
  const at = STAGES.indexOf(told.value?.stage ?? "received");
  return (
    <main data-testid="became" data-stage={STAGES[at]}>
      <h2>
        ✓ {t("tellThanks")} {told.value && <small>{tr(told.value.kind)}</small>}
      </h2>
      {id !== "unit" && (
        <ol>
          {STAGES.map((stage, index) => (
            <li key={stage} class={index <= at ? "is-done" : ""}>
              {t(`stage_${stage}`)}
              {stage === "ended" && index === at && <b data-testid="result">{told.value?.finding ? tr(told.value.finding) : t("tellNothing")}</b>}
            </li>
          ))}
        </ol>
      )}
      {id !== "unit" && <p class="small">{t("tellCome")}</p>}
      <button class="here" data-act="another" onClick={another}>
        {t("tellAnother")}
      </button>
    </main>
  );
}
