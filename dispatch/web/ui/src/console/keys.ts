// The keyboard: one key per act. Digits answer the question that is asked, else choose a unit of the ranking.
import { lang, setLang } from "../shared/i18n";
import { enableSound, toggleMute } from "../shared/sound";
import * as acts from "./acts";
import { helpOpen } from "./help";
import { move, selected } from "./store";

export function listen(): void {
  window.addEventListener("keydown", (event) => {
    void enableSound();
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
    if (event.repeat && !event.key.startsWith("Arrow")) return; // a resting elbow sends nobody
    if (press(event.key)) event.preventDefault();
  });
  window.addEventListener("pointerdown", (event) => {
    const onSound = event.target instanceof Element && event.target.closest(".sound");
    if (!onSound) void enableSound(); // the button itself says what it does
  });
}

/** Whether the key meant something. */
function press(key: string): boolean {
  if (key === "Escape") {
    acts.asking.value = null;
    acts.chosenUnit.value = null;
    helpOpen.value = false;
    return true;
  }
  if (/^[1-9]$/.test(key)) return digit(Number(key) - 1);
  const general = GENERAL[key.toLowerCase()];
  if (general) {
    general();
    return true;
  }
  const incident = selected.value;
  const act = ACTS[key.toLowerCase()];
  if (!incident || !act) return false;
  act(incident);
  return true;
}

const GENERAL: Readonly<Record<string, () => void>> = {
  arrowdown: () => move(1),
  arrowup: () => move(-1),
  j: () => move(1),
  k: () => move(-1),
  m: toggleMute,
  l: () => setLang(lang.value === "zh" ? "en" : "zh"),
  "?": () => (helpOpen.value = !helpOpen.value),
  h: () => (helpOpen.value = !helpOpen.value),
};

type Act = (incident: NonNullable<typeof selected.value>) => void;

const ACTS: Readonly<Record<string, Act>> = {
  a: acts.acknowledge,
  enter: acts.confirmOrSend,
  c: acts.confirmOrSend,
  d: (incident) => ask("dismiss", acts.allowed.dismiss(incident)),
  f: (incident) => ask("finding", acts.allowed.finding(incident)),
  x: acts.close,
};

function ask(question: acts.Asking, allowed: boolean): void {
  if (allowed) acts.asking.value = acts.asking.value === question ? null : question;
}

function digit(index: number): boolean {
  const incident = selected.value;
  if (!incident) return false;
  const reason = acts.DISMISS_REASONS[index];
  const finding = acts.FINDINGS[index];
  if (acts.asking.value === "dismiss" && reason) acts.dismiss(incident, reason);
  else if (acts.asking.value === "finding" && finding) acts.recordFinding(incident, finding);
  else acts.chosenUnit.value = incident.ranking[index]?.unit_id ?? null;
  return true;
}
