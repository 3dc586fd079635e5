// What was found, with one thumb: the finding, and where it needs more, how many cars or what it was instead.
import { signal } from "@preact/signals";
import { DISMISS_REASONS, FINDINGS, NEEDS } from "../shared/findings";
import { t, tr } from "../shared/i18n";
import { say } from "./store";

/** Whether the result is being chosen. */
export const choosing = signal(false);
const chosen = signal<string | null>(null);
const cars = signal(1);

export function Findings() {
  const finding = chosen.value;
  const needs = NEEDS[finding ?? ""];
  if (finding && needs === "vehicles") return <Cars finding={finding} />;
  if (finding && needs === "reason") {
    return <List title={t("falseWhyUnit")} words={DISMISS_REASONS} kind="reason" take={(reason) => record(finding, { reason })} />;
  }
  return <List title={t("findingTitle")} words={FINDINGS} kind="finding" take={choose} />;
}

function choose(finding: string): void {
  if (NEEDS[finding]) chosen.value = finding;
  else record(finding, {});
}

function record(finding: string, more: Record<string, unknown>): void {
  done();
  say("RecordFinding", { finding, ...more });
}

function done(): void {
  choosing.value = false;
  chosen.value = null;
  cars.value = 1;
}

interface ListProps {
  title: string;
  words: readonly string[];
  kind: string;
  take: (word: string) => void;
}

function List({ title, words, kind, take }: ListProps) {
  return (
    <footer class="thumbs is-list" data-testid="findings">
      <h2>{title}</h2>
      {words.map((word) => (
        <button key={word} class="thumb is-plain" {...{ [`data-${kind}`]: word }} onClick={() => take(word)}>
          {tr(word)}
        </button>
      ))}
      <Back />
    </footer>
  );
}

function Cars({ finding }: { finding: string }) {
  return (
    <footer class="thumbs is-list is-count" data-testid="findings">
      <h2>{t("howManyCarsUnit")}</h2>
      <button class="thumb is-plain" data-act="fewer" aria-label="−1" onClick={() => (cars.value = Math.max(0, cars.value - 1))}>
        −
      </button>
      <output class="num" data-testid="cars">
        {cars.value}
      </output>
      <button class="thumb is-plain" data-act="more" aria-label="+1" onClick={() => (cars.value += 1)}>
        +
      </button>
      <button class="thumb is-green" data-act="record" onClick={() => record(finding, { vehicles: cars.value })}>
        {t("unitRecord")}
      </button>
      <Back />
    </footer>
  );
}

function Back() {
  return (
    <button class="thumb is-quiet" onClick={() => (chosen.value ? (chosen.value = null) : done())}>
      {t(chosen.value ? "goBack" : "cancel")}
    </button>
  );
}
