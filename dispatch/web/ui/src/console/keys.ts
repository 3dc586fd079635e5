// The keyboard: one key per act. Digits answer the question that is asked, else choose a unit of the ranking.
import { lang, setLang } from "../shared/i18n";
import { enableSound, toggleMute } from "../shared/sound";
import * as acts from "./acts";
import { helpOpen } from "./frame/help";
import { play } from "./incident/evidence";
import { page, turnTo } from "./pages/page";
import { answer, ask, asking, correctWhat, dismissPileWhy, dismissWhy, findingWhat } from "./questions";
import { draft, openDraft } from "./report/draft";
import { move, nextWatch, selected, spreadPile, watched, watchedId } from "./store";

export function listen(): void {
  window.addEventListener("keydown", (event) => {
    void enableSound();
    if (event.ctrlKey || event.metaKey || event.altKey || types(event.target)) return;
    if (event.key === "Enter" && onButton(event.target)) return; // whoever tabbed to a button means that one
    if (event.repeat && !event.key.startsWith("Arrow")) return; // a resting elbow sends nobody
    if (press(event.key, event.shiftKey)) event.preventDefault();
  });
  window.addEventListener("pointerdown", (event) => {
    const onSound = event.target instanceof Element && event.target.closest(".sound");
    if (!onSound) void enableSound(); // the button itself says what it does
  });
}

/** Keys belong to whoever types; the form for a report takes all of them. */
function types(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || (target instanceof Element && target.closest("form") !== null);
}

function onButton(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("button:focus-visible");
}

/** Whether the key meant something. */
function press(key: string, shift: boolean): boolean {
  if (key === "Escape") {
    asking.value = null;
    acts.chosenUnit.value = null;
    helpOpen.value = false;
    draft.value = null;
    watchedId.value = null;
    page.value = null;
    return true;
  }
  if (/^[1-9]$/.test(key)) return digit(Number(key) - 1);
  const general = GENERAL[key.toLowerCase()];
  if (general) {
    general();
    return true;
  }
  const incident = selected.value;
  const act = (shift ? PILE_ACTS : ACTS)[key.toLowerCase()];
  if (!incident || !act || isElsewhere()) return false;
  act(incident);
  return true;
}

const GENERAL: Readonly<Record<string, () => void>> = {
  arrowdown: () => move(1),
  arrowup: () => move(-1),
  arrowright: () => spreadPile(true),
  arrowleft: () => spreadPile(false),
  j: () => move(1),
  k: () => move(-1),
  w: nextWatch,
  n: () => openDraft(watched.value ? { kind: "loitering", place: watched.value.place, note: watched.value.camera_id } : {}),
  r: () => turnTo("review"),
  o: () => turnTo("roster"),
  p: () => turnTo("figures"),
  m: toggleMute,
  l: () => setLang(lang.value === "zh" ? "en" : "zh"),
  "?": () => (helpOpen.value = !helpOpen.value),
  h: () => (helpOpen.value = !helpOpen.value),
};

type Act = (incident: NonNullable<typeof selected.value>) => unknown;

const ACTS: Readonly<Record<string, Act>> = {
  a: acts.acknowledge,
  enter: acts.confirmOrSend,
  c: acts.confirmOrSend,
  d: (incident) => ask(dismissWhy(incident)),
  f: (incident) => ask(findingWhat(incident)),
  t: (incident) => ask(correctWhat(incident)),
  v: (incident) => incident.clip && play(incident.clip),
  x: acts.close,
  b: acts.inform,
  g: acts.join,
};

/** With Shift: the same for all that lies on the incident's pile. */
const PILE_ACTS: Readonly<Record<string, Act>> = {
  a: acts.acknowledgePile,
  d: (incident) => ask(dismissPileWhy(incident)),
};

/** Acts are for the incident that is seen, not for one behind something else. */
function isElsewhere(): boolean {
  return watched.value !== null || draft.value !== null || page.value !== null;
}

function digit(index: number): boolean {
  const incident = selected.value;
  if (!incident || isElsewhere()) return false;
  const question = asking.value;
  if (question?.kind === "choice") answer(question, index);
  else acts.chosenUnit.value = incident.ranking[index]?.unit_id ?? null;
  return true;
}
