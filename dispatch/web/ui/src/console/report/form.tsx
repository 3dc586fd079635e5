// The form for what people report by phone: a digit for the kind, a street or a click for the place, a note, ⏎.
import { signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { listed, t, tr } from "../../shared/i18n";
import { KINDS } from "../../shared/kinds";
import { findPlaces, type Found } from "../../shared/places";
import { cameras } from "../store";
import { streets } from "../streets";
import { change, draft, submit, type Draft } from "./draft";

const typed = signal("");
const pointed = signal(0);

export function ReportForm() {
  const report = draft.value;
  return report && <Form report={report} />;
}

function Form({ report }: { report: Draft }) {
  const where = useRef<HTMLInputElement>(null);
  const note = useRef<HTMLInputElement>(null);
  const kinds = useRef<HTMLFieldSetElement>(null);
  useLayoutEffect(() => {
    typed.value = "";
  }, []);
  useLayoutEffect(() => {
    if (!report.kind) kinds.current?.focus();
    else if (!report.place) where.current?.focus();
    else note.current?.focus();
  }, [report.kind, report.place]);
  return (
    <form
      class="report"
      aria-label={t("reportTitle")}
      data-testid="report"
      onKeyDown={(event) => event.key === "Escape" && (draft.value = null)}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h1>{t("reportTitle")}</h1>
      <fieldset
        ref={kinds}
        tabIndex={-1}
        onKeyDown={(event) => {
          const kind = KINDS[Number(event.key) - 1];
          if (kind) change({ kind });
          if (kind) event.preventDefault();
        }}
      >
        <legend>{t("reportKind")}</legend>
        <div class="answers">
          {KINDS.map((kind, index) => (
            <button type="button" key={kind} aria-pressed={report.kind === kind} data-kind={kind} onClick={() => change({ kind })}>
              <kbd>{index + 1}</kbd> {tr(kind)}
            </button>
          ))}
        </div>
      </fieldset>
      <PlaceField report={report} input={where} />
      <label>
        {t("reportNote")}
        <input
          ref={note}
          name="note"
          value={report.note}
          maxLength={1000}
          autocomplete="off"
          onInput={(event) => change({ note: event.currentTarget.value })}
        />
      </label>
      <label class="tick">
        <input
          type="checkbox"
          name="reply"
          checked={report.reply_wanted}
          onChange={(event) => change({ reply_wanted: event.currentTarget.checked })}
        />
        {t("replyWanted")}
      </label>
      <div class="buttons">
        <button class="act is-blue" disabled={!report.kind || !report.place} data-act="report">
          <kbd>⏎</kbd>
          <span>
            {t("reportSend")}
            <b>{missing(report)}</b>
          </span>
        </button>
        <button type="button" class="act is-plain" onClick={() => (draft.value = null)}>
          <kbd>Esc</kbd> <span>{t("cancel")}</span>
        </button>
      </div>
    </form>
  );
}

function missing(report: Draft): string {
  const needs = [report.kind ? "" : t("reportKind"), report.place ? "" : t("where")].filter(Boolean);
  return needs.length ? `${t("reportNeeds")} ${listed(needs)}` : "";
}

interface PlaceProps {
  report: Draft;
  input: { current: HTMLInputElement | null };
}

function PlaceField({ report, input }: PlaceProps) {
  const drawn = streets.value === "none" ? null : streets.value;
  const found = typed.value ? findPlaces(typed.value, drawn, cameras.value.values()) : [];
  const at = Math.min(pointed.value, found.length - 1);
  const pick = (place: Found | undefined) => {
    if (!place) return;
    typed.value = "";
    change({ place });
  };
  return (
    <div class="place">
      <label>
        {t("where")} <small>{t("reportWhereHint")}</small>
        <input
          ref={input}
          name="place"
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls="places"
          aria-activedescendant={found.length ? `place-${at}` : undefined}
          autocomplete="off"
          value={typed.value}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            pointed.value = 0;
          }}
          onKeyDown={(event) => {
            const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            const picks = event.key === "Enter" && typed.value !== "";
            if (by || picks) event.preventDefault(); // ⏎ takes the place; the form is sent from the note
            if (by) pointed.value = Math.max(0, Math.min(at + by, found.length - 1));
            if (picks) pick(found[at]);
          }}
        />
      </label>
      <ul id="places" role="listbox" data-testid="places">
        {found.map((each, index) => (
          <li key={each.label} id={`place-${index}`} role="option" aria-selected={index === at} onClick={() => pick(each)}>
            {each.label}
          </li>
        ))}
      </ul>
      {typed.value && !found.length && <p class="hint">{t("reportNoPlace")}</p>}
      {report.place && !typed.value && (
        <p class="chosen-place" data-testid="chosen-place">
          ✓ {report.place.label || t("reportOnMap")}{" "}
          <span class="num dim">
            {report.place.lat.toFixed(5)}, {report.place.lon.toFixed(5)}
          </span>
        </p>
      )}
    </div>
  );
}
