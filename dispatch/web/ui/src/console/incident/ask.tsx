// The question that is asked in the action bar: options with their digits, a number, or a time with its reason.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../shared/i18n";
import { clock, now } from "../../shared/time";
import { answer, asking, type Question } from "../questions";

export function Ask({ question }: { question: Question }) {
  return (
    <div class="question" role="dialog" aria-label={question.title()} data-testid="question">
      <h2>
        {question.title()}
        <button class="quiet small" onClick={() => (asking.value = null)}>
          <kbd>Esc</kbd> {t("cancel")}
        </button>
      </h2>
      {question.kind === "choice" && <Choice question={question} />}
      {question.kind === "number" && <Count question={question} />}
      {question.kind === "time" && <Time question={question} />}
    </div>
  );
}

type Kind<K> = { question: Question & { kind: K } };

function Choice({ question }: Kind<"choice">) {
  return (
    <div class="answers">
      {question.options.map((option, index) => (
        <button key={option.name} data-answer={option.name} onClick={() => answer(question, index)}>
          <kbd>{index + 1}</kbd> {option.says()}
        </button>
      ))}
    </div>
  );
}

function Count({ question }: Kind<"number">) {
  const first = useFocus<HTMLInputElement>();
  return (
    <Form take={(typed) => question.take(Number(typed.get("count")))}>
      <input ref={first} type="number" min={0} max={999} step={1} required name="count" aria-label={question.title()} />
    </Form>
  );
}

/** The right time of day, on the day of the wrong one. */
function Time({ question }: Kind<"time">) {
  const first = useFocus<HTMLInputElement>();
  const take = (typed: FormData) => question.take(onDay(String(typed.get("time")), question.was_ms), String(typed.get("reason")));
  return (
    <Form take={take}>
      <input ref={first} type="time" step={1} required name="time" defaultValue={clock(question.was_ms)} aria-label={question.title()} />
      <input name="reason" required maxLength={400} placeholder={t("correctWhy")} autocomplete="off" />
    </Form>
  );
}

function Form({ take, children }: { take: (typed: FormData) => void; children: ComponentChildren }) {
  return (
    <form
      class="ask-form"
      onKeyDown={leave}
      onSubmit={(event) => {
        event.preventDefault();
        const typed = new FormData(event.currentTarget);
        asking.value = null;
        take(typed);
      }}
    >
      {children}
      <button class="act is-blue">
        <kbd>⏎</kbd> <span>{t("record")}</span>
      </button>
    </form>
  );
}

function useFocus<T extends HTMLElement>() {
  const place = useRef<T>(null);
  useLayoutEffect(() => place.current?.focus(), []);
  return place;
}

function leave(event: KeyboardEvent): void {
  if (event.key === "Escape") asking.value = null;
}

/** Nights cross midnight: of the days around, the one on which the time of day lies nearest to the recorded one. */
function onDay(timeOfDay: string, nearMs: number): number {
  const [hours = 0, minutes = 0, seconds = 0] = timeOfDay.split(":").map(Number);
  const day = 86_400_000;
  const at = new Date(nearMs).setHours(hours, minutes, seconds, 0);
  const nearest = [at - day, at, at + day].sort((a, b) => Math.abs(a - nearMs) - Math.abs(b - nearMs))[0] ?? at;
  return Math.min(nearest, Math.round(now()));
}
