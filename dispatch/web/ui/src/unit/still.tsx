// The still of the unit's own incident: blurred, fetched with the unit's token; a tap shows it whole.
import { useEffect, useState } from "preact/hooks";
import { t } from "../shared/i18n";
import { auth } from "./store";

export function Still({ name }: { name: string }) {
  const [picture, setPicture] = useState<string | null>(null);
  const [large, setLarge] = useState(false);
  useEffect(() => {
    let url: string | null = null;
    let gone = false;
    void fetch(`/api/evidence/${encodeURIComponent(name)}`, { headers: auth() })
      .then(async (answer) => (answer.ok ? answer.blob() : null))
      .then((blob) => {
        if (gone || !blob) return;
        url = URL.createObjectURL(blob);
        setPicture(url);
      })
      .catch(() => undefined); // no signal: the card's words stand by themselves
    return () => {
      gone = true;
      setPicture(null);
      if (url) URL.revokeObjectURL(url);
    };
  }, [name]);
  if (!picture) return null;
  return (
    <button class={`phone-still ${large ? "is-large" : ""}`} onClick={() => setLarge(!large)} aria-label={t("still")}>
      <img src={picture} alt={t("still")} data-testid="still" />
      <small>{t("blurred")}</small>
    </button>
  );
}
