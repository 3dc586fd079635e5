// The picture behind a blurred still, where the site keeps it: for whoever says why. The audit log has the reason first.
import { useEffect, useState } from "preact/hooks";
import { t, tr } from "../../shared/i18n";

type Shown = { url: string } | { why: string } | "asks" | null;

/** A button, then a form for the reason, then the picture over the still; gone with a click, and never kept. */
export function Unblurred({ still }: { still: string }) {
  const [shown, setShown] = useState<Shown>(null);
  const url = shown !== null && shown !== "asks" && "url" in shown ? shown.url : null;
  useEffect(() => () => void (url && URL.revokeObjectURL(url)), [url]);
  if (shown === null) {
    return (
      <button class="play unblur" onClick={() => setShown("asks")} data-act="unblur">
        {t("unblur")}
      </button>
    );
  }
  if (shown === "asks") return <Reason take={(reason) => void open(still, reason).then(setShown)} leave={() => setShown(null)} />;
  return (
    <button class="as-it-was" onClick={() => setShown(null)} title={t("backToBlurred")}>
      {"url" in shown ? <img src={shown.url} alt={t("unblur")} data-testid="unblurred" /> : <span>{shown.why}</span>}
    </button>
  );
}

function Reason({ take, leave }: { take: (reason: string) => void; leave: () => void }) {
  return (
    <form
      class="unblur-why"
      onSubmit={(event) => {
        event.preventDefault();
        take(String(new FormData(event.currentTarget).get("reason")));
      }}
      onKeyDown={(event) => event.key === "Escape" && leave()}
    >
      <input name="reason" required maxLength={400} placeholder={t("unblurWhy")} autocomplete="off" autofocus />
      <button type="submit">{t("unblur")}</button>
      <button type="button" class="quiet" onClick={leave}>
        {t("cancel")}
      </button>
    </form>
  );
}

async function open(still: string, reason: string): Promise<Shown> {
  try {
    const answer = await fetch(`/api/evidence/${encodeURIComponent(still)}/unblurred`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ reason }),
    });
    if (answer.ok) return { url: URL.createObjectURL(await answer.blob()) };
    return { why: tr(((await answer.json()) as { error: string }).error) };
  } catch {
    return { why: t("notSent") };
  }
}
