// What dismissals and false alarms say about cameras' settings, each with the count behind it. A person changes the file.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { getJson } from "../../shared/api";
import { lang, t } from "../../shared/i18n";

interface Suggestion {
  camera_id: string;
  reason: string;
  text: string;
  text_zh: string;
}

const found = signal<Suggestion[]>([]);

export function Suggestions() {
  useEffect(() => {
    void getJson<{ suggestions: Suggestion[] }>("/api/suggestions")
      .then((told) => (found.value = told.suggestions))
      .catch(() => undefined); // what was shown stays
  }, []);
  if (!found.value.length) return null;
  return (
    <section data-testid="suggestions">
      <h2>{t("suggestions")}</h2>
      <ul class="suggestions">
        {found.value.map((each) => (
          <li key={`${each.camera_id} ${each.reason}`}>{lang.value === "zh" ? each.text_zh : each.text}</li>
        ))}
      </ul>
      <p class="hint">{t("suggestionsHint")}</p>
    </section>
  );
}
