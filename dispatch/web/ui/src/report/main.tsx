// The page on which anyone tells of something, without an account; a unit's phone tells it as the unit.
import "../styles/tokens.css";
import "../styles/reporting.css";
import { render } from "preact";
import { lang, setLang, t } from "../shared/i18n";
import { ReportForm } from "./form";
import { sent, unitToken } from "./store";
import { Became } from "./became";

function Page() {
  return (
    <div class="sheet">
      <header>
        {unitToken && (
          <a class="lang" href="/unit" data-act="back">
            ◀ {t("back")}
          </a>
        )}
        <h1>{t("tellTitle")}</h1>
        <button type="button" class="lang" onClick={() => setLang(lang.value === "zh" ? "en" : "zh")}>
          {lang.value === "zh" ? "English" : "中文"}
        </button>
      </header>
      {!unitToken && <p class="emergency">{t("emergency")}</p>}
      {sent.value ? <Became id={sent.value} /> : <ReportForm />}
    </div>
  );
}

const root = document.getElementById("root");
if (root) render(<Page />, root);
