// The keyboard on one card.
import { signal } from "@preact/signals";
import { t, type Word } from "../../shared/i18n";

export const helpOpen = signal(false);

const KEYS: readonly (readonly [string, Word])[] = [
  ["↑ ↓  K J", "keyMove"],
  ["A", "keyAck"],
  ["⏎  C", "keyConfirm"],
  ["1–6", "keyChoose"],
  ["D", "keyDismiss"],
  ["F", "keyFinding"],
  ["X", "close"],
  ["V", "play"],
  ["T", "keyCorrect"],
  ["G", "joinIt"],
  ["B", "keyInform"],
  ["N", "keyReport"],
  ["W", "keyWatch"],
  ["→ ←", "keySpread"],
  ["⇧A ⇧D", "keyPile"],
  ["R", "review"],
  ["O", "roster"],
  ["P", "figures"],
  ["M", "keySound"],
  ["L", "keyLang"],
  ["Esc", "cancel"],
  ["?  H", "keyHelp"],
];

export function Help() {
  if (!helpOpen.value) return null;
  return (
    <div class="veil" onClick={() => (helpOpen.value = false)}>
      <section class="help" role="dialog" aria-label={t("keysTitle")} data-testid="help">
        <h2>{t("keysTitle")}</h2>
        <dl>
          {KEYS.map(([key, word]) => (
            <div key={key}>
              <dt>
                {key.split(/\s+/).map((each) => (
                  <kbd key={each}>{each}</kbd>
                ))}
              </dt>
              <dd>{t(word)}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
