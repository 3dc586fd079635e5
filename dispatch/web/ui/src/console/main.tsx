import "../styles/tokens.css";
import "../styles/console/index.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { loadGuides } from "../shared/guide";
import { t } from "../shared/i18n";
import { alarm, enableSound, quiet } from "../shared/sound";
import { Console } from "./console";
import { listen } from "./keys";
import { start, unanswered } from "./store";

start();
listen();
loadGuides();
void enableSound();
effect(() => {
  if (unanswered.value.length) alarm(t("newIncident"));
  else quiet();
});
effect(() => {
  const waiting = unanswered.value.length;
  document.title = `${waiting ? `(${waiting}) ` : ""}${t("product")}`;
});
const root = document.getElementById("root");
if (root) render(<Console />, root);
