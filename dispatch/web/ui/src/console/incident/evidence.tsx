// What a camera saw, of an incident or of something it keeps an eye on: the blurred still, the reasons for and against.
import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { Member, Term } from "../../shared/board";
import { lang, t } from "../../shared/i18n";
import { inRoles } from "../../shared/roles";
import { clock } from "../../shared/time";
import { me } from "../store";
import { Unblurred } from "./unblurred";

export interface Seen {
  still: string | null;
  clip?: string | null;
  began_ms: number | null;
  score: number;
  terms: Term[];
  members?: Member[];
  note?: string;
}

/** The still; where there is a clip, a click or `playing` shows it in the same place. */
export function Still({ seen, isOver }: { seen: Seen; isOver: boolean }) {
  const [failed, setFailed] = useState<string | null>(null);
  const { still, clip } = seen;
  const plays = clip && playing.value === clip && failed !== clip;
  return (
    <figure class="still">
      {plays ? (
        <video src={url(clip)} autoplay loop muted controls playsInline onError={() => setFailed(clip)} data-testid="clip" />
      ) : still && failed !== still ? (
        <img src={url(still)} alt={t("still")} onError={() => setFailed(still)} data-testid="still" />
      ) : (
        <div class="no-still">{t("noStill")}</div>
      )}
      {clip && failed !== clip && (
        <button class="play" aria-pressed={Boolean(plays)} onClick={() => play(clip)} data-act="play">
          <kbd>V</kbd> {plays ? t("still") : t("play")}
        </button>
      )}
      {still && !plays && me.value?.keeps_unblurred && <Unblurred key={still} still={still} />}
      <figcaption>
        <span>{t("blurred")}</span>
        {seen.began_ms !== null && (
          <span class="num">
            {t("seenFrom")} {clock(seen.began_ms)}
          </span>
        )}
        <span>{isOver ? t("gone") : t("stillThere")}</span>
      </figcaption>
    </figure>
  );
}

/** The clip that plays; another incident's still does not wait for it. */
export const playing = signal<string | null>(null);

export function play(clip: string): void {
  playing.value = playing.value === clip ? null : clip;
}

function url(key: string): string {
  return `/api/evidence/${encodeURIComponent(key)}`;
}

export function Why({ seen }: { seen: Seen }) {
  const pro = seen.terms.filter((each) => each.points > 0).sort((a, b) => b.points - a.points);
  const contra = seen.terms.filter((each) => each.points < 0).sort((a, b) => a.points - b.points);
  const most = Math.max(...seen.terms.map((each) => Math.abs(each.points)), 0.1);
  return (
    <section class="why" data-testid="why">
      <h2>
        {t("why")}
        <span class="score num" title={t("score")}>
          {Math.round(seen.score * 100)}
        </span>
      </h2>
      {seen.members && seen.members.length > 0 && (
        <p class="roles" data-testid="roles">
          {inRoles(seen.members)}
        </p>
      )}
      {seen.note && <p class="note">{seen.note}</p>}
      <ul>
        {pro.map((term) => (
          <TermLine key={term.name} term={term} most={most} />
        ))}
        {contra.map((term) => (
          <TermLine key={term.name} term={term} most={most} />
        ))}
        {seen.terms.length > 0 && contra.length === 0 && <li class="term none">{t("noAgainst")}</li>}
      </ul>
      <p class="caution">{t("caution")}</p>
    </section>
  );
}

function TermLine({ term, most }: { term: Term; most: number }) {
  const side = term.points > 0 ? "for" : "against";
  return (
    <li class={`term is-${side}`}>
      <span class="points num">
        {term.points > 0 ? "+" : "−"}
        {Math.abs(term.points).toFixed(2)}
      </span>
      <span class="term-text">{lang.value === "zh" ? term.text_zh : term.text}</span>
      <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect width={(Math.abs(term.points) / most) * 100} height="4" />
      </svg>
    </li>
  );
}
