import "../styles/tokens.css";
import "../styles/unit/index.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { loadGuides } from "../shared/guide";
import { t } from "../shared/i18n";
import { alarm, enableSound, quiet } from "../shared/sound";
import { UnitPage } from "./page";
import { stayLit, watch } from "./positions";
import { choosing } from "./findings";
import { auth, chased, standing, start, token } from "./store";

if (token.value) {
  start();
  watch();
  loadGuides(auth());
}
void navigator.serviceWorker?.register("/unit-worker.js", { scope: "/unit" });
window.addEventListener("pointerdown", () => void enableSound());
void enableSound();
effect(() => {
  if (standing.value === "offered") alarm(t("newIncident"));
  else if (chased.value && !choosing.value) alarm(t("resultDue"));
  else quiet();
});
const lit = () => {
  if (document.visibilityState === "visible") void stayLit();
};
document.addEventListener("visibilitychange", lit);
lit();
const root = document.getElementById("root");
if (root) render(<UnitPage />, root);
